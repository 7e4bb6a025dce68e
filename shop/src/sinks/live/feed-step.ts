/**
 * One step along a view's feed: what to tell someone who has read up to some change.
 *
 * F1. Every final row and every removal is told exactly once, in the feed's order.
 * F2. A row that is not final yet and is replaced by a later change of the same step is left out: nobody could see it.
 * F3. Where the feed no longer reaches back so far (or has begun anew), a `reset` says so and a snapshot follows.
 */
import type { ViewChange, ViewReader } from '@millrace/engine/views/view-store.ts';
import { snapshotOf } from './view-snapshot.ts';

export interface FeedMessage {
  readonly event: 'changes' | 'reset' | 'snapshot';
  /** JSON. */
  readonly data: string;
}

export interface FeedStep {
  readonly messages: readonly FeedMessage[];
  /** How far the feed has been read after this step. */
  readonly position: number;
}

/** Changes that one message carries at most. */
export const CHANGES_PER_STEP = 1_000;

/** The step from `after` towards `upTo`; undefined when there is nothing between. */
export function feedStep(view: ViewReader, after: number, upTo: number): FeedStep | undefined {
  if (after === upTo) return undefined;
  if (after > upTo) return resetStep(view, upTo);
  const changes = view.changes(after, Math.min(CHANGES_PER_STEP, upTo - after));
  const last = changes.at(-1);
  if (!last || changes[0]?.number !== after + 1) return resetStep(view, upTo);
  const data = JSON.stringify({ view: view.definition.name, changes: withoutReplaced(changes) });
  return { messages: [{ event: 'changes', data }], position: last.number };
}

/** The view as it is now, for someone who has seen nothing of it. */
export function snapshotStep(view: ViewReader, position: number): FeedStep {
  const data = JSON.stringify({ view: view.definition.name, entries: snapshotOf(view) });
  return { messages: [{ event: 'snapshot', data }], position };
}

function resetStep(view: ViewReader, upTo: number): FeedStep {
  const reason = 'the changes since then are no longer kept; a snapshot follows';
  const data = JSON.stringify({ view: view.definition.name, reason });
  const { messages } = snapshotStep(view, upTo);
  return { messages: [{ event: 'reset', data }, ...messages], position: upTo };
}

function withoutReplaced(changes: readonly ViewChange[]): readonly ViewChange[] {
  if (changes.every((change) => change.final)) return changes;
  const seen = new Set<string>();
  const kept = changes.toReversed().filter((change) => {
    const key = JSON.stringify(change.key);
    const replaced = seen.has(key) && !change.final && !change.deleted;
    seen.add(key);
    return !replaced;
  });
  return kept.reverse();
}

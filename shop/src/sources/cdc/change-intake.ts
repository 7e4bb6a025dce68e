/** Changes into the collector: mapped, those that do not fit into quarantine, and how far the source has been read with them. */
import { type Collector, UnreadableEvent } from '../../events/collector.ts';
import type { Verdict } from '../../events/verdict.ts';
import { type ChangeEvent, keyText } from './change-event.ts';
import type { ChangeMapper, MappedChange } from './map-change.ts';

export interface MappableChange {
  readonly change: ChangeEvent;
  readonly mapper: ChangeMapper;
}

export interface ChangeIntake {
  readonly changes: readonly MappableChange[];
  /** For the quarantine: `cdc:postgres`. */
  readonly source: string;
  readonly hasEscapes?: boolean;
  /** With it each change comes once: how far was read is on disk with the change, or neither is. */
  readonly progress?: { readonly source: string; readonly value: string };
}

/** The verdicts of each change's events, in order, once all of them are on disk with the progress. */
export async function collectChanges(
  collector: Pick<Collector, 'collect'>,
  { changes, source, hasEscapes = false, progress }: ChangeIntake,
): Promise<readonly (readonly Verdict[])[]> {
  const mapped: MappedChange[] = [];
  /** What each event was made of. */
  const from: MappableChange[] = [];
  const counts: number[] = [];
  for (const change of changes) {
    const events = change.mapper.map(change.change);
    counts.push(events.length);
    for (const event of events) {
      mapped.push(event);
      from.push(change);
    }
  }
  const verdicts = await collector.collect({
    values: mapped.map(({ event, fault }) => (fault ? new UnreadableEvent(fault.message, fault.path) : event)),
    original: (index) => JSON.stringify(mapped[index]?.event),
    whereFrom: (index, path) => placeOf(from[index], path),
    hasEscapes,
    source,
    ...(progress ? { progress, comesOnce: true } : {}),
  });
  let start = 0;
  return counts.map((count) => {
    start += count;
    return verdicts.slice(start - count, start);
  });
}

function placeOf(from: MappableChange | undefined, path: string): string {
  if (!from) return '';
  const { mapper, change } = from;
  const column = mapper.columnOf(path);
  return ` (${column === undefined ? '' : `column ${column} of `}${mapper.table}, ${keyText(change, mapper.key)})`;
}

/** Rows of a view by their time, whatever its key begins with: of views with a retention, which keep an index of times. */
import type { Environment } from '../storage/environment.ts';
import type { ViewEntry } from './view-store.ts';
import { decodeEntry, justAfter, viewKey, viewTables } from './view-tables.ts';

/** The time comes first in the index's value, the row's key after it. */
const TIME_BYTES = 8;
const ENTRIES_PER_SCAN = 1_000;

/** Entries whose time lies in `[fromMs, toMs)`, in epoch milliseconds, oldest first. */
export function* timedRows(
  environment: Environment,
  view: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Generator<ViewEntry> {
  const { times, rows } = viewTables(environment);
  const to = viewKey(view, [toMs]);
  let from = viewKey(view, [fromMs]);
  for (;;) {
    const entries = times.scan({ from, to }, ENTRIES_PER_SCAN);
    for (const [, value] of entries) {
      const row = rows.get(value.subarray(TIME_BYTES));
      if (row) yield decodeEntry(row);
    }
    const last = entries.at(-1);
    if (!last) return;
    from = justAfter(last[0]);
  }
}

/** The oldest and the newest time that the view has rows of; undefined when it has none. */
export function timeBounds(
  environment: Environment,
  view: string,
): { readonly oldestMs: number; readonly newestMs: number } | undefined {
  const { times } = viewTables(environment);
  const range = { from: viewKey(view, []), to: viewKey(view, [Number.POSITIVE_INFINITY]) };
  const [oldest] = times.scan(range, 1);
  const [newest] = times.scan({ ...range, reverse: true }, 1);
  return oldest && newest && { oldestMs: timeOf(oldest[1]), newestMs: timeOf(newest[1]) };
}

function timeOf(value: Uint8Array): number {
  return Buffer.from(value).readDoubleLE();
}

/** What a page needs to begin with, of each view: the recent windows, the top places, the last orders. */
import type { ViewEntry, ViewReader } from '@millrace/engine/views/view-store.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Snapshot = (view: ViewReader) => readonly ViewEntry[];

const SNAPSHOTS: Readonly<Record<string, Snapshot>> = {
  revenue: recentWindows(HOUR_MS),
  revenue_total: recentWindows(24 * HOUR_MS),
  revenue_live: recentWindows(5 * MINUTE_MS),
  trending_now: recentWindows(0),
  trending_categories: recentWindows(0),
  traffic: recentWindows(24 * HOUR_MS),
  traffic_now: recentWindows(0),
  traffic_hours: recentWindows(HOUR_MS),
  orders: lastChanges(30),
  sessions: lastChanges(30),
  alerts: newest(100),
};

/** More rows than any of these windows has in a shop of a hundred categories. */
const MOST_ROWS = 2_000;

export function snapshotOf(view: ViewReader): readonly ViewEntry[] {
  return (SNAPSHOTS[view.definition.name] ?? lastChanges(30))(view);
}

/** Rows whose first key column, a time, is at most `spanMs` before the newest: no clock is asked. */
function recentWindows(spanMs: number): Snapshot {
  return (view) => {
    const newest = view.range({ limit: 1, reverse: true })[0]?.key[0];
    if (typeof newest !== 'number') return [];
    return view.range({ from: [newest - spanMs], limit: MOST_ROWS, reverse: true }).toReversed();
  };
}

/** The last rows by key, oldest first. */
function newest(count: number): Snapshot {
  return (view) => view.range({ limit: count, reverse: true }).toReversed();
}

/** The rows that changed last, oldest first: what came in last, whatever time it carries. */
function lastChanges(count: number): Snapshot {
  return (view) => {
    const changes = view.changes(Math.max(0, view.lastChange() - count), count);
    return changes.filter((change) => !change.deleted).map(({ key, row, final }) => ({ key, row, final }));
  };
}

/** One page of a view: rows in key order that pass a filter, and where the next page begins. */
import type { ViewEntry, ViewKey, ViewReader } from '@millrace/engine/views/view-store.ts';

export interface PageRequest {
  /** Inclusive lower and exclusive upper bound. */
  readonly from?: ViewKey;
  readonly to?: ViewKey;
  readonly reverse?: boolean;
  readonly limit: number;
  /** The key after which the page begins. */
  readonly after?: ViewKey;
  accepts?(entry: ViewEntry): boolean;
}

export interface ViewPage {
  readonly entries: readonly ViewEntry[];
  /** Where to go on; undefined at the end. A filtered page can be short, even empty, and still have one. */
  readonly next: ViewKey | undefined;
}

/** Above every time and number that a key holds: `[user, AFTER_ALL]` closes the range of one user. */
export const AFTER_ALL = Number.MAX_SAFE_INTEGER;

const SCAN_ROWS = 500;
/** A filter that seldom matches must not hold the server: after so many rows the page ends, with a cursor. */
const MAX_SCANNED_ROWS = 20_000;

export function readPage(view: ViewReader, request: PageRequest): ViewPage {
  const accepted: ViewEntry[] = [];
  let after = request.after;
  for (let scanned = 0; scanned < MAX_SCANNED_ROWS; scanned += SCAN_ROWS) {
    const rows = rowsAfter(view, request, after);
    for (const entry of rows) {
      if (accepted.length === request.limit) return { entries: accepted, next: after };
      after = entry.key;
      if (request.accepts?.(entry) ?? true) accepted.push(entry);
    }
    if (rows.length < SCAN_ROWS) return { entries: accepted, next: undefined };
  }
  return { entries: accepted, next: after };
}

/** The next rows in scan order, without the row at `after` itself. */
function rowsAfter(view: ViewReader, request: PageRequest, after: ViewKey | undefined): readonly ViewEntry[] {
  const reverse = request.reverse ?? false;
  const from = !reverse && after !== undefined ? after : request.from;
  const to = reverse && after !== undefined ? after : request.to;
  const bounds = { ...(from && { from }), ...(to && { to }), reverse };
  if (reverse || after === undefined) return view.range({ ...bounds, limit: SCAN_ROWS });
  // The lower bound is inclusive: one row more, and the row at the cursor (if it still exists) is passed over.
  const rows = view.range({ ...bounds, limit: SCAN_ROWS + 1 });
  const first = rows[0];
  return first && sameKey(first.key, after) ? rows.slice(1) : rows.slice(0, SCAN_ROWS);
}

function sameKey(left: ViewKey, right: ViewKey): boolean {
  return left.length === right.length && left.every((part, index) => part === right[index]);
}

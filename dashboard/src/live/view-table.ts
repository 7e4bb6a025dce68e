/** One view as the page holds it: rows by key, no more of them than the page shows. */
import type { Change, Entry, Key } from './messages.ts';

/** In order of arrival; a row that changes keeps its place. */
export type ViewTable = ReadonlyMap<string, Entry>;

export const EMPTY_TABLE: ViewTable = new Map();

/** How a table stays small: windows within a span of the newest, or the rows that came last. */
export type Keep = { readonly newestMs: number } | { readonly last: number };

export function tableOf(entries: readonly Entry[], keep: Keep): ViewTable {
  return prune(new Map(entries.map((entry) => [keyText(entry.key), entry])), keep);
}

/** The table after these changes, in their order. The given table stays as it was. */
export function withChanges(table: ViewTable, changes: readonly Change[], keep: Keep): ViewTable {
  const next = new Map(table);
  for (const { key, row, final, deleted } of changes) {
    if (deleted) next.delete(keyText(key));
    else next.set(keyText(key), { key, row, final });
  }
  return prune(next, keep);
}

function prune(table: Map<string, Entry>, keep: Keep): ViewTable {
  if ('last' in keep) {
    for (const key of [...table.keys()].slice(0, Math.max(0, table.size - keep.last))) table.delete(key);
    return table;
  }
  const oldest = newestTime(table) - keep.newestMs;
  for (const [key, entry] of table) if (timeOf(entry) < oldest) table.delete(key);
  return table;
}

function newestTime(table: ViewTable): number {
  let newest = Number.NEGATIVE_INFINITY;
  for (const entry of table.values()) newest = Math.max(newest, timeOf(entry));
  return newest;
}

/** Views of windows have the window's start as the first part of their key. */
function timeOf(entry: Entry): number {
  const [first] = entry.key;
  return typeof first === 'number' ? first : 0;
}

function keyText(key: Key): string {
  return JSON.stringify(key);
}

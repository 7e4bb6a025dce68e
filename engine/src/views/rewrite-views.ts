/** Changes rows that lie in views already, and what the feeds say of them: for data that must be taken out. */
import type { Environment, Table } from '../storage/environment.ts';
import { timeKey } from './view-retention.ts';
import type { ViewDefinition, ViewEntry } from './view-store.ts';
import {
  decodeChange,
  decodeEntry,
  encodeChange,
  encodeEntry,
  justAfter,
  storedDefinitions,
  type ViewTables,
  viewKey,
  viewTables,
  withPrefix,
} from './view-tables.ts';

export interface ViewRewrite {
  /** Looks at the bytes of a row: false when it cannot be meant. */
  mayHold(bytes: Uint8Array): boolean;
  /** The row in its new form, under another key perhaps; undefined when it stays as it is. */
  change(entry: ViewEntry): ViewEntry | undefined;
  /** Counts and changes nothing. */
  readonly dryRun: boolean;
}

const ENTRIES_PER_STEP = 2_000;

/** In transactions of its own, a bounded number of rows each. @returns changed rows by view; feeds count with their view. */
export function rewriteViews(environment: Environment, rewrite: ViewRewrite): Readonly<Record<string, number>> {
  const tables = viewTables(environment);
  const counts: Record<string, number> = {};
  for (const definition of storedDefinitions(environment)) {
    const rows = rewriteRows(environment, tables, definition, rewrite);
    rewriteFeed(environment, tables, definition, rewrite);
    if (rows > 0) counts[definition.name] = rows;
  }
  return counts;
}

function rewriteRows(
  environment: Environment,
  tables: ViewTables,
  definition: ViewDefinition,
  rewrite: ViewRewrite,
): number {
  let changed = 0;
  for (const keys of keysThatMayBeMeant(tables.rows, definition, rewrite)) {
    environment.transaction(() => {
      for (const key of keys) if (rewriteRow(tables, definition, key, rewrite)) changed += 1;
    });
  }
  return changed;
}

/** Of each step those keys whose bytes may be meant; steps without any are passed over. */
function* keysThatMayBeMeant(
  table: Table,
  { name }: ViewDefinition,
  rewrite: ViewRewrite,
): Generator<readonly Uint8Array[]> {
  const range = withPrefix(viewKey(name, []));
  for (let from: Uint8Array | undefined = range.from; from; ) {
    const found = table.scan({ ...range, from }, ENTRIES_PER_STEP);
    const meant = found.filter(([, bytes]) => rewrite.mayHold(bytes));
    if (meant.length > 0) yield meant.map(([key]) => key);
    const last = found.at(-1)?.[0];
    from = last && found.length === ENTRIES_PER_STEP ? justAfter(last) : undefined;
  }
}

/** Read again inside the transaction: its writer may have changed it. */
function rewriteRow(tables: ViewTables, definition: ViewDefinition, key: Uint8Array, rewrite: ViewRewrite): boolean {
  const bytes = tables.rows.get(key);
  const before = bytes && decodeEntry(bytes);
  const after = before && rewrite.change(before);
  if (!before || !after) return false;
  if (rewrite.dryRun) return true;
  const newKey = viewKey(definition.name, after.key);
  tables.rows.remove(key);
  tables.rows.put(newKey, encodeEntry(after).slice());
  moveTime(tables, definition, { before, after, newKey });
  return true;
}

interface Move {
  readonly before: ViewEntry;
  readonly after: ViewEntry;
  readonly newKey: Uint8Array;
}

/** Views with a retention list their rows by time, too. */
function moveTime(tables: ViewTables, definition: ViewDefinition, { before, after, newKey }: Move): void {
  const hasTime = tables.times.keys(withPrefix(viewKey(definition.name, [])), 1).length > 0;
  if (!hasTime) return;
  const { index, unitMs } = timeKey(definition);
  const indexKey = ({ key }: ViewEntry) => viewKey(definition.name, [Number(key[index]) * unitMs, ...key]);
  const listed = tables.times.get(indexKey(before));
  if (!listed) return;
  tables.times.remove(indexKey(before));
  tables.times.put(indexKey(after), Buffer.concat([listed.subarray(0, 8), newKey]));
}

function rewriteFeed(
  environment: Environment,
  tables: ViewTables,
  definition: ViewDefinition,
  rewrite: ViewRewrite,
): void {
  if (rewrite.dryRun) return;
  for (const keys of keysThatMayBeMeant(tables.feed, definition, rewrite)) {
    environment.transaction(() => {
      for (const key of keys) rewriteChange(tables.feed, key, rewrite);
    });
  }
}

/** Read again inside the transaction: it may have left the feed. */
function rewriteChange(feed: Table, key: Uint8Array, rewrite: ViewRewrite): void {
  const bytes = feed.get(key);
  if (!bytes) return;
  const change = decodeChange(0, bytes);
  const after = rewrite.change(change);
  if (after) feed.put(key, encodeChange({ ...after, deleted: change.deleted }).slice());
}

/**
 * Between a snapshot and the stream: which changes are in the rows that a snapshot gave. Most are decided by their
 * transaction alone; where a table was read by several snapshots, one after another because a process died, and some of
 * them have seen the transaction, it is asked in whose range the key lies.
 */
import type { Client } from 'pg';
import type { RowImage } from '../change-event.ts';
import { quoted, quotedTable } from './postgres-options.ts';
import { hasSeen, parseVisibility, type Visibility } from './snapshot-visibility.ts';
import type { SourceProgress, TableProgress } from './source-progress.ts';

interface Range {
  readonly through: readonly string[] | null;
  readonly seen: Visibility;
}

/** told: in the snapshot's rows. new: not yet. ask: that depends on the key. */
export type FilterVerdict = 'told' | 'new' | 'ask';

export class SnapshotFilter {
  readonly #catchUpLsn: number;
  readonly #ranges: ReadonlyMap<string, readonly Range[]>;

  constructor({ catchUpLsn, tables }: Pick<SourceProgress, 'catchUpLsn' | 'tables'>) {
    this.#catchUpLsn = catchUpLsn;
    this.#ranges = new Map(Object.entries(tables).map(([table, progress]) => [table, rangesOf(progress)]));
  }

  judge(table: string, xid: number, finalLsn: number): FilterVerdict {
    if (finalLsn >= this.#catchUpLsn) return 'new';
    const ranges = this.#ranges.get(table) ?? [];
    const seen = ranges.filter((range) => hasSeen(range.seen, xid)).length;
    if (seen === 0) return 'new';
    return seen === ranges.length ? 'told' : 'ask';
  }

  /** For changes of which `judge` said ask. The database compares keys, for it alone knows its collations. */
  async isTold(client: Client, table: string, { key, row, xid }: AskedChange): Promise<boolean> {
    for (const { through, seen } of this.#ranges.get(table) ?? []) {
      const isInside = through === null || (await isUpTo(client, table, { key, row, through }));
      if (isInside) return hasSeen(seen, xid);
    }
    return false;
  }
}

export interface AskedChange {
  readonly key: readonly string[];
  readonly row: RowImage;
  readonly xid: number;
}

function rangesOf({ ranges }: TableProgress): readonly Range[] {
  return ranges.map(({ through, seen }) => ({ through, seen: parseVisibility(seen) }));
}

interface Comparison {
  readonly key: readonly string[];
  readonly row: RowImage;
  readonly through: readonly string[];
}

/** A row of the table's own type is made of the key, so that its columns' types and collations hold. */
async function isUpTo(client: Client, table: string, { key, row, through }: Comparison): Promise<boolean> {
  const columns = key.map((column) => `r.${quoted(column)}`).join(', ');
  const bounds = key.map((column) => `b.${quoted(column)}`).join(', ');
  const record = (values: readonly unknown[]) => JSON.stringify(Object.fromEntries(key.map((c, i) => [c, values[i]])));
  const type = `NULL::${quotedTable(table)}`;
  const result = await client.query<{ inside: string }>(
    `SELECT (${columns}) <= (${bounds}) AS inside
     FROM json_populate_record(${type}, $1) AS r, json_populate_record(${type}, $2) AS b`,
    [record(key.map((column) => row[column])), record(through)],
  );
  return result.rows[0]?.inside === 't';
}

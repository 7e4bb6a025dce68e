/**
 * Rows of result tables in DynamoDB, each at its view and key: the newest word on a row counts, in whatever order words
 * come. A row that has left its view stays as a mark for a while, so that an older word cannot bring it back.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ViewKey, ViewRow } from '@millrace/engine/views/view-store.ts';
import type { TableAccess } from '../state/table-access.ts';
import { eachInTurns } from './each-in-turns.ts';
import { setIfNewer } from './newer-item.ts';
import { sortKey, sortKeyOfRow } from './sort-key.ts';
import { STORED_VIEWS, type StoredView } from './stored-views.ts';

export interface ResultRow {
  readonly view: string;
  /** Where it stands in its stream: sorts as the stream is ordered. */
  readonly at: string;
  /** Null for a row that has left its view. */
  readonly row: ViewRow | null;
  /** Times as ISO 8601 text; absent: its row's. */
  readonly key?: ViewKey;
  /** Of one that has left: what says its key, when `key` does not. */
  readonly lastRow?: ViewRow;
}

const AT_ONCE = 32;
const DAY_MS = 24 * 3_600_000;
const MARK_DAYS = 8;

export class ResultsTable {
  readonly #items: TableAccess;

  constructor(items: TableAccess) {
    this.#items = items;
  }

  /** Rows of views that are not stored are passed over; of rows with one key the last counts. */
  async put(rows: readonly ResultRow[]): Promise<void> {
    const newest = new Map<string, () => Promise<boolean>>();
    for (const row of rows) {
      const view = STORED_VIEWS.get(row.view);
      if (!view) continue;
      const sk = row.key ? sortKey(row.key) : sortKeyOfRow(row.row ?? row.lastRow ?? {}, view.key);
      newest.set(`${row.view} ${sk}`, () => this.#set(row, view, sk));
    }
    await eachInTurns([...newest.values()], AT_ONCE, (set) => set());
  }

  #set({ view, at, row }: ResultRow, stored: StoredView, sk: string): Promise<boolean> {
    const endsMs = row === null ? Date.now() + MARK_DAYS * DAY_MS : endOf(row, stored);
    const set: Record<string, AttributeValue> = {
      at: { S: at },
      // A mark has no row.
      row: row === null ? { NULL: true } : { S: JSON.stringify(row) },
      expiresAt: endsMs === undefined ? { NULL: true } : { N: String(Math.ceil(endsMs / 1000)) },
    };
    return setIfNewer(this.#items, { key: { pk: { S: view }, sk: { S: sk } }, set, rising: 'at' });
  }
}

/** In epoch milliseconds: so long after the first time in its key; undefined when it has none, or is kept for good. */
function endOf(row: ViewRow, { key, keptDays }: StoredView): number | undefined {
  if (keptDays === undefined) return undefined;
  const time = key.map((name) => row[name]).find((value) => typeof value === 'string' && /^\d{4}-.*Z$/.test(value));
  return time === undefined ? undefined : Date.parse(String(time)) + keptDays * DAY_MS;
}

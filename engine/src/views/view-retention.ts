/** Drops the rows of a view that have grown too old, a few with each put, so that no commit stalls. */
import { MillraceError } from '../errors/millrace-error.ts';
import type { DataType } from '../row/data-type.ts';
import type { ViewDefinition, ViewKey } from './view-store.ts';
import { type ViewTables, viewKey, withPrefix } from './view-tables.ts';

/** More than one, so that what is too old shrinks even while rows come in. */
const DROPPED_PER_PUT = 4;
const MS_OF: Partial<Record<DataType['kind'], number>> = { TIMESTAMP: 1, TIMESTAMP_LTZ: 1, DATE: 86_400_000 };

export class ViewRetention {
  readonly #definition: ViewDefinition;
  readonly #tables: ViewTables;
  readonly #retentionMs: number;
  /** Where the time stands in the key, and how many milliseconds its unit has. */
  readonly #time: { readonly index: number; readonly unitMs: number };
  #newestMs = Number.NEGATIVE_INFINITY;
  /** No row is older: most puts need not look for one that is too old. */
  #oldestMs = Number.NEGATIVE_INFINITY;

  /** @throws MillraceError VIEW_RETENTION when no key column is a time. */
  constructor(definition: ViewDefinition, tables: ViewTables, retentionMs: number) {
    this.#definition = definition;
    this.#tables = tables;
    this.#retentionMs = retentionMs;
    this.#time = timeKey(definition);
  }

  /** A transaction begins: what is the newest row's time in it? */
  begin(): void {
    const range = { ...withPrefix(viewKey(this.#definition.name, [])), reverse: true };
    const [newest] = this.#tables.times.scan(range, 1);
    this.#newestMs = newest ? timeOf(newest[1]) : Number.NEGATIVE_INFINITY;
    this.#oldestMs = this.#oldest();
  }

  stored(key: ViewKey, rowKey: Uint8Array): void {
    const timeMs = this.#timeMs(key);
    if (timeMs === undefined) return;
    this.#tables.times.put(this.#indexKey(timeMs, key), timeEntry(timeMs, rowKey));
    this.#newestMs = Math.max(this.#newestMs, timeMs);
    this.#oldestMs = Math.min(this.#oldestMs, timeMs);
    if (this.#oldestMs < this.#newestMs - this.#retentionMs) this.#dropOldest();
  }

  removed(key: ViewKey): void {
    const timeMs = this.#timeMs(key);
    if (timeMs !== undefined) this.#tables.times.remove(this.#indexKey(timeMs, key));
  }

  #dropOldest(): void {
    const { name } = this.#definition;
    const range = { from: viewKey(name, []), to: viewKey(name, [this.#newestMs - this.#retentionMs]) };
    for (const [indexKey, entry] of this.#tables.times.scan(range, DROPPED_PER_PUT)) {
      this.#tables.rows.remove(entry.subarray(8));
      this.#tables.times.remove(indexKey);
    }
    this.#oldestMs = this.#oldest();
  }

  #oldest(): number {
    const [oldest] = this.#tables.times.scan(withPrefix(viewKey(this.#definition.name, [])), 1);
    return oldest ? timeOf(oldest[1]) : Number.POSITIVE_INFINITY;
  }

  /** Rows without a time are kept for ever. */
  #timeMs(key: ViewKey): number | undefined {
    const time = key[this.#time.index];
    return typeof time === 'number' ? time * this.#time.unitMs : undefined;
  }

  #indexKey(timeMs: number, key: ViewKey): Uint8Array {
    return viewKey(this.#definition.name, [timeMs, ...key]);
  }
}

/** The time as a double, then the row's key. */
function timeEntry(timeMs: number, rowKey: Uint8Array): Uint8Array {
  const entry = Buffer.alloc(8 + rowKey.length);
  entry.writeDoubleLE(timeMs);
  entry.set(rowKey, 8);
  return entry;
}

function timeOf(entry: Uint8Array): number {
  return Buffer.from(entry.buffer, entry.byteOffset, 8).readDoubleLE();
}

/**
 * Which key column is the time that a retention goes by: the first of a time type.
 * @throws MillraceError VIEW_RETENTION when no key column is one.
 */
export function timeKey({ name, schema, primaryKey }: ViewDefinition): {
  readonly index: number;
  readonly unitMs: number;
} {
  for (const [index, column] of primaryKey.entries()) {
    const kind = schema.find((field) => field.name === column)?.type.kind;
    const unitMs = kind && MS_OF[kind];
    if (unitMs !== undefined) return { index, unitMs };
  }
  throw new MillraceError(`view ${name} has a retention, but no time in its primary key`, {
    code: 'VIEW_RETENTION',
    domain: 'user',
    retry: 'never',
    hint: 'Add window_start or another TIMESTAMP column to the PRIMARY KEY, or leave the retention out.',
  });
}

/**
 * A change of a row as Debezium writes it: what every way in from a database becomes before it is mapped, and what the log
 * keeps of it beside the event's own fields.
 */

/** Values as JSON: exact numbers that a double cannot hold, times, bytes (base64) and JSON documents are text. */
export type CellValue = null | boolean | number | string | readonly CellValue[];
export type RowImage = Readonly<Record<string, CellValue>>;

/** Created, updated, deleted, read by a snapshot; t is a table that was truncated, and has no row. */
export type ChangeOperation = 'c' | 'u' | 'd' | 'r' | 't';

export interface ChangeSource {
  readonly connector: string;
  /** By which name the source is configured. */
  readonly name: string;
  readonly db?: string;
  readonly schema?: string;
  readonly table: string;
  /** Place in the database's log; absent for rows of a snapshot. */
  readonly lsn?: number;
  readonly txId?: number;
  /** When the database committed it, in epoch milliseconds. */
  readonly ts_ms: number;
}

export interface ChangeEvent {
  /** Unique, and the same whenever the same change is told again. */
  readonly id: string;
  readonly op: ChangeOperation;
  /** Of a deleted or updated row what the database tells: its key alone, the whole row, or nothing. */
  readonly before: RowImage | null;
  /** Columns that the change left as they were, and the database did not repeat, are absent. */
  readonly after: RowImage | null;
  readonly source: ChangeSource;
  /** When it was read, in epoch milliseconds. */
  readonly ts_ms: number;
}

/** The key of the row, or as much of it as is known, for messages: `id=7`. */
export function keyText({ before, after }: Pick<ChangeEvent, 'before' | 'after'>, key: readonly string[]): string {
  const row = after ?? before ?? {};
  const known = key.filter((column) => row[column] !== undefined);
  const shown = known.length > 0 ? known : Object.keys(row).slice(0, 1);
  return shown.map((column) => `${column}=${clipped(row[column])}`).join(', ');
}

const MOST_SHOWN = 60;

/** A value for a message: JSON, cut where it gets long. */
export function clipped(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}…`;
}

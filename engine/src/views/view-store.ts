/**
 * Results that leave a pipeline: keyed tables, each with a feed of its changes, written in the pipeline's commit and
 * read from any thread.
 *
 * V1. A view is keyed by its primary key; a row with the same key replaces the earlier one.
 * V2. Every change also gets the next number of the view's feed, in commit order, so that a live page can resume.
 *     The feed keeps the newest `feedLength` changes; the table keeps every row within its retention.
 * V3. Keys order as their column values do (time before time, text by code unit), so ranges are scans.
 */
import type { Schema } from '../row/data-type.ts';

/** A key column's value: timestamps as epoch milliseconds, decimals as scaled integers. */
export type KeyPart = string | number | boolean | null;
export type ViewKey = readonly KeyPart[];

/** A row as plain data by column name; decimals are exact strings, timestamps ISO 8601 UTC strings. */
export type ViewRow = { readonly [column: string]: ViewValue };
export type ViewValue =
  | null
  | boolean
  | number
  | string
  | readonly ViewValue[]
  | { readonly [name: string]: ViewValue };

export interface ViewDefinition {
  readonly name: string;
  readonly schema: Schema;
  /** Column names, in key order; at least one. */
  readonly primaryKey: readonly string[];
  readonly feedLength: number;
}

export interface ViewEntry {
  readonly key: ViewKey;
  readonly row: ViewRow;
  /** False while the row is the present value of a window that has not fired yet. */
  readonly final: boolean;
}

export interface ViewChange extends ViewEntry {
  /** The change's number in the feed, from 1, without gaps. */
  readonly number: number;
  /** True when the row left the view. */
  readonly deleted: boolean;
}

export interface ViewRange {
  /** Inclusive lower and exclusive upper bound; a prefix of the key is enough. */
  readonly from?: ViewKey;
  readonly to?: ViewKey;
  readonly limit: number;
  readonly reverse?: boolean;
}

export interface ViewReader {
  readonly definition: ViewDefinition;
  get(key: ViewKey): ViewEntry | undefined;
  range(range: ViewRange): readonly ViewEntry[];
  /** Changes with a number > `after`, oldest first. */
  changes(after: number, limit: number): readonly ViewChange[];
  /** The number of the newest change; 0 when there is none. */
  lastChange(): number;
}

export interface ViewWriter extends ViewReader {
  /** Only inside the state store's transaction. */
  put(entry: ViewEntry): void;
  remove(key: ViewKey): void;
}

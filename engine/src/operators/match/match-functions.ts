/** What is generated for one MATCH_RECOGNIZE, and how it sees the rows of a match. */
import type { Row } from '../../row/row.ts';

/** A row that waits for its turn, or that a match may still need. */
export interface KeptRow {
  readonly row: Row;
  /** Event time, or time of arrival. */
  readonly time: number;
  /** Orders rows of one time as they came. */
  readonly sequence: number;
  slot: number;
}

/** The rows of a partition that matches may need: `rows[i]` is the partition's row number `base + i`. */
export interface MatchRows {
  readonly rows: readonly KeptRow[];
  readonly base: number;
}

/**
 * Which rows of the partition a match has mapped to which variable: to variable `v` those from number `bounds[v]` up to,
 * but not including, `bounds[v + 1]`. Rows of a match follow one another, so this says all of it.
 */
export type MatchBounds = readonly number[];

/** Whether `current`, the row after those of the match so far, may be taken as the variable. */
export interface MatchCondition {
  /** True only for TRUE. */
  readonly holds: (current: Row, time: number, rows: MatchRows, bounds: MatchBounds) => boolean;
  /** Whether the condition looks at no other row, so that it needs to be asked only once for a row. */
  readonly ofRowAlone: boolean;
}

export interface MatchFunctions {
  /** By variable; undefined: every row is accepted. */
  readonly conditions: readonly (MatchCondition | undefined)[];
  /** The result row of a match; `time` is MATCH_ROWTIME(). */
  readonly measure: (rows: MatchRows, bounds: MatchBounds, time: number) => Row;
}

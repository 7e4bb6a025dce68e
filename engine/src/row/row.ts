/** Values, rows and changes: what flows between operators. */

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Value[]
  | ReadonlyMap<Value, Value>;

/**
 * One row of a stream. Instances come from a class generated for the schema (row-class.ts), so every row of a stream
 * has one hidden class; column i is the property `c<i>`. Rows are immutable once emitted, and may be shared.
 */
export interface Row {
  readonly [column: `c${number}`]: Value;
}

/**
 * What a row does to the result it belongs to: Flink's row kinds, and EARLY: the present value of a window that has
 * not fired yet. Only a window aggregate with early results emits EARLY, only to sinks that asked for it, and each
 * EARLY row is replaced by a later row with the same primary key.
 */
export const Change = { INSERT: 0, UPDATE_BEFORE: 1, UPDATE_AFTER: 2, DELETE: 3, EARLY: 4 } as const;
export type Change = (typeof Change)[keyof typeof Change];

/** The watermark after the last row of a bounded input: every window fires. */
export const MAX_WATERMARK = Number.MAX_SAFE_INTEGER;
/** The watermark before any row. */
export const MIN_WATERMARK = Number.MIN_SAFE_INTEGER;

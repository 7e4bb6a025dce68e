/**
 * SQL types as data, with Flink's names. `STRING` is VARCHAR(2147483647), `BYTES` is VARBINARY(2147483647).
 *
 * Values of each type in JavaScript:
 *
 *     BOOLEAN                        boolean
 *     TINYINT SMALLINT INT BIGINT    number, an integer; beyond ±2^53 is an error, never a wrong number
 *     FLOAT DOUBLE                   number
 *     DECIMAL(p, s)                  the unscaled integer: number within ±(2^53 − 1), bigint beyond (see decimal.ts)
 *     CHAR VARCHAR                   string
 *     BINARY VARBINARY               Uint8Array
 *     DATE                           number of days since 1970-01-01
 *     TIME(p)                        number of milliseconds of the day
 *     TIMESTAMP(p) TIMESTAMP_LTZ(p)  number of milliseconds since the epoch (UTC)
 *     INTERVAL_DAY                   number of milliseconds
 *     INTERVAL_YEAR                  number of months
 *     ARRAY MULTISET                 Value[]
 *     MAP                            Map<Value, Value>
 *     ROW                            Value[], by position
 *
 * SQL NULL is `null` in every type.
 */

export interface SimpleType {
  readonly kind: 'BOOLEAN' | 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT' | 'FLOAT' | 'DOUBLE' | 'DATE' | 'NULL';
  readonly nullable: boolean;
}

export interface DecimalType {
  readonly kind: 'DECIMAL';
  /** Digits in all, 1 to 38. */
  readonly precision: number;
  /** Digits after the point, 0 to precision. */
  readonly scale: number;
  readonly nullable: boolean;
}

export interface TextType {
  readonly kind: 'CHAR' | 'VARCHAR' | 'BINARY' | 'VARBINARY';
  readonly length: number;
  readonly nullable: boolean;
}

export interface TimeType {
  readonly kind: 'TIME' | 'TIMESTAMP' | 'TIMESTAMP_LTZ';
  /** Declared fractional digits. Millrace keeps milliseconds and refuses values that have more. */
  readonly precision: number;
  readonly nullable: boolean;
  /** Set on time attributes: the column that watermarks speak of, or the arrival time. */
  readonly attribute?: 'rowtime' | 'proctime';
}

export interface IntervalType {
  readonly kind: 'INTERVAL_DAY' | 'INTERVAL_YEAR';
  readonly nullable: boolean;
}

export interface CollectionType {
  readonly kind: 'ARRAY' | 'MULTISET';
  readonly element: DataType;
  readonly nullable: boolean;
}

export interface MapType {
  readonly kind: 'MAP';
  readonly key: DataType;
  readonly value: DataType;
  readonly nullable: boolean;
}

export interface RowType {
  readonly kind: 'ROW';
  readonly fields: readonly Field[];
  readonly nullable: boolean;
}

export type DataType =
  | SimpleType
  | DecimalType
  | TextType
  | TimeType
  | IntervalType
  | CollectionType
  | MapType
  | RowType;

export type TypeKind = DataType['kind'];

/** A named column of a row. */
export interface Field {
  readonly name: string;
  readonly type: DataType;
  /** For decoders: the value is not `name` of the record, but the second of these within the first, an object. */
  readonly within?: readonly [outer: string, inner: string];
}

/** The columns of a stream, in order. Row instances hold them as `c0`, `c1` … */
export type Schema = readonly Field[];

export const MAX_LENGTH = 2_147_483_647;
export const STRING: TextType = { kind: 'VARCHAR', length: MAX_LENGTH, nullable: true };

/** Literals, and the units of time that they and some functions name. */
import type { SourceSpan } from '../../errors/sql-error.ts';

export type LiteralNode =
  | NullLiteral
  | BooleanLiteral
  | NumberLiteral
  | StringLiteral
  | BinaryLiteral
  | DateTimeLiteral
  | IntervalLiteral;

export interface NullLiteral {
  readonly kind: 'null-literal';
  readonly span: SourceSpan;
}

export interface BooleanLiteral {
  readonly kind: 'boolean-literal';
  readonly value: boolean;
  readonly span: SourceSpan;
}

/** An unsigned number as text, so that nothing is lost: `12`, `1.50` (exact: INT or DECIMAL), `1e3` (approximate: DOUBLE). */
export interface NumberLiteral {
  readonly kind: 'number-literal';
  readonly text: string;
  readonly exact: boolean;
  readonly span: SourceSpan;
}

export interface StringLiteral {
  readonly kind: 'string-literal';
  readonly value: string;
  readonly span: SourceSpan;
}

/** `x'0aff'`: pairs of hexadecimal digits in upper case. */
export interface BinaryLiteral {
  readonly kind: 'binary-literal';
  readonly hex: string;
  readonly span: SourceSpan;
}

/** DATE '2024-01-15'; the text is checked by the binder. */
export interface DateTimeLiteral {
  readonly kind: 'datetime-literal';
  readonly type: 'DATE' | 'TIME' | 'TIMESTAMP' | 'TIMESTAMP_LTZ';
  readonly text: string;
  readonly span: SourceSpan;
}

export interface IntervalLiteral {
  readonly kind: 'interval-literal';
  /** What stood between the quotes: `5`, `1:30`, `1-6`, possibly with a sign of its own. */
  readonly text: string;
  /** The sign outside the quotes: INTERVAL -'5' DAY. */
  readonly negative: boolean;
  readonly qualifier: IntervalQualifier;
  readonly span: SourceSpan;
}

export type IntervalUnit = 'YEAR' | 'QUARTER' | 'MONTH' | 'WEEK' | 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND';

/** Units of EXTRACT, FLOOR, CEIL, TIMESTAMPADD and TIMESTAMPDIFF, in the singular and without the SQL_TSI_ prefix. */
export type TimeUnit =
  | IntervalUnit
  | 'MILLENNIUM'
  | 'CENTURY'
  | 'DECADE'
  | 'ISOYEAR'
  | 'ISODOW'
  | 'DOW'
  | 'DOY'
  | 'EPOCH'
  | 'MILLISECOND'
  | 'MICROSECOND'
  | 'NANOSECOND';

/** `DAY(3) TO SECOND(6)`. Plural units are brought to the singular. */
export interface IntervalQualifier {
  readonly kind: 'interval-qualifier';
  readonly from: IntervalUnit;
  readonly to: IntervalUnit | undefined;
  /** Digits of the leading unit. */
  readonly precision: number | undefined;
  /** Digits after the point of SECOND. */
  readonly fractionalPrecision: number | undefined;
  readonly span: SourceSpan;
}

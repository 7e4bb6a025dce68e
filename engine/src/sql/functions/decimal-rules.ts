/**
 * Precision and scale of decimal results, after Flink's LogicalTypeMerging (which follows SQL Server, and Hive where a
 * result would need more than 38 digits: digits after the point are given up, but never below 6 of them).
 */
import type { DataType, DecimalType } from '../../row/data-type.ts';
import { decimal } from './type-build.ts';

const MAX_PRECISION = 38;
const MINIMUM_ADJUSTED_SCALE = 6;

/** Decimal digits that hold every value of an integer type. */
const INTEGER_DIGITS = { TINYINT: 3, SMALLINT: 5, INT: 10, BIGINT: 19 } as const;

/** The DECIMAL that an exact number counts as; undefined for anything else. */
export function asDecimal(type: DataType): DecimalType | undefined {
  switch (type.kind) {
    case 'DECIMAL':
      return type;
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
      return { ...decimal(INTEGER_DIGITS[type.kind], 0), nullable: type.nullable };
    default:
      return undefined;
  }
}

/** For subtraction too: one digit more than the wider operand, for the carry. */
export function additionType(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale);
  return adjusted(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale);
}

/** All digits of both; the one beyond is Flink’s, so that results have the same type there. */
export function multiplicationType(a: DecimalType, b: DecimalType): DecimalType {
  return adjusted(a.precision + b.precision + 1, a.scale + b.scale);
}

/** A quotient rarely ends, so its scale is a convention: at least six digits after the point. */
export function divisionType(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(MINIMUM_ADJUSTED_SCALE, a.scale + b.precision + 1);
  return adjusted(a.precision - a.scale + b.scale + scale, scale);
}

/** A remainder is smaller than the divisor, and no longer before the point than the shorter operand. */
export function moduloType(a: DecimalType, b: DecimalType): DecimalType {
  if (a.scale === 0 && b.scale === 0) return decimal(b.precision, 0);
  const scale = Math.max(a.scale, b.scale);
  return adjusted(Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale);
}

/** ROUND and TRUNCATE to `digits` after the point; rounding may carry into one more digit before it. */
export function roundType(a: DecimalType, digits: number): DecimalType {
  if (digits >= a.scale) return decimal(a.precision, a.scale);
  if (digits < 0) return decimal(Math.min(MAX_PRECISION, 1 + a.precision - a.scale), 0);
  return decimal(1 + a.precision - a.scale + digits, digits);
}

/** A sum has as many digits as there can be: how many rows come is not known when types are. */
export function sumType(a: DecimalType): DecimalType {
  return decimal(MAX_PRECISION, a.scale);
}

/** The sum, divided by a count that Flink takes as DECIMAL(20, 0). */
export function averageType(a: DecimalType): DecimalType {
  return divisionType(sumType(a), decimal(20, 0));
}

/** The narrowest decimal that holds both, as CASE, COALESCE, UNION and comparisons need it. */
export function mergedDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const integerDigits = Math.min(MAX_PRECISION, Math.max(a.precision - a.scale, b.precision - b.scale));
  const scale = Math.min(Math.max(a.scale, b.scale), MAX_PRECISION - integerDigits);
  return decimal(integerDigits + scale, scale);
}

function adjusted(precision: number, scale: number): DecimalType {
  if (precision <= MAX_PRECISION) return decimal(precision, scale);
  const integerDigits = precision - scale;
  const leastScale = Math.min(scale, MINIMUM_ADJUSTED_SCALE);
  return decimal(MAX_PRECISION, Math.max(MAX_PRECISION - integerDigits, leastScale));
}

/** CAST among numbers, booleans and intervals. */
import type { DataType } from '../../../row/data-type.ts';
import {
  type Decimal,
  type DecimalShape,
  decimalRescale,
  decimalToDouble,
  decimalTruncate,
} from '../../../row/decimal.ts';
import { doubleToDecimal } from '../../../row/decimal-text.ts';
import type { Value } from '../../../row/row.ts';
import { integerRange } from '../number-range.ts';
import type { Converter } from './converter.ts';

const INTEGER: DecimalShape = { precision: 19, scale: 0 };

export function numberConverter(from: DataType, to: DataType): Converter | undefined {
  if (to.kind === 'BOOLEAN') return (value) => (typeof value === 'boolean' ? value : value !== 0);
  if (from.kind === 'BOOLEAN') {
    const fromInteger = numberConverter({ kind: 'INT', nullable: false }, to);
    return (value) => fromInteger?.(value === true ? 1 : 0);
  }
  switch (to.kind) {
    case 'DECIMAL':
      return toDecimal(from, to);
    case 'DOUBLE':
      return toDouble(from);
    case 'FLOAT': {
      const convert = toDouble(from);
      return (value) => Math.fround(convert(value));
    }
    default:
      return toInteger(from, to);
  }
}

function toDecimal(from: DataType, to: DecimalShape): Converter {
  if (from.kind === 'FLOAT' || from.kind === 'DOUBLE') return (value) => doubleToDecimal(Number(value), to);
  const rescale = decimalRescale(from.kind === 'DECIMAL' ? from.scale : INTEGER.scale, to);
  return (value) => rescale(asDecimal(value));
}

function toDouble(from: DataType): (value: Value) => number {
  if (from.kind !== 'DECIMAL') return Number;
  return (value) => decimalToDouble(asDecimal(value), from.scale);
}

/** Truncates towards zero. Flink wraps or saturates what does not fit; Millrace refuses it. */
function toInteger(from: DataType, to: DataType): Converter {
  const range = integerRange(to) ?? { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };
  return (value) => {
    const integer = from.kind === 'DECIMAL' ? decimalTruncate(asDecimal(value), from.scale) : Math.trunc(Number(value));
    return integer >= range.min && integer <= range.max ? Number(integer) + 0 : undefined;
  };
}

function asDecimal(value: Value): Decimal {
  return typeof value === 'bigint' ? value : Number(value);
}

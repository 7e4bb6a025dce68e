/**
 * CAST from one type to another as a function on values that are not NULL. `undefined` says that the value cannot be
 * converted: CAST throws, TRY_CAST gives NULL. `null` is an ordinary result (a decimal that does not fit).
 */
import type { DataType } from '../../../row/data-type.ts';
import type { Value } from '../../../row/row.ts';
import { isBinary, isInteger, isNumeric, isText } from '../../functions/type-build.ts';
import { collectionConverter } from './collection-cast.ts';
import { numberConverter } from './number-cast.ts';
import { fitBytes, textConverter, textParser } from './text-cast.ts';
import { timeConverter } from './time-cast.ts';

export type Converter = (value: Value) => Value | undefined;

export const identity: Converter = (value) => value;

/** The conversion between two types; undefined when Flink (and so the binder) knows none. */
export function converter(from: DataType, to: DataType): Converter | undefined {
  if (from.kind === 'NULL') return identity;
  if (isText(to)) return textConverter(from, to);
  if (isText(from)) return textParser(to);
  if (isBinary(from) && isBinary(to)) return binaryConverter(to);
  if (isScalarNumber(from) && isScalarNumber(to)) return numberConverter(from, to);
  return timeConverter(from, to) ?? collectionConverter(from, to, converter);
}

/** Numbers, booleans, and intervals, which are integers of their unit. */
function isScalarNumber(type: DataType): boolean {
  if (type.kind === 'INTERVAL_DAY' || type.kind === 'INTERVAL_YEAR') return true;
  return type.kind === 'BOOLEAN' || isNumeric(type) || isInteger(type);
}

function binaryConverter(to: DataType): Converter | undefined {
  if (to.kind !== 'BINARY' && to.kind !== 'VARBINARY') return undefined;
  return (value) => (value instanceof Uint8Array ? fitBytes(value, to) : undefined);
}

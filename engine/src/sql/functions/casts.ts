/** Which casts exist, explicit and implicit, after Flink's LogicalTypeCasts. */
import type { DataType, TypeKind } from '../../row/data-type.ts';
import { isBinary, isDatetime, isInteger, isInterval, isNumeric, isText, isTimestamp, sameType } from './type-build.ts';

const INTEGERS: readonly TypeKind[] = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT'];

/** Whether CAST(source AS target) is allowed. Nullability is not looked at. */
export function canCast(source: DataType, target: DataType): boolean {
  if (source.kind === 'NULL' || sameType(source, target)) return true;
  if (isText(target)) return true;
  if (isText(source)) return isTextReadableAs(target);
  if (isBinary(source) || isBinary(target)) return isBinary(source) && isBinary(target);
  if (target.kind === 'BOOLEAN') return isNumeric(source);
  if (source.kind === 'BOOLEAN') return isNumeric(target);
  if (isNumeric(source) && isNumeric(target)) return true;
  if (isDatetime(source) && isDatetime(target)) return canCastTime(source.kind, target.kind);
  if (isInterval(source) || isInterval(target)) return source.kind === target.kind;
  return canCastConstructed(source, target, canCast);
}

/**
 * Whether a value goes into a type without a CAST in the script, as INSERT does it: widening, within text, and between
 * the timestamp types; never text into numbers or BIGINT into INT. Nullability is not looked at: a sink enforces it.
 */
export function canCastImplicitly(source: DataType, target: DataType): boolean {
  if (source.kind === 'NULL') return true;
  if (isConstructed(target)) return canCastConstructed(source, target, canCastImplicitly);
  if (source.kind === target.kind) return true;
  if (isText(source)) return target.kind === 'VARCHAR';
  if (isBinary(source)) return target.kind === 'VARBINARY';
  if (isInteger(source) && isInteger(target)) return INTEGERS.indexOf(source.kind) < INTEGERS.indexOf(target.kind);
  if (isNumeric(source))
    return ['DECIMAL', 'DOUBLE'].includes(target.kind) || (target.kind === 'FLOAT' && source.kind !== 'DOUBLE');
  if (isTimestamp(source) && isTimestamp(target)) return true;
  return source.kind === 'TIMESTAMP' && (target.kind === 'DATE' || target.kind === 'TIME');
}

function isTextReadableAs(target: DataType): boolean {
  return target.kind !== 'NULL' && !isInterval(target) && !isConstructed(target);
}

function isConstructed(type: DataType): boolean {
  return type.kind === 'MULTISET' || type.kind === 'ARRAY' || type.kind === 'MAP' || type.kind === 'ROW';
}

function canCastTime(source: TypeKind, target: TypeKind): boolean {
  if (source === target) return true;
  return !(source === 'DATE' && target === 'TIME') && !(source === 'TIME' && target === 'DATE');
}

function canCastConstructed(
  source: DataType,
  target: DataType,
  canCastChild: (source: DataType, target: DataType) => boolean,
): boolean {
  if ((source.kind === 'ARRAY' || source.kind === 'MULTISET') && target.kind === source.kind) {
    return canCastChild(source.element, target.element);
  }
  if (source.kind === 'MAP' && target.kind === 'MAP') {
    return canCastChild(source.key, target.key) && canCastChild(source.value, target.value);
  }
  if (source.kind !== 'ROW' || target.kind !== 'ROW' || source.fields.length !== target.fields.length) return false;
  return source.fields.every((field, index) => {
    const other = target.fields[index];
    return other !== undefined && canCastChild(field.type, other.type);
  });
}

/** Types as a script writes them become types as data, with Flink's defaults and limits. */
import type { DataType, Field } from '../../row/data-type.ts';
import { MAX_LENGTH, STRING } from '../../row/data-type.ts';
import { BYTES } from '../functions/type-build.ts';
import type { IntervalUnit, ScalarTypeNode, TypeNode } from '../parse/ast.ts';
import { refuse } from './refuse.ts';

/** @throws SqlError SQL_INVALID_TABLE when a length, precision or scale is out of range. */
export function bindType(node: TypeNode): DataType {
  switch (node.kind) {
    case 'scalar-type':
      return bindScalarType(node);
    case 'interval-type':
      return { kind: isYearMonthUnit(node.qualifier.from) ? 'INTERVAL_YEAR' : 'INTERVAL_DAY', nullable: node.nullable };
    case 'collection-type':
      return { kind: node.name, element: bindType(node.element), nullable: node.nullable };
    case 'map-type':
      return { kind: 'MAP', key: bindType(node.key), value: bindType(node.value), nullable: node.nullable };
    case 'row-type': {
      const fields: Field[] = node.fields.map((field) => ({ name: field.name.name, type: bindType(field.type) }));
      return { kind: 'ROW', fields, nullable: node.nullable };
    }
  }
}

/** Intervals of these count months; all others count milliseconds, and the two never mix. */
export function isYearMonthUnit(unit: IntervalUnit): boolean {
  return unit === 'YEAR' || unit === 'QUARTER' || unit === 'MONTH';
}

function bindScalarType(node: ScalarTypeNode): DataType {
  const { name, nullable } = node;
  switch (name) {
    case 'STRING':
      return { ...STRING, nullable };
    case 'BYTES':
      return { ...BYTES, nullable };
    case 'CHAR':
    case 'BINARY':
      return { kind: name, length: checked(node, node.precision ?? 1, [1, MAX_LENGTH], 'length'), nullable };
    case 'VARCHAR':
    case 'VARBINARY':
      return { kind: name, length: checked(node, node.precision ?? MAX_LENGTH, [1, MAX_LENGTH], 'length'), nullable };
    case 'DECIMAL': {
      const precision = checked(node, node.precision ?? 10, [1, 38], 'precision');
      return { kind: name, precision, scale: checked(node, node.scale ?? 0, [0, precision], 'scale'), nullable };
    }
    case 'TIME':
      return { kind: name, precision: checked(node, node.precision ?? 0, [0, 9], 'precision'), nullable };
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return { kind: name, precision: checked(node, node.precision ?? 6, [0, 9], 'precision'), nullable };
    default:
      return { kind: name, nullable };
  }
}

function checked(node: ScalarTypeNode, value: number, [least, most]: readonly [number, number], what: string): number {
  if (value >= least && value <= most) return value;
  return refuse(
    'SQL_INVALID_TABLE',
    node.span,
    `the ${what} of ${node.name} must be ${least} to ${most}, not ${value}`,
  );
}

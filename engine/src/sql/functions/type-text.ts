/** Types as SQL text, for messages and EXPLAIN. */
import type { DataType } from '../../row/data-type.ts';
import { MAX_LENGTH } from '../../row/data-type.ts';

/** `DECIMAL(10, 2) NOT NULL`, `TIMESTAMP(3) *ROWTIME*`: Flink's spelling. */
export function typeText(type: DataType): string {
  const attribute = 'attribute' in type && type.attribute !== undefined ? ` *${type.attribute.toUpperCase()}*` : '';
  return `${bareTypeText(type)}${attribute}${type.nullable ? '' : ' NOT NULL'}`;
}

/** The same without nullability and time attribute. */
export function bareTypeText(type: DataType): string {
  switch (type.kind) {
    case 'DECIMAL':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'VARCHAR':
      return type.length === MAX_LENGTH ? 'STRING' : `VARCHAR(${type.length})`;
    case 'VARBINARY':
      return type.length === MAX_LENGTH ? 'BYTES' : `VARBINARY(${type.length})`;
    case 'CHAR':
    case 'BINARY':
      return `${type.kind}(${type.length})`;
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return `${type.kind}(${type.precision})`;
    case 'INTERVAL_DAY':
      return 'INTERVAL DAY TO SECOND';
    case 'INTERVAL_YEAR':
      return 'INTERVAL YEAR TO MONTH';
    case 'ARRAY':
    case 'MULTISET':
      return `${type.kind}<${typeText(type.element)}>`;
    case 'MAP':
      return `MAP<${typeText(type.key)}, ${typeText(type.value)}>`;
    case 'ROW':
      return `ROW<${type.fields.map((field) => `${field.name} ${typeText(field.type)}`).join(', ')}>`;
    default:
      return type.kind;
  }
}

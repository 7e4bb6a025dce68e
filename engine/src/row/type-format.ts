/** Types as Flink prints them: `DECIMAL(10, 2) NOT NULL`, `ARRAY<ROW<id STRING>>`, `TIMESTAMP(3) *ROWTIME*`. */
import { type DataType, type Field, MAX_LENGTH } from './data-type.ts';

/** The type with NOT NULL where it is, and with the mark of a time attribute. */
export function formatType(type: DataType): string {
  return formatBareType(type) + attributeMark(type) + (type.nullable ? '' : ' NOT NULL');
}

/** The same without nullability and time attribute. */
export function formatBareType(type: DataType): string {
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
      return 'INTERVAL SECOND(3)';
    case 'INTERVAL_YEAR':
      return 'INTERVAL MONTH';
    case 'ARRAY':
    case 'MULTISET':
      return `${type.kind}<${formatType(type.element)}>`;
    case 'MAP':
      return `MAP<${formatType(type.key)}, ${formatType(type.value)}>`;
    case 'ROW':
      return `ROW<${type.fields.map(formatField).join(', ')}>`;
    default:
      return type.kind;
  }
}

function formatField(field: Field): string {
  return `\`${field.name.replaceAll('`', '``')}\` ${formatType(field.type)}`;
}

function attributeMark(type: DataType): string {
  if (!('attribute' in type) || type.attribute === undefined) return '';
  return type.attribute === 'rowtime' ? ' *ROWTIME*' : ' *PROCTIME*';
}

/** CREATE TABLE: columns of the three kinds, the watermark and its time attribute, the primary key. */

import { didYouMean } from '../../errors/closest-name.ts';
import type { DataType } from '../../row/data-type.ts';
import { parseDuration } from '../../row/parse-duration.ts';
import { formatType } from '../../row/type-format.ts';
import { isTimestamp, withNullable } from '../functions/type-build.ts';
import type { ColumnDefinition, CreateTable, Identifier, TableOption, WatermarkDefinition } from '../parse/ast.ts';
import { bindExpression } from './bind-expression.ts';
import { bindType } from './bind-type.ts';
import type { CatalogColumn, CatalogTable, CatalogWatermark } from './catalog.ts';
import { tableName } from './catalog.ts';
import { refuse } from './refuse.ts';
import { Scope } from './scope.ts';

/** Formats that bring updates and deletes; of their kind `debezium-json` is read, from files. */
const CHANGELOG_FORMATS = ['canal-json', 'maxwell-json', 'ogg-json', 'debezium-avro-confluent'];

const IDLE_TIMEOUT = 'scan.watermark.idle-timeout';

/**
 * `settings` are those of SET: `table.exec.source.idle-timeout` holds for tables that name none of their own.
 * @throws SqlError SQL_INVALID_TABLE and whatever its expressions are refused for.
 */
export function bindTable(node: CreateTable, settings: Readonly<Record<string, string>>): CatalogTable {
  const name = tableName(node.name);
  if (node.like !== undefined)
    refuse('SQL_UNSUPPORTED', node.like.span, 'CREATE TABLE … LIKE is not supported', 'write the columns out');
  if (node.query !== undefined) {
    refuse(
      'SQL_UNSUPPORTED',
      node.query.span,
      'CREATE TABLE … AS is not supported',
      'write CREATE TABLE and INSERT INTO',
    );
  }
  checkDistinctNames(node);
  const options = bindOptions(node.options);
  const plain = bindPlainColumns(node, name);
  const columns = markRowtime(node, plain);
  const primaryKey = bindPrimaryKey(node, columns);
  const keyed = columns.map((column) =>
    primaryKey.includes(column.name) ? { ...column, type: withNullable(column.type, false) } : column,
  );
  const metadataKeys = Object.fromEntries(
    node.columns.flatMap((column) => (column.kind === 'metadata-column' ? [[column.name.name, column.key]] : [])),
  );
  return {
    kind: 'table',
    name,
    columns: keyed,
    watermark: bindWatermark(node, keyed, { ...idleSetting(settings), ...options }),
    definition: {
      name,
      schema: keyed
        .filter((column) => column.kind !== 'computed')
        .map((column) => ({ name: column.name, type: column.type })),
      ...(Object.keys(metadataKeys).length === 0 ? {} : { metadataKeys }),
      primaryKey,
      options,
      partitionKeys: bindPartitionKeys(node, keyed),
      span: node.span,
    },
    span: node.span,
  };
}

function checkDistinctNames(node: CreateTable): void {
  const seen = new Set<string>();
  for (const { name } of node.columns) {
    if (seen.has(name.name)) refuse('SQL_INVALID_TABLE', name.span, `column ${name.name} is declared twice`);
    seen.add(name.name);
  }
}

function bindOptions(options: readonly TableOption[]): Record<string, string> {
  const bound: Record<string, string> = {};
  for (const option of options) {
    if (Object.hasOwn(bound, option.key))
      refuse('SQL_INVALID_TABLE', option.span, `option '${option.key}' is given twice`);
    if (option.key === 'format' && CHANGELOG_FORMATS.includes(option.value)) {
      const reason = `format '${option.value}' brings updates and deletes, which is not supported`;
      refuse('SQL_UNSUPPORTED', option.span, reason, "write 'debezium-json', or read the table as append-only JSON");
    }
    bound[option.key] = option.value;
  }
  return bound;
}

/** Computed columns see the physical and metadata columns, wherever they stand, but not each other, as in Flink. */
function bindPlainColumns(node: CreateTable, table: string): readonly CatalogColumn[] {
  const visible = node.columns.map((column) => ({
    qualifier: table,
    // A name that no reference can spell keeps the indices those of the table.
    name: column.kind === 'computed-column' ? '' : column.name.name,
    type: column.kind === 'computed-column' ? ({ kind: 'NULL', nullable: true } as const) : bindType(column.type),
  }));
  const scope = new Scope(visible);
  return node.columns.map((column, index) => bindColumn(column, scope, visible[index]?.type));
}

function bindColumn(node: ColumnDefinition, scope: Scope, declared: DataType | undefined): CatalogColumn {
  const name = node.name.name;
  if (node.kind === 'computed-column') {
    const expression = bindExpression(node.expression, { scope, clause: 'a computed column' });
    return { name, kind: 'computed', type: expression.type, virtual: true, expression };
  }
  const kind = node.kind === 'metadata-column' ? 'metadata' : 'physical';
  const virtual = node.kind === 'metadata-column' && node.virtual;
  return { name, kind, type: declared ?? bindType(node.type), virtual, expression: undefined };
}

function markRowtime(node: CreateTable, columns: readonly CatalogColumn[]): readonly CatalogColumn[] {
  const [watermark, second] = node.watermarks;
  if (second !== undefined) refuse('SQL_INVALID_TABLE', second.span, 'a table has at most one watermark');
  if (watermark === undefined) return columns;
  const rowtime = rowtimeIndex(watermark, columns);
  return columns.map((column, index) =>
    index === rowtime && isTimestamp(column.type)
      ? { ...column, type: { ...column.type, attribute: 'rowtime' as const } }
      : column,
  );
}

function rowtimeIndex(node: WatermarkDefinition, columns: readonly CatalogColumn[]): number {
  const [part, field] = node.column.parts;
  const name = part?.name ?? '';
  if (field !== undefined) {
    const hint = `declare a computed column: event_time AS ${name}.${field.name}`;
    return refuse('SQL_UNSUPPORTED', node.column.span, 'a watermark on a field of a row is not supported', hint);
  }
  const index = columns.findIndex((column) => column.name === name);
  const column = columns[index];
  if (column === undefined) {
    const hint = didYouMean(
      name,
      columns.map((each) => each.name),
    );
    return refuse('SQL_UNKNOWN_COLUMN', node.column.span, `unknown column ${name}`, hint);
  }
  if (isTimestamp(column.type) && column.type.precision <= 3 && column.type.attribute === undefined) return index;
  const reason = `a watermark needs a TIMESTAMP(3) or TIMESTAMP_LTZ(3) column; ${name} is ${formatType(column.type)}`;
  return refuse('SQL_INVALID_TABLE', node.column.span, reason, 'a computed column can bring it to that type');
}

function bindWatermark(
  node: CreateTable,
  columns: readonly CatalogColumn[],
  options: Readonly<Record<string, string>>,
): CatalogWatermark | undefined {
  const [definition] = node.watermarks;
  if (definition === undefined) return undefined;
  const scope = Scope.of(tableName(node.name), columns);
  const expression = bindExpression(definition.expression, { scope, clause: 'WATERMARK' });
  if (!isTimestamp(expression.type) || expression.type.precision > 3) {
    const reason = `a watermark is a TIMESTAMP(3) or TIMESTAMP_LTZ(3), not ${formatType(expression.type)}`;
    refuse('SQL_INVALID_TABLE', definition.expression.span, reason);
  }
  return {
    column: columns.findIndex((column) => column.name === definition.column.parts[0]?.name),
    expression,
    emit: watermarkEmit(node, options),
    idleTimeoutMs: durationOption(node, options, IDLE_TIMEOUT) ?? 0,
  };
}

function idleSetting(settings: Readonly<Record<string, string>>): Record<string, string> {
  const value = settings['table.exec.source.idle-timeout'];
  return value === undefined ? {} : { [IDLE_TIMEOUT]: value };
}

function watermarkEmit(node: CreateTable, options: Readonly<Record<string, string>>): CatalogWatermark['emit'] {
  const value = options['scan.watermark.emit.strategy'] ?? 'on-periodic';
  if (value === 'on-periodic' || value === 'on-event') return value;
  const { span } = optionNode(node, 'scan.watermark.emit.strategy') ?? node;
  if (value !== 'on-arrival') {
    const hint = "use 'on-periodic', 'on-event' or, on a log, 'on-arrival'";
    return refuse('SQL_INVALID_TABLE', span, `unknown watermark strategy '${value}'`, hint);
  }
  if (options.connector === 'log') return value;
  return refuse('SQL_INVALID_TABLE', span, "only a log has arrival times for 'on-arrival'", "use 'on-event'");
}

function durationOption(node: CreateTable, options: Readonly<Record<string, string>>, key: string): number | undefined {
  const value = options[key];
  if (value === undefined) return undefined;
  const { span } = optionNode(node, key) ?? node;
  return parseDuration(value) ?? refuse('SQL_INVALID_TABLE', span, `'${value}' is not a duration`, "such as '10 s'");
}

function optionNode(node: CreateTable, key: string): TableOption | undefined {
  return node.options.find((option) => option.key === key);
}

function bindPrimaryKey(node: CreateTable, columns: readonly CatalogColumn[]): readonly string[] {
  const names = (node.primaryKey?.columns ?? []).map((identifier) => {
    const column = requireColumn(identifier, columns);
    if (column.kind === 'physical') return column.name;
    return refuse(
      'SQL_INVALID_TABLE',
      identifier.span,
      `${column.name} is ${column.kind}: a primary key needs physical columns`,
    );
  });
  return names;
}

function bindPartitionKeys(node: CreateTable, columns: readonly CatalogColumn[]): readonly string[] {
  return node.partitionedBy.map((identifier) => requireColumn(identifier, columns).name);
}

function requireColumn(identifier: Identifier, columns: readonly CatalogColumn[]): CatalogColumn {
  const column = columns.find((each) => each.name === identifier.name);
  if (column !== undefined) return column;
  const hint = didYouMean(
    identifier.name,
    columns.map((each) => each.name),
  );
  return refuse('SQL_UNKNOWN_COLUMN', identifier.span, `unknown column ${identifier.name}`, hint);
}

/**
 * Nested projection push-down: where all queries read of a ROW column are some of its fields, the table's scan gives
 * these fields as columns of their own, so that the rest of the ROW is never decoded and no ROW is ever made.
 *
 * F1. A ROW is taken apart when every expression that reads it takes a field of it: those of the projection or the
 *     aggregate above the scan, of filters between the two, and of the table's computed columns and watermark.
 * F2. Only nullable fields of nullable ROWs: there a field that is missing is NULL whether or not its ROW is there.
 * F3. Only tables whose records are JSON, since only that decoder finds fields by their place.
 */
import type { Field, RowType } from '../../row/data-type.ts';
import type { CatalogColumn, CatalogTable } from '../bind/catalog.ts';
import type { AggregateCall, CallExpression, ColumnExpression, Expression } from '../bind/expression.ts';
import { childrenOf, mapChildren } from '../bind/expression-tree.ts';
import type {
  LogicalAggregate,
  LogicalFilter,
  LogicalNode,
  LogicalProject,
  LogicalScan,
} from '../bind/logical-plan.ts';
import { columnOf } from '../bind/relation.ts';
import { mapInputs } from './map-inputs.ts';

/** The plans of one script, over tables whose ROW columns are taken apart where that is possible. */
export function flattenRows(plans: readonly LogicalNode[]): readonly LogicalNode[] {
  const uses = new Map<CatalogTable, RowUses>();
  for (const plan of plans) collectUses(plan, uses);
  const flat = new Map([...uses].map(([table, use]) => [table, flatTable(table, use)]));
  return plans.map((plan) => flattened(plan, flat));
}

/** Which fields of a table's ROW columns are read, by column; null for a column that is also read as a whole. */
type RowUses = Map<number, Set<number> | null>;

/** A scan, the filters above it, and what reads columns above those. */
interface ScanChain {
  readonly top: LogicalProject | LogicalAggregate;
  readonly filters: readonly LogicalFilter[];
  readonly scan: LogicalScan;
}

function chainOf(top: LogicalNode): ScanChain | undefined {
  if (top.kind !== 'project' && top.kind !== 'aggregate') return undefined;
  const filters: LogicalFilter[] = [];
  let node = top.input;
  for (; node.kind === 'filter'; node = node.input) filters.push(node);
  return node.kind === 'scan' ? { top, filters, scan: node } : undefined;
}

/** Everything in the chain that reads columns of the scan. */
function readsOf({ top, filters }: ScanChain): readonly Expression[] {
  const conditions = filters.map(({ condition }) => condition);
  if (top.kind === 'project') return [...top.projections, ...conditions];
  const keys = top.keys.map((key) => columnOf(top.input, key, top.span));
  const calls = top.aggregates.flatMap(({ args, filter }) => [...args, ...(filter ? [filter] : [])]);
  return [...keys, ...calls, ...conditions];
}

function collectUses(node: LogicalNode, uses: Map<CatalogTable, RowUses>): void {
  const chain = chainOf(node);
  if (chain !== undefined) {
    const { scan } = chain;
    const use = usesOf(scan.table, uses);
    for (const expression of readsOf(chain)) visitUses(expression, (column) => scan.columns[column] ?? column, use);
  } else if (node.kind === 'scan') {
    const use = usesOf(node.table, uses);
    for (const column of node.columns) use.set(column, null);
  } else {
    mapInputs(node, (input) => {
      collectUses(input, uses);
      return input;
    });
  }
}

/** What is known of the table so far; at first what it reads of itself. */
function usesOf(table: CatalogTable, uses: Map<CatalogTable, RowUses>): RowUses {
  const known = uses.get(table);
  if (known !== undefined) return known;
  const use: RowUses = new Map();
  uses.set(table, use);
  const own = table.columns.flatMap(({ expression }) => expression ?? []);
  for (const expression of [...own, ...(table.watermark ? [table.watermark.expression] : [])]) {
    visitUses(expression, (column) => column, use);
  }
  return use;
}

function visitUses(expression: Expression, tableColumn: (column: number) => number, use: RowUses): void {
  const read = fieldRead(expression);
  if (read !== undefined) {
    const column = tableColumn(read.column.index);
    const fields = use.get(column);
    if (fields !== null) use.set(column, (fields ?? new Set()).add(read.field));
  } else if (expression.kind === 'column') use.set(tableColumn(expression.index), null);
  else for (const child of childrenOf(expression)) visitUses(child, tableColumn, use);
}

interface FieldRead {
  readonly call: CallExpression;
  readonly column: ColumnExpression;
  readonly field: number;
}

/** The expression as a field of a column, when it is one. */
function fieldRead(expression: Expression): FieldRead | undefined {
  if (expression.kind !== 'call' || expression.function !== 'FIELD') return undefined;
  const [column, field] = expression.args;
  if (column?.kind !== 'column' || field?.kind !== 'literal') return undefined;
  return { call: expression, column, field: Number(field.value) };
}

/** A table with columns added at its end, and where each field lies that is a column now: by `column.field`. */
interface FlatTable {
  readonly table: CatalogTable;
  readonly places: ReadonlyMap<string, number>;
}

function flatTable(table: CatalogTable, use: RowUses): FlatTable {
  const added: CatalogColumn[] = [];
  const places = new Map<string, number>();
  for (const [column, fields] of readsJson(table) ? use : []) {
    for (const field of apart(table, column, fields)) {
      places.set(`${column}.${field}`, table.columns.length + added.length);
      added.push(columnOfField(table, column, field));
    }
  }
  if (added.length === 0) return { table, places };
  const onTable = (expression: Expression): Expression => placed(expression, (column) => column, places);
  const columns = [...table.columns, ...added].map((column) =>
    column.expression === undefined ? column : { ...column, expression: onTable(column.expression) },
  );
  const { watermark, definition } = table;
  return {
    table: {
      ...table,
      columns,
      watermark: watermark && { ...watermark, expression: onTable(watermark.expression) },
      definition: { ...definition, schema: [...definition.schema, ...added.map(storedField)] },
    },
    places,
  };
}

/** F3: connectors that decode JSON by the schema of the scan. */
function readsJson({ definition }: CatalogTable): boolean {
  const { connector, format } = definition.options;
  return connector === 'log' || (connector === 'filesystem' && format === 'json');
}

/** The fields to take out of the column: F1 and F2. */
function apart(table: CatalogTable, column: number, fields: ReadonlySet<number> | null): readonly number[] {
  const definition = table.columns[column];
  if (fields === null || definition?.kind !== 'physical' || definition.type.kind !== 'ROW') return [];
  const { type } = definition;
  const allNullable = [...fields].every((field) => type.fields[field]?.type.nullable);
  return type.nullable && allNullable ? [...fields] : [];
}

function columnOfField(table: CatalogTable, column: number, field: number): CatalogColumn {
  const row = table.columns[column] as CatalogColumn & { readonly type: RowType };
  const inner = row.type.fields[field] as Field;
  return {
    name: `${row.name}.${inner.name}`,
    kind: 'physical',
    type: inner.type,
    virtual: true,
    expression: undefined,
    within: [row.name, inner.name],
  };
}

function storedField({ name, type, within }: CatalogColumn): Field {
  return { name, type, ...(within === undefined ? {} : { within }) };
}

function flattened(node: LogicalNode, flat: ReadonlyMap<CatalogTable, FlatTable>): LogicalNode {
  const chain = chainOf(node);
  if (chain !== undefined) return flatChain(chain, flat.get(chain.scan.table));
  if (node.kind !== 'scan') return mapInputs(node, (input) => flattened(input, flat));
  return { ...node, table: flat.get(node.table)?.table ?? node.table };
}

/** The chain over the flat table: the scan gives fields in place of ROWs, and the expressions read them. */
function flatChain(chain: ScanChain, flat: FlatTable | undefined): LogicalNode {
  const { top, filters, scan } = chain;
  if (flat === undefined || flat.places.size === 0) return top;
  const { table, places } = flat;
  const tableColumn = (column: number): number => scan.columns[column] ?? column;
  const read = new Set<number>();
  for (const expression of readsOf(chain)) visitPlaces(expression, tableColumn, places, read);
  const columns = [...read].toSorted((a, b) => a - b);
  const schema = columns.flatMap((column) => table.columns[column] ?? []).map(({ name, type }) => ({ name, type }));
  const atScan = new Map(columns.map((column, index) => [column, index]));
  const scanColumn = (column: number): number => atScan.get(column) ?? column;
  const inScan = (expression: Expression): Expression => placed(expression, tableColumn, places, scanColumn);
  let input: LogicalNode = { ...scan, table, columns, schema };
  for (const filter of filters.toReversed()) input = { ...filter, input, condition: inScan(filter.condition), schema };
  if (top.kind === 'project') return { ...top, input, projections: top.projections.map(inScan) };
  const keys = top.keys.map((key) => scanColumn(tableColumn(key)));
  return { ...top, input, keys, aggregates: top.aggregates.map((call) => mapCall(call, inScan)) };
}

function mapCall(call: AggregateCall, change: (expression: Expression) => Expression): AggregateCall {
  const { filter, args } = call;
  return { ...call, args: args.map(change), ...(filter === undefined ? {} : { filter: change(filter) }) };
}

type Places = FlatTable['places'];

/** Adds the columns of the flat table that the expression reads. */
function visitPlaces(
  expression: Expression,
  tableColumn: (column: number) => number,
  places: Places,
  read: Set<number>,
): void {
  const field = fieldRead(expression);
  const place = field && places.get(`${tableColumn(field.column.index)}.${field.field}`);
  if (place !== undefined) read.add(place);
  else if (expression.kind === 'column') read.add(tableColumn(expression.index));
  else for (const child of childrenOf(expression)) visitPlaces(child, tableColumn, places, read);
}

/** The expression with fields read as columns; `index` says where a column of the flat table lies in its input. */
function placed(
  expression: Expression,
  tableColumn: (column: number) => number,
  places: Places,
  index: (column: number) => number = (column) => column,
): Expression {
  const read = fieldRead(expression);
  const place = read && places.get(`${tableColumn(read.column.index)}.${read.field}`);
  if (read !== undefined && place !== undefined) {
    const { type, span } = read.call;
    const name = `${read.column.name}.${fieldName(read)}`;
    return { kind: 'column', index: index(place), name, type, span };
  }
  if (expression.kind === 'column') return { ...expression, index: index(tableColumn(expression.index)) };
  return mapChildren(expression, (child) => placed(child, tableColumn, places, index));
}

function fieldName({ column, field }: FieldRead): string {
  return (column.type.kind === 'ROW' && column.type.fields[field]?.name) || String(field);
}

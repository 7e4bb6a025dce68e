/**
 * The part of the plan that all queries over one table share: the scan, the computed columns, the watermark. It reads
 * the union of the columns that the queries need, once.
 */
import type { Schema } from '../../row/data-type.ts';
import type { CatalogTable } from '../bind/catalog.ts';
import type { Expression } from '../bind/expression.ts';
import { columnsOf, mapColumns } from '../bind/expression-tree.ts';
import type { LogicalNode, LogicalScan } from '../bind/logical-plan.ts';
import { columnOf } from '../bind/relation.ts';
import type { CalcNode, PlanNode, ScanNode, WatermarkNode } from './physical-plan.ts';

export interface PlannedSource {
  readonly node: PlanNode;
  /** Where each column of the table (an index into `table.columns`) lies in the node’s output. */
  readonly places: ReadonlyMap<number, number>;
}

/** One source for each table that the pruned plans read. */
export function planSources(plans: readonly LogicalNode[]): ReadonlyMap<CatalogTable, PlannedSource> {
  const reads = new Map<CatalogTable, Set<number>>();
  for (const scan of plans.flatMap(scansOf)) {
    const read = reads.get(scan.table) ?? new Set<number>();
    for (const column of scan.columns) read.add(column);
    reads.set(scan.table, read);
  }
  return new Map([...reads].map(([table, columns]) => [table, planSource(table, columns)]));
}

function scansOf(node: LogicalNode): readonly LogicalScan[] {
  switch (node.kind) {
    case 'scan':
      return [node];
    case 'values':
      return [];
    case 'union':
      return node.inputs.flatMap(scansOf);
    case 'join':
    case 'temporal-join':
    case 'set-operation':
      return [...scansOf(node.left), ...scansOf(node.right)];
    default:
      return scansOf(node.input);
  }
}

function planSource(table: CatalogTable, read: ReadonlySet<number>): PlannedSource {
  const { watermark } = table;
  const needed = new Set(read);
  if (watermark !== undefined) {
    needed.add(watermark.column);
    for (const column of columnsOf(watermark.expression)) needed.add(column);
  }
  const outputs = [...needed].toSorted((a, b) => a - b);
  const places = new Map(outputs.map((column, place) => [column, place]));
  const input = withComputedColumns(table, outputs);
  if (watermark === undefined) return { node: input, places };
  const node: WatermarkNode = {
    kind: 'watermark',
    id: `${table.name}/watermark`,
    input,
    rowtime: place(places, watermark.column),
    watermark: moved(watermark.expression, places),
    emit: watermark.emit,
    idleTimeoutMs: watermark.idleTimeoutMs,
    schema: input.schema,
    span: table.span,
  };
  return { node, places };
}

/** Computed columns that are read become a calc above the scan of what they and the queries read. */
function withComputedColumns(table: CatalogTable, outputs: readonly number[]): ScanNode | CalcNode {
  const computed = outputs.flatMap((column) => table.columns[column]?.expression ?? []);
  const stored = outputs.filter((column) => table.columns[column]?.expression === undefined);
  const scanned = [...new Set([...stored, ...columnsOf(...computed)])].toSorted((a, b) => a - b);
  const scan = scanOf(table, scanned);
  if (computed.length === 0) return scan;
  const places = new Map(scanned.map((column, index) => [column, index]));
  const projections = outputs.map((column) => columnValue(table, column, places));
  return {
    kind: 'calc',
    id: `${table.name}/computed`,
    input: scan,
    projections,
    schema: schemaOf(table, outputs),
    span: table.span,
  };
}

function columnValue(table: CatalogTable, column: number, places: ReadonlyMap<number, number>): Expression {
  const definition = table.columns[column];
  if (definition?.expression !== undefined) return moved(definition.expression, places);
  const source = columnOf({ kind: 'values', rows: [], schema: table.columns, span: table.span }, column, table.span);
  return { ...source, index: place(places, column) };
}

function scanOf(table: CatalogTable, columns: readonly number[]): ScanNode {
  const stored = table.columns.flatMap((column, index) => (column.expression === undefined ? [index] : []));
  return {
    kind: 'scan',
    id: `${table.name}/scan`,
    table: table.definition,
    columns: columns.map((column) => stored.indexOf(column)),
    schema: schemaOf(table, columns),
    span: table.span,
  };
}

function schemaOf(table: CatalogTable, columns: readonly number[]): Schema {
  return columns.flatMap((column): Schema => {
    const definition = table.columns[column];
    if (definition === undefined) return [];
    const { name, type, within } = definition;
    return [{ name, type, ...(within === undefined ? {} : { within }) }];
  });
}

function moved(expression: Expression, places: ReadonlyMap<number, number>): Expression {
  return mapColumns(expression, (column) => ({ ...column, index: place(places, column.index) }));
}

function place(places: ReadonlyMap<number, number>, column: number): number {
  const found = places.get(column);
  if (found === undefined) throw new RangeError(`column ${column} is not read`);
  return found;
}

/**
 * A pruned logical plan becomes physical nodes. What Millrace does not run is refused here, where its node would be
 * made.
 *
 * Each conversion answers with the node and with `places`: where the columns of the logical schema lie in its output.
 */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { DataType, Schema } from '../../row/data-type.ts';
import type { CatalogTable } from '../bind/catalog.ts';
import type { Expression } from '../bind/expression.ts';
import { columnsOf, conjunction, mapColumns } from '../bind/expression-tree.ts';
import type {
  LogicalFilter,
  LogicalLookupJoin,
  LogicalNode,
  LogicalProject,
  LogicalUnion,
  LogicalWindow,
} from '../bind/logical-plan.ts';
import type { QuerySettings } from '../bind/query-settings.ts';
import { refuse } from '../bind/refuse.ts';
import { columnOf } from '../bind/relation.ts';
import { isTimestamp, withoutAttribute } from '../functions/type-build.ts';
import { checkChangelog } from './changelog.ts';
import { canMerge, substitute } from './merge-projection.ts';
import { checkOneRowtime } from './one-rowtime.ts';
import type { CalcNode, LookupJoinNode, PlanNode, SinkNode, TableDefinition, WindowSource } from './physical-plan.ts';
import { planAggregate } from './plan-aggregate.ts';
import { planExpand } from './plan-expand.ts';
import { planJoin } from './plan-join.ts';
import { planMatch } from './plan-match.ts';
import { planOver } from './plan-over.ts';
import { planSetOperation } from './plan-set-operation.ts';
import { planSink } from './plan-sink.ts';
import { planSort } from './plan-sort.ts';
import { planTemporalJoin } from './plan-temporal-join.ts';
import { planTopN } from './plan-top-n.ts';
import { planUnnest } from './plan-unnest.ts';
import type { PlannedSource } from './source-plan.ts';

export interface Planned {
  readonly node: PlanNode;
  readonly places: readonly number[];
}

export interface QueryPlanner {
  readonly sources: ReadonlyMap<CatalogTable, PlannedSource>;
  readonly settings: QuerySettings;
  /** `3-window-aggregate`: counts the nodes of one query. */
  nextId(kind: PlanNode['kind']): string;
  plan(node: LogicalNode): Planned;
}

/** Where an INSERT's rows go, and what SET says about it. */
export interface InsertTarget {
  readonly sink: TableDefinition;
  readonly span: SourceSpan;
  readonly settings: QuerySettings;
}

/** The plan of one INSERT. @throws SqlError SQL_UNSUPPORTED. */
export function planQuery(
  logical: LogicalNode,
  target: InsertTarget,
  sources: ReadonlyMap<CatalogTable, PlannedSource>,
): SinkNode {
  let count = 0;
  const planner: QueryPlanner = {
    sources,
    settings: target.settings,
    nextId(kind) {
      count += 1;
      return `${count}-${kind}`;
    },
    plan: (node) => planNode(node, planner),
  };
  const planned = planner.plan(logical);
  const input = exactly(planned, logical, planner);
  checkChangelog(input);
  checkOneRowtime(logical, planned, target.sink);
  return planSink(input, target, planner.nextId('sink'));
}

function planNode(node: LogicalNode, planner: QueryPlanner): Planned {
  switch (node.kind) {
    case 'scan': {
      const source = planner.sources.get(node.table);
      if (source === undefined) throw new Error(`table ${node.table.name} is read but has no source`);
      return { node: source.node, places: node.columns.map((column) => source.places.get(column) ?? 0) };
    }
    case 'values':
      return dense({
        kind: 'values',
        id: planner.nextId('values'),
        rows: node.rows,
        schema: node.schema,
        span: node.span,
      });
    case 'project':
    case 'filter':
      return planCalc(node, planner);
    case 'window':
      return planWindow(node, planner);
    case 'aggregate':
      return planAggregate(node, planner);
    case 'top-n':
      return planTopN(node, planner);
    case 'row-number':
      return planOver({ ...node, kind: 'over', calls: [node.call] }, planner);
    case 'lookup-join':
      return planLookupJoin(node, planner);
    case 'join':
      return planJoin(node, planner);
    case 'temporal-join':
      return planTemporalJoin(node, planner);
    case 'unnest':
      return planUnnest(node, planner);
    case 'over':
      return planOver(node, planner);
    case 'match':
      return planMatch(node, planner);
    case 'sort':
      return planSort(node, planner);
    case 'union':
      return planUnion(node, planner);
    case 'expand':
      return planExpand(node, planner);
    case 'set-operation':
      return planSetOperation(node, planner);
  }
}

/** A node whose output is the logical schema as it stands. */
export function dense(node: PlanNode): Planned {
  return { node, places: node.schema.map((_, index) => index) };
}

/** The expression over a physical input, with its columns’ names. */
export function movedTo(expression: Expression, { node, places }: Planned): Expression {
  return overSchema(expression, places, node.schema);
}

export function overSchema(expression: Expression, places: readonly number[], schema: Schema): Expression {
  return mapColumns(expression, (column) => {
    const index = places[column.index] ?? column.index;
    const field = schema[index];
    if (field === undefined) return { ...column, index };
    return { ...column, index, name: field.name, type: attributedAs(column.type, field.type) };
  });
}

/**
 * A column is a time attribute only if it still is one where it comes from: a join that remembers rows for ever gives
 * them in no order of time.
 */
export function attributedAs(type: DataType, source: DataType): DataType {
  if (!isTimestamp(type) || type.attribute === undefined) return type;
  return isTimestamp(source) && source.attribute !== undefined ? type : withoutAttribute(type);
}

interface Calc {
  readonly input: LogicalNode;
  readonly condition: Expression | undefined;
  readonly projections: readonly Expression[];
}

/** A chain of projections and filters is one calc, as far as merging them does no work twice. */
function calcOf(node: LogicalProject | LogicalFilter): Calc {
  const { input } = node;
  const inner = input.kind === 'project' || input.kind === 'filter' ? calcOf(input) : undefined;
  const identity: Calc = {
    input,
    condition: undefined,
    projections: input.schema.map((_, index) => columnOf(input, index, node.span)),
  };
  const read = node.kind === 'project' ? node.projections : [node.condition];
  const base = inner !== undefined && canMerge(read, inner.projections) ? inner : identity;
  if (node.kind === 'project') {
    return { ...base, projections: node.projections.map((each) => substitute(each, base.projections)) };
  }
  const condition = substitute(node.condition, base.projections);
  const both = conjunction([...(base.condition === undefined ? [] : [base.condition]), condition]);
  return { ...base, condition: both };
}

function planCalc(node: LogicalProject | LogicalFilter, planner: QueryPlanner): Planned {
  const calc = calcOf(node);
  const input = planner.plan(calc.input);
  const projections = calc.projections.map((each) => movedTo(each, input));
  if (calc.condition === undefined && projections.every((each) => each.kind === 'column')) {
    return { node: input.node, places: projections.flatMap((each) => (each.kind === 'column' ? [each.index] : [])) };
  }
  const condition = calc.condition === undefined ? {} : { condition: movedTo(calc.condition, input) };
  const result: CalcNode = {
    kind: 'calc',
    id: planner.nextId('calc'),
    input: input.node,
    ...condition,
    projections,
    schema: node.schema.map((field, index) => ({
      ...field,
      type: attributedAs(field.type, projections[index]?.type ?? field.type),
    })),
    span: node.span,
  };
  return dense(result);
}

/** The plan with exactly the logical schema as its output, by one more calc where it has not. */
export function exactly(planned: Planned, logical: LogicalNode, planner: QueryPlanner): PlanNode {
  const { node, places } = planned;
  const asIs = node.schema.length === places.length && places.every((place, index) => place === index);
  if (asIs) return node;
  const projections = logical.schema.map((field, index): Expression => {
    const place = places[index] ?? index;
    const source = node.schema[place] ?? field;
    const type = attributedAs(field.type, source.type);
    return { kind: 'column', index: place, name: source.name, type, span: logical.span };
  });
  return {
    kind: 'calc',
    id: planner.nextId('calc'),
    input: node,
    projections,
    schema: logical.schema.map((field, index) => ({ ...field, type: projections[index]?.type ?? field.type })),
    span: logical.span,
  };
}

/** How a window TVF finds its windows, over the physical input. */
export function timeWindow(node: LogicalWindow, places: readonly number[]): WindowSource & { readonly from: 'time' } {
  const { spec } = node;
  const place = (column: number): number => places[column] ?? column;
  return {
    from: 'time',
    column: place(node.timeColumn),
    time: node.time,
    spec: spec.kind === 'session' ? { ...spec, partitionKeys: spec.partitionKeys.map(place) } : spec,
  };
}

function planWindow(node: LogicalWindow, planner: QueryPlanner): Planned {
  const input = planner.plan(node.input);
  checkTimeAttribute(node.timeColumn, input, node.span);
  const width = input.node.schema.length;
  const bounds = node.schema.slice(node.input.schema.length);
  return {
    node: {
      kind: 'window-function',
      id: planner.nextId('window-function'),
      input: input.node,
      window: timeWindow(node, input.places),
      schema: [...input.node.schema, ...bounds],
      span: node.span,
    },
    places: [...input.places, width, width + 1, width + 2],
  };
}

/** @throws SqlError SQL_INVALID_WINDOW for a time that a join below has taken the order from. */
export function checkTimeAttribute(column: number, { node, places }: Planned, span: SourceSpan): void {
  const field = node.schema[places[column] ?? column];
  if (field !== undefined && isTimestamp(field.type) && field.type.attribute !== undefined) return;
  const hint = "join within windows, or bound the join in time: a.ts BETWEEN b.ts AND b.ts + INTERVAL '1' HOUR";
  refuse('SQL_INVALID_WINDOW', span, `${field?.name ?? 'the time'} is no time attribute any more after a join`, hint);
}

function planLookupJoin(node: LogicalLookupJoin, planner: QueryPlanner): Planned {
  const input = planner.plan(node.input);
  const width = input.node.schema.length;
  const places = [...input.places, ...node.columns.map((_, index) => width + index)];
  const schema = [...input.node.schema, ...node.schema.slice(node.input.schema.length)];
  const result: LookupJoinNode = {
    kind: 'lookup-join',
    id: planner.nextId('lookup-join'),
    input: input.node,
    table: node.table.definition,
    columns: node.columns,
    keys: node.keys.map((key) => ({ column: key.column, value: movedTo(key.value, input) })),
    join: node.join,
    ...(node.condition === undefined ? {} : { condition: overSchema(node.condition, places, schema) }),
    schema,
    span: node.span,
  };
  return { node: result, places };
}

function planUnion(node: LogicalUnion, planner: QueryPlanner): Planned {
  const inputs = node.inputs.map((input) => exactly(planner.plan(input), input, planner));
  return dense({ kind: 'union', id: planner.nextId('union'), inputs, schema: node.schema, span: node.span });
}

/** Whether an expression reads one of the columns. */
export function reads(expression: Expression, columns: (index: number) => boolean): boolean {
  return [...columnsOf(expression)].some(columns);
}

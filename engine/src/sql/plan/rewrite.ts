/**
 * Rewrites a logical plan into one of the same meaning that runs in fewer steps:
 *
 * W1. A filter moves below a projection, and below a window that does not look at other rows (all but SESSION). Under
 *     an aggregate by the window it moves below SESSION, too, as in Flink: sessions are made of the rows it lets through.
 * W2. A projection between an aggregate and its window moves below the window, so that the aggregate absorbs it.
 * W3. Projections of plain columns below an aggregate go away.
 * W4. A filter on ROW_NUMBER() makes it a Top-N.
 * W5. A condition of a join that reads one side alone is asked below the join, where outer rows allow it.
 */
import type { Expression } from '../bind/expression.ts';
import { columnsOf, conjunction, conjuncts, mapColumns } from '../bind/expression-tree.ts';
import type {
  LogicalAggregate,
  LogicalFilter,
  LogicalNode,
  LogicalProject,
  LogicalRowNumber,
  LogicalWindow,
} from '../bind/logical-plan.ts';
import { columnOf, filter, project } from '../bind/relation.ts';
import { canMerge, canPushThrough, substitute } from './merge-projection.ts';
import { rankBounds } from './rank-bounds.ts';
import { filterBelowUnnest, filterIntoJoin, rewriteJoin } from './rewrite-join.ts';

/** From the leaves up, in one pass: each rule sees inputs that are already rewritten. */
export function rewrite(node: LogicalNode): LogicalNode {
  switch (node.kind) {
    case 'scan':
    case 'values':
      return node;
    case 'union':
      return { ...node, inputs: node.inputs.map(rewrite) };
    case 'filter':
      return rewriteFilter({ ...node, input: rewrite(node.input) });
    case 'aggregate':
      return rewriteAggregate({ ...node, input: rewrite(node.input) });
    case 'project':
      return rewriteProject({ ...node, input: rewrite(node.input) });
    case 'window':
    case 'row-number':
    case 'top-n':
    case 'sort':
    case 'lookup-join':
    case 'unnest':
    case 'expand':
    case 'over':
    case 'match':
      return { ...node, input: rewrite(node.input) };
    case 'join':
      return rewriteJoin({ ...node, left: rewrite(node.left), right: rewrite(node.right) }, rewriteFilter);
    case 'temporal-join':
    case 'set-operation':
      return { ...node, left: rewrite(node.left), right: rewrite(node.right) };
  }
}

function rewriteFilter(node: LogicalFilter): LogicalNode {
  const { input, condition } = node;
  if (condition.kind === 'literal' && condition.value === true) return input;
  switch (input.kind) {
    case 'filter': {
      const both = conjunction([input.condition, condition]) ?? condition;
      return rewriteFilter({ ...node, input: input.input, condition: both });
    }
    case 'project': {
      if (!canPushThrough(condition, input.projections)) return node;
      const below = filter(input.input, substitute(condition, input.projections));
      return { ...input, input: rewriteFilter(below) };
    }
    case 'window':
      return input.spec.kind === 'session' ? node : belowWindow(node, input);
    case 'row-number':
      return topN(node, input);
    case 'unnest':
      return filterBelowUnnest(condition, input, rewriteFilter);
    case 'join':
      return filterIntoJoin(condition, input, rewriteFilter);
    default:
      return node;
  }
}

/** Conditions on the window itself stay above it. */
function belowWindow(node: LogicalFilter, window: LogicalWindow): LogicalNode {
  const width = window.input.schema.length;
  const parts = conjuncts(node.condition);
  const readsRow = (part: Expression): boolean => [...columnsOf(part)].every((index) => index < width);
  const below = conjunction(parts.filter(readsRow));
  if (below === undefined) return node;
  const pushed: LogicalNode = { ...window, input: rewriteFilter(filter(window.input, below)) };
  const above = conjunction(parts.filter((part) => !readsRow(part)));
  return above === undefined ? pushed : filter(pushed, above);
}

/** A rank that can only be one number is that number. */
function topN(node: LogicalFilter, ranked: LogicalRowNumber): LogicalNode {
  const rankColumn = ranked.input.schema.length;
  const bounds = rankBounds(node.condition, rankColumn);
  if (bounds === undefined) return node;
  const { first, last, rest } = bounds;
  const constant = first === last;
  const { input, partitionKeys, orderBy, span } = ranked;
  const schema = constant ? input.schema : ranked.schema;
  const top: LogicalNode = {
    kind: 'top-n',
    input,
    function: ranked.call.function,
    partitionKeys,
    orderBy,
    first,
    last,
    outputRank: !constant,
    schema,
    span,
  };
  const output = constant ? withConstantRank(top, ranked, first) : top;
  return rest === undefined ? output : rewriteFilter(filter(output, rest));
}

function withConstantRank(top: LogicalNode, ranked: LogicalRowNumber, rank: number): LogicalNode {
  const columns = top.schema.map((_, index) => columnOf(top, index, ranked.span));
  const type = { kind: 'BIGINT', nullable: false } as const;
  const literal: Expression = { kind: 'literal', value: rank, type, span: ranked.span };
  return project(
    top,
    [...columns, literal],
    ranked.schema.map((field) => field.name),
    ranked.span,
  );
}

/** Adjacent projections become one where nothing is computed twice. */
function rewriteProject(node: LogicalProject): LogicalProject {
  const { input } = node;
  if (input.kind !== 'project' || !canMerge(node.projections, input.projections)) return node;
  const projections = node.projections.map((each) => substitute(each, input.projections));
  return rewriteProject({ ...node, input: input.input, projections });
}

function rewriteAggregate(aggregate: LogicalAggregate): LogicalNode {
  const node = filterBelowSession(aggregate);
  const { input } = node;
  if (input.kind !== 'project') return node;
  const lowered = input.input.kind === 'window' ? projectBelowWindow(input, input.input) : input;
  return absorbColumns({ ...node, input: lowered });
}

/** Only a condition that asks nothing of the window moves, and then the whole of it. */
function filterBelowSession(node: LogicalAggregate): LogicalAggregate {
  const { input } = node;
  const filtered = input.kind === 'project' ? input.input : input;
  if (filtered.kind !== 'filter' || filtered.input.kind !== 'window') return node;
  const window = filtered.input;
  const width = window.input.schema.length;
  const keys = input.kind === 'project' ? node.keys.flatMap((key) => columnIndex(input.projections[key])) : node.keys;
  const byWindow = keys.includes(width) && keys.includes(width + 1);
  if (!byWindow || [...columnsOf(filtered.condition)].some((index) => index >= width)) return node;
  const moved: LogicalWindow = { ...window, input: rewriteFilter(filter(window.input, filtered.condition)) };
  return { ...node, input: input.kind === 'project' ? { ...input, input: moved } : moved };
}

function columnIndex(expression: Expression | undefined): readonly number[] {
  return expression?.kind === 'column' ? [expression.index] : [];
}

/** The aggregate over a projection’s input, when its keys are plain columns there and its arguments cost nothing more. */
function absorbColumns(node: LogicalAggregate): LogicalNode {
  const { input } = node;
  if (input.kind !== 'project') return node;
  const { projections } = input;
  const keys = node.keys.map((key) => projections[key]).flatMap((key) => (key?.kind === 'column' ? [key.index] : []));
  const expressions = node.aggregates.flatMap((call) => [...call.args, ...(call.filter ? [call.filter] : [])]);
  if (keys.length !== node.keys.length || !canMerge(expressions, projections)) return node;
  const aggregates = node.aggregates.map((call) => ({
    ...call,
    args: call.args.map((argument) => substitute(argument, projections)),
    ...(call.filter === undefined ? {} : { filter: substitute(call.filter, projections) }),
  }));
  return rewriteAggregate({ ...node, input: input.input, keys, aggregates });
}

/**
 * project(window(x)) as columns(window(project(x))): everything computed from the row is computed below the window. Left
 * alone when something is computed from the window’s bounds.
 */
function projectBelowWindow(node: LogicalProject, window: LogicalWindow): LogicalProject {
  const width = window.input.schema.length;
  const ofWindow = (expression: Expression): boolean => [...columnsOf(expression)].some((index) => index >= width);
  const computed = node.projections.filter((each) => each.kind !== 'column');
  if (computed.length === 0 || computed.some(ofWindow)) return node;
  const columns = window.input.schema.map((_, index) => columnOf(window.input, index, node.span));
  const names = [...window.input.schema.map((field) => field.name), ...computed.map((_, index) => `$computed${index}`)];
  const below = rewriteProject(project(window.input, [...columns, ...computed], names, node.span));
  const bounds = window.schema.slice(width);
  const plain = window.schema.slice(0, width);
  const added = below.schema.slice(width);
  const moved: LogicalWindow = { ...window, input: below, schema: [...plain, ...added, ...bounds] };
  const placed = node.projections.map((each) => {
    if (each.kind !== 'column') return columnOf(moved, width + computed.indexOf(each), each.span);
    return mapColumns(each, (column) =>
      column.index < width ? column : { ...column, index: column.index + computed.length },
    );
  });
  return { ...node, input: moved, projections: placed };
}

/**
 * The sides of a join that remembers rows for a while: each with just the columns that are read, and with its keys as
 * columns. Keys that are computed are computed once, below the join.
 */
import type { Schema } from '../../row/data-type.ts';
import type { Expression } from '../bind/expression.ts';
import { conjunction } from '../bind/expression-tree.ts';
import { withNullable, withoutAttribute } from '../functions/type-build.ts';
import { joinKey } from './join-keys.ts';
import type { CalcNode, IntervalJoinNode, PlanNode } from './physical-plan.ts';
import type { JoinParts } from './plan-join.ts';
import { exactly, overSchema, type QueryPlanner } from './plan-query.ts';

type JoinSides = Pick<IntervalJoinNode, 'left' | 'right' | 'leftKeys' | 'rightKeys' | 'condition' | 'schema'>;

export interface KeyedSides {
  readonly sides: JoinSides;
  /** Where the columns of the join’s logical schema lie. The left side’s own columns stay at their places. */
  readonly places: readonly number[];
}

/**
 * `conditions` are those parts of the join's condition that the join does not answer for itself, over its logical
 * columns. What is no equality of the two sides becomes the condition that is asked of each pair.
 * @throws SqlError for a comparison of types that Flink does not join.
 */
export function keyedSides(
  { node, left, right }: JoinParts,
  conditions: readonly Expression[],
  planner: QueryPlanner,
): KeyedSides {
  const width = node.left.schema.length;
  const found = conditions.map((part) => joinKey(part, width));
  const keys = found.flatMap((key) => (key === undefined || key.matchesNull ? [] : [key]));
  const isKey = (index: number): boolean => found[index]?.matchesNull === false;
  const leftSide = withKeys(
    exactly(left, node.left, planner),
    keys.map((key) => key.left),
    planner,
  );
  const rightSide = withKeys(
    exactly(right, node.right, planner),
    keys.map((key) => key.right),
    planner,
  );
  const added = leftSide.node.schema.length - width;
  const inputs = [...leftSide.node.schema, ...rightSide.node.schema];
  const places = [...node.left.schema, ...node.right.schema].map((_, index) => (index < width ? index : index + added));
  const rest = conjunction(conditions.filter((_, index) => !isKey(index)));
  const leftOnly = node.join === 'semi' || node.join === 'anti';
  const sides: JoinSides = {
    left: leftSide.node,
    right: rightSide.node,
    leftKeys: leftSide.keys,
    rightKeys: rightSide.keys,
    ...(rest === undefined ? {} : { condition: overSchema(rest, places, inputs) }),
    schema: [
      ...padded(leftSide.node.schema, node.join === 'right' || node.join === 'full'),
      ...(leftOnly ? [] : padded(rightSide.node.schema, node.join === 'left' || node.join === 'full')),
    ],
  };
  return { sides, places: leftOnly ? places.slice(0, width) : places };
}

function padded(schema: Schema, isPadded: boolean): Schema {
  return isPadded ? schema.map((field) => ({ ...field, type: withNullable(field.type, true) })) : schema;
}

/** The input with its keys as columns, and where they lie. Computed ones are appended. */
export function withKeys(
  input: PlanNode,
  keys: readonly Expression[],
  planner: QueryPlanner,
): { readonly node: PlanNode; readonly keys: readonly number[] } {
  const computed = keys.filter((key) => key.kind !== 'column');
  let next = input.schema.length;
  const indices = keys.map((key) => (key.kind === 'column' ? key.index : next++));
  if (computed.length === 0) return { node: input, keys: indices };
  const columns = input.schema.map(
    ({ name, type }, index): Expression => ({ kind: 'column', index, name, type, span: input.span }),
  );
  const own = [...input.schema.keys()];
  const added = computed.map((key) => overSchema(key, own, input.schema));
  const node: CalcNode = {
    kind: 'calc',
    id: planner.nextId('calc'),
    input,
    projections: [...columns, ...added],
    schema: [
      ...input.schema,
      ...added.map(({ type }, index) => ({ name: `$key${index}`, type: withoutAttribute(type) })),
    ],
    span: input.span,
  };
  return { node, keys: indices };
}

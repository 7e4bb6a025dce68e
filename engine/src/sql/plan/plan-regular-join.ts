/** A join that nothing bounds in time: it remembers the rows of both sides for ever. */
import type { Schema } from '../../row/data-type.ts';
import type { Expression } from '../bind/expression.ts';
import { conjunction, conjuncts } from '../bind/expression-tree.ts';
import { isLeftOnly } from '../bind/logical-plan.ts';
import { withNullable, withoutAttribute } from '../functions/type-build.ts';
import { type JoinKey, joinKey } from './join-keys.ts';
import { withKeys } from './keyed-sides.ts';
import type { JoinNode } from './physical-plan.ts';
import type { JoinParts } from './plan-join.ts';
import { exactly, overSchema, type Planned, type QueryPlanner } from './plan-query.ts';

/**
 * Each side keeps just what is read, and its keys as columns: those that are computed are computed once, below the join.
 * @throws SqlError for a comparison of types that Flink does not join.
 */
export function planRegularJoin({ node, left, right }: JoinParts, planner: QueryPlanner): Planned {
  const width = node.left.schema.length;
  const parts = node.condition === undefined ? [] : conjuncts(node.condition).filter((part) => !isTrue(part));
  const keys = parts.map((part) => joinKey(part, width));
  const found = keys.flatMap((key) => key ?? []);
  const leftInput = withKeys(exactly(left, node.left, planner), found.map(leftOf), planner);
  const rightInput = withKeys(exactly(right, node.right, planner), found.map(rightOf), planner);
  const added = leftInput.node.schema.length - width;
  const inputs = [...leftInput.node.schema, ...rightInput.node.schema];
  const places = [...node.left.schema, ...node.right.schema].map((_, index) => (index < width ? index : index + added));
  const rest = conjunction(parts.filter((_, index) => keys[index] === undefined));
  const leftOnly = isLeftOnly(node.join);
  const marks = node.join === 'mark' ? node.schema.slice(width) : [];
  const schema = [
    ...remembered(leftInput.node.schema, node.join === 'right' || node.join === 'full'),
    ...marks,
    ...(leftOnly ? [] : remembered(rightInput.node.schema, node.join === 'left' || node.join === 'full')),
  ];
  const result: JoinNode = {
    kind: 'join',
    id: planner.nextId('join'),
    left: leftInput.node,
    right: rightInput.node,
    join: node.join,
    leftKeys: leftInput.keys,
    rightKeys: rightInput.keys,
    nullKeys: found.flatMap((key, index) => (key.matchesNull ? [index] : [])),
    ...(rest === undefined ? {} : { condition: overSchema(rest, places, inputs) }),
    ...(node.isSingle === undefined ? {} : { isSingle: node.isSingle }),
    leftTtlMs: node.leftTtlMs ?? planner.settings.stateTtlMs,
    rightTtlMs: node.rightTtlMs ?? planner.settings.stateTtlMs,
    schema,
    span: node.span,
  };
  const leftPlaces = [...places.slice(0, width), ...marks.map(() => leftInput.node.schema.length)];
  return { node: result, places: leftOnly ? leftPlaces : places };
}

const leftOf = (key: JoinKey): Expression => key.left;
const rightOf = (key: JoinKey): Expression => key.right;

function isTrue(part: Expression): boolean {
  return part.kind === 'literal' && part.value === true;
}

/** What comes out of memory comes in no order of time: it has no time attribute. */
function remembered(schema: Schema, isPadded: boolean): Schema {
  return schema.map(({ name, type }) => {
    const plain = withoutAttribute(type);
    return { name, type: isPadded ? withNullable(plain, true) : plain };
  });
}

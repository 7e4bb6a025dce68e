/** A join with the right side as it was at the time of the left row. */
import type { Schema } from '../../row/data-type.ts';
import { conjuncts } from '../bind/expression-tree.ts';
import type { LogicalJoin, LogicalTemporalJoin } from '../bind/logical-plan.ts';
import { refuse } from '../bind/refuse.ts';
import { withoutAttribute } from '../functions/type-build.ts';
import { keyedSides } from './keyed-sides.ts';
import type { TemporalJoinNode } from './physical-plan.ts';
import { joinParts } from './plan-join.ts';
import { checkTimeAttribute, type Planned, type QueryPlanner } from './plan-query.ts';
import { versionKey } from './version-key.ts';

/** @throws SqlError when the right side has no key, or ON does not compare all of it. */
export function planTemporalJoin(node: LogicalTemporalJoin, planner: QueryPlanner): Planned {
  const { condition, leftTime, rightTime, span } = node;
  const key = versionKey(node.right);
  if (key === undefined) return refuseWithoutKey(node);
  const asJoin: LogicalJoin = { ...node, kind: 'join', condition };
  const parts = joinParts(asJoin, planner);
  const { left, right } = parts;
  checkTimeAttribute(leftTime, left, span);
  checkTimeAttribute(rightTime, right, span);
  const { sides, places } = keyedSides(parts, conjuncts(condition), planner);
  if (!key.columns.every((column) => column !== undefined && sides.rightKeys.includes(column))) {
    refuseKey(node, key.names);
  }
  const width = sides.left.schema.length;
  const result: TemporalJoinNode = {
    kind: 'temporal-join',
    id: planner.nextId('temporal-join'),
    ...sides,
    join: node.join,
    leftTime,
    rightTime,
    schema: [...sides.schema.slice(0, width), ...plain(sides.schema.slice(width))],
    span,
  };
  return { node: result, places };
}

/** The versions' times are in no order among the results. */
function plain(schema: Schema): Schema {
  return schema.map((field) => ({ ...field, type: withoutAttribute(field.type) }));
}

function refuseWithoutKey({ span }: LogicalTemporalJoin): never {
  const hint =
    'declare PRIMARY KEY (…) NOT ENFORCED, or keep the last row of each key: ROW_NUMBER() OVER (PARTITION BY key ORDER BY time DESC) = 1';
  return refuse('SQL_INVALID_QUERY', span, 'a join by event time needs versions with a key', hint);
}

function refuseKey({ condition }: LogicalTemporalJoin, names: readonly string[]): never {
  const reason = `the condition must compare the whole key of the versions, (${names.join(', ')}), with left values`;
  const hint = names.map((name) => `left.${name} = right.${name}`).join(' AND ');
  return refuse('SQL_INVALID_QUERY', condition.span, reason, hint);
}

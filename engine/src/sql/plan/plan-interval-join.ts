/** A join whose condition bounds the times of both sides against each other. */
import type { Schema } from '../../row/data-type.ts';
import { formatType } from '../../row/type-format.ts';
import { nullLiteral } from '../bind/build-literal.ts';
import type { Expression } from '../bind/expression.ts';
import { conjuncts } from '../bind/expression-tree.ts';
import { refuse } from '../bind/refuse.ts';
import { isTimestamp, withoutAttribute } from '../functions/type-build.ts';
import { keyedSides } from './keyed-sides.ts';
import type { CalcNode, PlanNode } from './physical-plan.ts';
import type { JoinParts } from './plan-join.ts';
import type { Planned, QueryPlanner } from './plan-query.ts';
import { type TimeBounds, timeBounds } from './time-bounds.ts';

/** Undefined when the condition does not bound the join in time. Semi and anti joins Flink never bounds. */
export function planIntervalJoin(parts: JoinParts, planner: QueryPlanner): Planned | undefined {
  const { node, left, right, places } = parts;
  if (node.join === 'semi' || node.join === 'anti') return undefined;
  const bounds = timeBounds(parts.condition, [...left.node.schema, ...right.node.schema], left.node.schema.length);
  if (bounds === undefined) return undefined;
  checkTimes(parts, bounds);
  const { lowerMs, upperMs, time } = bounds;
  if (upperMs < lowerMs) return { node: planNeverMeeting(parts, planner), places };
  const isBound = (index: number): boolean => bounds.parts.some((part) => part === parts.condition[index]);
  const asked = node.condition === undefined ? [] : conjuncts(node.condition).filter((_, index) => !isBound(index));
  const keyed = keyedSides(parts, asked, planner);
  return {
    node: {
      kind: 'interval-join',
      id: planner.nextId('interval-join'),
      join: node.join,
      ...keyed.sides,
      time,
      leftTime: left.places.indexOf(bounds.leftTime),
      rightTime: right.places.indexOf(bounds.rightTime),
      lowerMs,
      upperMs,
      span: node.span,
    },
    places: keyed.places,
  };
}

function checkTimes({ node, left, right }: JoinParts, { time, leftTime, rightTime }: TimeBounds): void {
  const [a, b] = [left.node.schema[leftTime], right.node.schema[rightTime]];
  if (time === 'rowtime' && a !== undefined && b !== undefined && a.type.kind !== b.type.kind) {
    const [kindOfA, kindOfB] = [formatType(withoutAttribute(a.type)), formatType(withoutAttribute(b.type))];
    const reason = `a join bounded in time needs times of one type; ${a.name} is ${kindOfA}, ${b.name} is ${kindOfB}`;
    refuse('SQL_TYPE_MISMATCH', node.span, reason, 'declare both columns alike in their tables');
  }
  const rowtime = time === 'proctime' ? [left, right].flatMap(rowtimesOf)[0] : undefined;
  if (rowtime === undefined) return;
  const reason = `a join bounded in processing time cannot carry the event time ${rowtime}: its order would be lost`;
  refuse('SQL_INVALID_WINDOW', node.span, reason, `leave ${rowtime} out, or CAST it to TIMESTAMP(3) below the join`);
}

/** The event times among the columns that the query reads. */
function rowtimesOf({ node, places }: Planned): readonly string[] {
  const fields = places.flatMap((place) => node.schema[place] ?? []);
  return fields.flatMap(({ name, type }) => (isTimestamp(type) && type.attribute === 'rowtime' ? [name] : []));
}

/** Bounds that exclude each other: rows of the sides that are kept, each with NULLs. */
function planNeverMeeting({ node, left, right, schema }: JoinParts, planner: QueryPlanner): PlanNode {
  const sides = [
    { side: left, isKept: node.join === 'left' || node.join === 'full', offset: 0 },
    { side: right, isKept: node.join === 'right' || node.join === 'full', offset: left.node.schema.length },
  ];
  const inputs = sides.map(({ side, isKept, offset }): CalcNode => {
    const none: Expression = {
      kind: 'literal',
      value: false,
      type: { kind: 'BOOLEAN', nullable: false },
      span: node.span,
    };
    return {
      kind: 'calc',
      id: planner.nextId('calc'),
      input: side.node,
      ...(isKept ? {} : { condition: none }),
      projections: schema.map((field, index) => columnOrNull(side.node.schema, index - offset, field, node.span)),
      schema,
      span: node.span,
    };
  });
  return { kind: 'union', id: planner.nextId('union'), inputs, schema, span: node.span };
}

function columnOrNull(
  side: Schema,
  index: number,
  { name, type }: Schema[number],
  span: Expression['span'],
): Expression {
  if (side[index] === undefined) return nullLiteral(type, span);
  return { kind: 'column', index, name, type, span };
}

/**
 * What a join's condition says of how far apart the two sides' times may lie, found as Flink finds it: one `=` of two
 * time attributes, or two comparisons of which one bounds from below and one from above. With any other number of them
 * Flink makes a regular join, and so do we.
 */
import { addMonths } from '../../row/add-months.ts';
import type { Schema } from '../../row/data-type.ts';
import type { CallExpression, ColumnExpression, Expression } from '../bind/expression.ts';
import { visitColumns } from '../bind/expression-tree.ts';
import { isTimestamp } from '../functions/type-build.ts';

export interface TimeBounds {
  readonly time: 'rowtime' | 'proctime';
  /** Into the left and into the right columns. */
  readonly leftTime: number;
  readonly rightTime: number;
  /** left time + lower ≤ right time ≤ left time + upper. */
  readonly lowerMs: number;
  readonly upperMs: number;
  /** The parts of the condition that say so. */
  readonly parts: readonly Expression[];
}

/** One comparison of the sides' times: right time − left time is `relation` to `offsetMs`. */
interface TimeComparison {
  readonly part: Expression;
  readonly relation: Relation;
  readonly offsetMs: number | undefined;
  readonly left: ColumnExpression;
  readonly right: ColumnExpression;
}

type Relation = '=' | '<' | '<=' | '>' | '>=';

const RELATIONS: Readonly<Record<string, Relation>> = {
  EQUALS: '=',
  LESS: '<',
  LESS_OR_EQUAL: '<=',
  GREATER: '>',
  GREATER_OR_EQUAL: '>=',
};
/** Of the sides exchanged. */
const MIRRORED: Readonly<Record<Relation, Relation>> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
/** Of the comparison under NOT; NULL aside, which a join takes for FALSE either way. */
const NEGATED: Readonly<Partial<Record<Relation, Relation>>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

/** The bounds that the parts of a condition over left and right columns set; `width` is that of the left side. */
export function timeBounds(parts: readonly Expression[], schema: Schema, width: number): TimeBounds | undefined {
  const comparisons = parts.flatMap((part) => timeComparison(part, schema, width) ?? []);
  const [first, second, third] = comparisons;
  if (first === undefined || third !== undefined) return undefined;
  if (second === undefined) return first.relation === '=' ? bounds(first, first, comparisons) : undefined;
  if (first.relation === '=' || second.relation === '=') return undefined;
  const firstIsLower = first.relation.startsWith('>');
  if (firstIsLower === second.relation.startsWith('>') || !sameTimes(first, second)) return undefined;
  return firstIsLower ? bounds(first, second, comparisons) : bounds(second, first, comparisons);
}

function sameTimes(a: TimeComparison, b: TimeComparison): boolean {
  return a.left.index === b.left.index && a.right.index === b.right.index;
}

function bounds(
  lower: TimeComparison,
  upper: TimeComparison,
  comparisons: readonly TimeComparison[],
): TimeBounds | undefined {
  const { left, right } = lower;
  const attribute = isTimestamp(left.type) ? left.type.attribute : undefined;
  if (lower.offsetMs === undefined || upper.offsetMs === undefined || attribute === undefined) return undefined;
  return {
    time: attribute,
    leftTime: left.index,
    rightTime: right.index,
    lowerMs: lower.offsetMs + (lower.relation === '>' ? 1 : 0),
    upperMs: upper.offsetMs - (upper.relation === '<' ? 1 : 0),
    parts: comparisons.map(({ part }) => part),
  };
}

/** A comparison in which one side of the operator reads one time attribute of one input, and the other of the other. */
function timeComparison(part: Expression, schema: Schema, width: number): TimeComparison | undefined {
  const { call, relation } = relationOf(part);
  const [a, b] = call?.args ?? [];
  if (relation === undefined || a === undefined || b === undefined) return undefined;
  const [timeOfA, timeOfB] = [onlyTime(a, schema), onlyTime(b, schema)];
  if (timeOfA === undefined || timeOfB === undefined || attributeOf(timeOfA) !== attributeOf(timeOfB)) return undefined;
  const aIsLeft = timeOfA.index < width;
  if (aIsLeft === timeOfB.index < width) return undefined;
  const [left, right] = aIsLeft ? [timeOfA, timeOfB] : [timeOfB, timeOfA];
  // An equality with an offset is a key that is computed, for Flink too.
  if (relation === '=' && (a.kind !== 'column' || b.kind !== 'column')) return undefined;
  const [offsetOfA, offsetOfB] = [atEpoch(a), atEpoch(b)];
  const [offsetOfLeft, offsetOfRight] = aIsLeft ? [offsetOfA, offsetOfB] : [offsetOfB, offsetOfA];
  const isKnown = offsetOfLeft !== undefined && offsetOfRight !== undefined;
  return {
    part,
    relation: aIsLeft ? MIRRORED[relation] : relation,
    offsetMs: isKnown ? offsetOfLeft - offsetOfRight : undefined,
    left,
    right: { ...right, index: right.index - width },
  };
}

function relationOf(part: Expression): { readonly call?: CallExpression; readonly relation?: Relation | undefined } {
  if (part.kind !== 'call') return {};
  const [operand] = part.args;
  if (part.function !== 'NOT') return { call: part, relation: RELATIONS[part.function] };
  if (operand?.kind !== 'call') return {};
  const relation = RELATIONS[operand.function];
  return { call: operand, relation: relation === undefined ? undefined : NEGATED[relation] };
}

/** The one column that the expression reads, if that is a time attribute and is read once. */
function onlyTime(expression: Expression, schema: Schema): ColumnExpression | undefined {
  const columns: ColumnExpression[] = [];
  visitColumns(expression, (column) => columns.push(column));
  const [column, second] = columns;
  if (column === undefined || second !== undefined) return undefined;
  const type = schema[column.index]?.type;
  return type !== undefined && isTimestamp(type) && type.attribute !== undefined ? { ...column, type } : undefined;
}

function attributeOf({ type }: ColumnExpression): string | undefined {
  return isTimestamp(type) ? type.attribute : undefined;
}

/**
 * What an expression over one time comes to when that is the beginning of 1970, in milliseconds: its offset. Months are
 * taken to be as long as those about that day, as in Flink. Undefined for what is no shift by constants.
 */
function atEpoch(expression: Expression): number | undefined {
  switch (expression.kind) {
    case 'column':
      return 0;
    case 'literal':
      return typeof expression.value === 'number' ? expression.value : undefined;
    case 'cast':
      return isTimestamp(expression.type) && isTimestamp(expression.input.type) ? atEpoch(expression.input) : undefined;
    case 'call':
      return shiftAtEpoch(expression);
    case 'case':
      return undefined;
  }
}

function shiftAtEpoch({ function: name, args }: CallExpression): number | undefined {
  const [first, second] = args;
  if (first === undefined || second === undefined) return undefined;
  const [a, b] = [atEpoch(first), atEpoch(second)];
  if (a === undefined || b === undefined) return undefined;
  switch (name) {
    case 'DATETIME_PLUS':
      return second.type.kind === 'INTERVAL_YEAR' ? addMonths(a, b) : a + b;
    case 'DATETIME_MINUS':
      return second.type.kind === 'INTERVAL_YEAR' ? addMonths(a, -b) : a - b;
    case 'PLUS':
      return a + b;
    case 'MINUS':
      return a - b;
    case 'TIMES':
      return a * b;
    default:
      return undefined;
  }
}

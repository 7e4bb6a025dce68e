/**
 * Several groupings of one stream: each row goes into a group of every set, once for each. The keys of a set are copied
 * beside the row, those that are not in the set as NULL, together with a number that tells the set.
 */
import type { SourceSpan } from '../../errors/sql-error.ts';
import { withNullable } from '../functions/type-build.ts';
import { call } from './build-call.ts';
import { caseBranch } from './case-branch.ts';
import type { Expression } from './expression.ts';
import { sameExpression } from './expression-tree.ts';
import type { LogicalExpand, LogicalNode } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import type { Relation } from './relation.ts';
import { Scope } from './scope.ts';

const SET_NUMBER = { kind: 'BIGINT', nullable: false } as const;

export interface ExpandedKeys {
  readonly node: LogicalExpand;
  /** Where the keys lie in it. */
  readonly indices: readonly number[];
  /** Where the number of the set lies. */
  readonly setColumn: number;
  /** For each set, by its number: which keys are in it. */
  readonly sets: readonly GroupingSet[];
}

export interface GroupingSet {
  readonly number: number;
  readonly members: readonly boolean[];
  /** How many equal sets stand before it. */
  readonly repetition: number;
}

/** `sets` are lists of indices into the keys, which lie at `indices` of the input. */
export function expandKeys(
  input: LogicalNode,
  indices: readonly number[],
  sets: readonly (readonly number[])[],
): ExpandedKeys {
  const numbered = numberedSets(sets, indices.length);
  const width = input.schema.length;
  const copied = indices.flatMap((_, key) => (numbered.every(({ members }) => members[key]) ? [] : [key]));
  const copies = copied.flatMap((key) => input.schema[indices[key] ?? 0] ?? []);
  const schema = [
    ...input.schema,
    ...copies.map(({ name, type }) => ({ name, type: withNullable(type, true) })),
    { name: '$set', type: SET_NUMBER },
  ];
  const node: LogicalExpand = {
    kind: 'expand',
    input,
    keys: copied.map((key) => indices[key] ?? 0),
    sets: numbered.map(({ number, members }) => ({ number, members: copied.map((key) => members[key] ?? false) })),
    schema,
    span: input.span,
  };
  const places = indices.map((index, key) => (copied.includes(key) ? width + copied.indexOf(key) : index));
  return { node, indices: places, setColumn: schema.length - 1, sets: numbered };
}

/** As in Flink, a set's number has a 1 for each key that is not in it, the first key's highest. */
function numberedSets(sets: readonly (readonly number[])[], keyCount: number): readonly GroupingSet[] {
  const seen = new Map<number, number>();
  return sets.map((set) => {
    const members = Array.from({ length: keyCount }, (_, key) => set.includes(key));
    const bits = members.reduce((number, isMember) => 2 * number + (isMember ? 0 : 1), 0);
    const repetition = seen.get(bits) ?? 0;
    seen.set(bits, repetition + 1);
    return { number: bits + repetition * 2 ** keyCount, members, repetition };
  });
}

/** The relation as the select list sees it: a key is NULL where its set is not the row's. */
export function withNullableKeys(relation: Relation, keys: readonly Expression[]): Relation {
  const nullable = new Set(keys.flatMap((key) => (key.kind === 'column' ? [key.index] : [])));
  const columns = relation.scope.columns.map((column, index) =>
    nullable.has(index) ? { ...column, type: withNullable(column.type, true) } : column,
  );
  return { node: relation.node, scope: new Scope(columns) };
}

/** What GROUPING, GROUPING_ID and GROUP_ID are of a row: a number by its set. `setColumn`: over the grouped plan. */
export function groupingValue(
  grouping: Expression & { readonly kind: 'call' },
  keys: readonly Expression[],
  sets: readonly GroupingSet[],
  setColumn: () => Expression,
): Expression {
  const { span } = grouping;
  const asked = grouping.args.map((argument) => keyIndex(argument, keys));
  const numberOf = ({ members, repetition }: GroupingSet): number =>
    grouping.function === 'GROUP_ID' ? repetition : asked.reduce((bits, key) => 2 * bits + (members[key] ? 0 : 1), 0);
  const values = sets.map(numberOf);
  if (values.every((value) => value === values[0])) return numberLiteral(values[0] ?? 0, span);
  const branches = sets.map(({ number }, index) => {
    const isSet = call('EQUALS', [setColumn(), numberLiteral(number, span)], span);
    return caseBranch(isSet, numberLiteral(values[index] ?? 0, span));
  });
  return { kind: 'case', branches, otherwise: numberLiteral(0, span), type: SET_NUMBER, span };
}

function keyIndex(argument: Expression, keys: readonly Expression[]): number {
  const index = keys.findIndex((key) => sameExpression(key, argument));
  return index === -1
    ? refuse('SQL_NOT_GROUPED', argument.span, 'GROUPING takes keys of GROUP BY', 'name one of them')
    : index;
}

function numberLiteral(value: number, span: SourceSpan): Expression {
  return { kind: 'literal', value, type: SET_NUMBER, span };
}

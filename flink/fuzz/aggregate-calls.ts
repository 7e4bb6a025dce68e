/** Random aggregate calls over the columns of a relation. */
import type { QueryMaker } from './query-maker.ts';
import type { RelationColumn, ValueType } from './relation.ts';

export interface AggregateItem {
  readonly sql: string;
  readonly column: RelationColumn;
}

export interface AggregateLimits {
  /** FIRST_VALUE and its like: answers that depend on the order in which rows come. */
  readonly ordered: boolean;
  /** SUM(DISTINCT …) and what is made of it, which HOP windows cannot run. */
  readonly distinctSums: boolean;
}

interface Kind {
  readonly call: string;
  readonly argument?: readonly ValueType[];
  readonly result?: ValueType;
  readonly distinct?: boolean;
  readonly ordered?: boolean;
}

const NUMBERS: readonly ValueType[] = ['INT', 'BIGINT', 'DECIMAL', 'DOUBLE'];
const ORDERED: readonly ValueType[] = [...NUMBERS, 'STRING', 'DATE', 'TIMESTAMP'];

/** Without a result the type is the argument's. */
const KINDS: readonly Kind[] = [
  { call: 'COUNT', result: 'BIGINT' },
  { call: 'SUM', argument: NUMBERS, distinct: true },
  { call: 'COUNT', argument: ORDERED, result: 'BIGINT', distinct: true },
  { call: 'MIN', argument: ORDERED },
  { call: 'MAX', argument: ORDERED },
  { call: 'AVG', argument: NUMBERS, distinct: true },
  { call: 'STDDEV_POP', argument: ['INT', 'DOUBLE'] },
  { call: 'VAR_SAMP', argument: ['INT', 'DOUBLE'] },
  { call: 'FIRST_VALUE', argument: ORDERED, ordered: true },
  { call: 'LAST_VALUE', argument: ORDERED, ordered: true },
  { call: 'LISTAGG', argument: ['STRING'], ordered: true },
];

export function aggregateItem(
  maker: QueryMaker,
  columns: readonly RelationColumn[],
  { ordered, distinctSums }: AggregateLimits,
): AggregateItem {
  const { choices } = maker;
  const kind = choices.pick(KINDS.filter((each) => ordered || each.ordered !== true));
  const name = maker.name('a');
  const filter = choices.chance(20) ? ` FILTER (WHERE ${maker.expressions(columns).make('BOOLEAN', 1)})` : '';
  if (kind.argument === undefined) return { sql: `COUNT(*)${filter}`, column: { name, type: 'BIGINT' } };
  const type = choices.pick(kind.argument);
  const mayBeDistinct = kind.distinct === true && (distinctSums || kind.call === 'COUNT');
  const distinct = mayBeDistinct && choices.chance(25) ? 'DISTINCT ' : '';
  const argument = argumentOf(kind, type, maker.expressions(columns).make(type, choices.below(2)));
  return { sql: `${kind.call}(${distinct}${argument})${filter}`, column: { name, type: kind.result ?? type } };
}

/** Of DOUBLEs, sums and what is made of them depend on the order of their terms, unless these are whole. */
function argumentOf({ call }: Kind, type: ValueType, made: string): string {
  const summed = ['SUM', 'AVG', 'STDDEV_POP', 'VAR_SAMP'].includes(call);
  const exact = type === 'DOUBLE' && summed ? `ROUND(${made})` : made;
  // Of one value that is never NULL, Flink gives the sample variance −1.
  return call === 'VAR_SAMP' ? `NULLIF(${exact}, 1000)` : exact;
}

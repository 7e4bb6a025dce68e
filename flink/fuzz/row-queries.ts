/** Queries over the rows around a row: OVER aggregates, patterns of rows, elements of arrays. */
import { aggregateItem } from './aggregate-calls.ts';
import { type QueryMaker, requireRowtime, type Select } from './query-maker.ts';
import { plainColumns, type Relation, type RelationColumn } from './relation.ts';

const FRAMES = [
  '',
  " RANGE BETWEEN INTERVAL '30' SECOND PRECEDING AND CURRENT ROW",
  ' ROWS BETWEEN 2 PRECEDING AND CURRENT ROW',
  ' ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW',
  " RANGE BETWEEN INTERVAL '5' MINUTE PRECEDING AND CURRENT ROW",
];

export function overAggregate(maker: QueryMaker, relation: Relation): Select {
  const { choices } = maker;
  const keys = maker.keys(relation, 2);
  const partition = keys.length > 0 ? `PARTITION BY ${keys.map(({ name }) => name).join(', ')} ` : '';
  const kept = plainColumns(relation).filter((column) => column.rowtime === true || choices.chance(50));
  const inputs = relation.columns.filter((column) => column.rowtime !== true);
  const limits = { ordered: true, distinctSums: true };
  // A FILTER is refused beside OVER.
  const aggregates = choices
    .several(1, 3, () => aggregateItem(maker, inputs, limits))
    .map(({ sql, column }) => ({ sql: sql.replace(/ FILTER \(WHERE .*\)$/, ''), column }));
  const items = [
    ...kept.map(({ name }) => name),
    ...aggregates.map(({ sql, column }) => `${sql} OVER w AS ${column.name}`),
  ];
  return {
    sql: `SELECT ${items.join(', ')}\nFROM ${relation.name}
WINDOW w AS (${partition}ORDER BY ${requireRowtime(relation)}${choices.pick(FRAMES)})`,
    columns: [...kept, ...aggregates.map(({ column }) => column)],
    append: true,
  };
}

/** Pairs of a pattern and of what its variables ask for. The last variable is never greedy. */
const PATTERNS = [
  ['A B', 'A AS A.n > 10, B AS B.n > A.n'],
  ['A B+? C', 'B AS B.n > 5, C AS C.n < FIRST(B.n)'],
  ['A B* C', 'A AS A.f, B AS B.n >= LAST(A.n), C AS C.n < 20'],
  ['A{2} B', 'A AS A.n > 3, B AS B.n > AVG(A.n)'],
  ['A B? C', 'A AS A.n > 0, B AS B.g = A.g, C AS C.x > 0'],
  ['A+ B', 'A AS A.n > LAST(A.n, 1) OR LAST(A.n, 1) IS NULL, B AS B.n < SUM(A.n)'],
] as const;

const SKIPS = [
  'AFTER MATCH SKIP PAST LAST ROW',
  'AFTER MATCH SKIP TO NEXT ROW',
  'AFTER MATCH SKIP TO LAST B',
  '',
] as const;

/** Matches of rows that follow one another, by key and time; the id settles what has one time. */
export function matchRecognize(maker: QueryMaker, relation: Relation): Select {
  const { choices } = maker;
  const [pattern, define] = choices.pick(PATTERNS);
  const skip = choices.pick(SKIPS.filter((each) => each !== 'AFTER MATCH SKIP TO LAST B' || pattern.endsWith('B')));
  const within = choices.chance(30) ? ` WITHIN INTERVAL '${choices.pick(['2', '10'])}' MINUTE` : '';
  const key = choices.pick(['k', 'g', 'f']);
  const measures: readonly { readonly sql: string; readonly column: RelationColumn }[] = [
    { sql: 'FIRST(A.id)', column: { name: 'm1', type: 'INT' } },
    { sql: 'LAST(B.id)', column: { name: 'm2', type: 'INT' } },
    { sql: 'COUNT(A.id)', column: { name: 'm3', type: 'BIGINT' } },
    { sql: 'SUM(B.n)', column: { name: 'm4', type: 'INT' } },
    { sql: 'MAX(A.s)', column: { name: 'm5', type: 'STRING' } },
    { sql: 'LAST(A.n) + FIRST(B.n)', column: { name: 'm6', type: 'INT' } },
  ];
  const shown = measures.filter((_, index) => index < 2 || choices.chance(50));
  return {
    sql: `SELECT ${key}, ${shown.map(({ column }) => column.name).join(', ')}
FROM ${relation.name} MATCH_RECOGNIZE (
  PARTITION BY ${key} ORDER BY ${requireRowtime(relation)}, id
  MEASURES ${shown.map(({ sql, column }) => `${sql} AS ${column.name}`).join(', ')}
  ONE ROW PER MATCH ${skip}
  PATTERN (${pattern})${within}
  DEFINE ${define}
) AS t`,
    columns: [...relation.columns.filter(({ name }) => name === key), ...shown.map(({ column }) => column)],
    append: true,
  };
}

/** A row for each element of an array. */
export function unnest(maker: QueryMaker, relation: Relation): Select {
  const columns = plainColumns(relation).filter((column) => column.type !== 'ARRAY' && maker.choices.chance(60));
  const element: RelationColumn = { name: 'tag', type: 'STRING', few: true };
  const shown = [...columns, element];
  return {
    sql: `SELECT ${shown.map(({ name }) => name).join(', ')}\nFROM ${relation.name} CROSS JOIN UNNEST(tags) AS u (tag)`,
    columns: shown.map((column) => ({ ...column, unique: false })),
    append: relation.append,
  };
}

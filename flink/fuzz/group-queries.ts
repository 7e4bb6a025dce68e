/** Queries whose results change as rows come: groups, distinct rows, set operations, Top-N, the last row of each key. */
import { aggregateItem } from './aggregate-calls.ts';
import { type QueryMaker, requireRowtime, type Select } from './query-maker.ts';
import { plainColumns, type Relation, type RelationColumn } from './relation.ts';

/** GROUP BY keys, with grouping sets now and then. */
export function groupAggregate(maker: QueryMaker, relation: Relation): Select {
  const { choices } = maker;
  const keys = maker.keys(relation, 3);
  const limits = { ordered: false, distinctSums: true };
  const aggregates = choices.several(1, 4, () => aggregateItem(maker, relation.columns, limits));
  const having = choices.chance(20) ? `\nHAVING COUNT(*) > ${choices.between(0, 2)}` : '';
  const sets = keys.length > 1 && choices.chance(25);
  const items = [...keys.map(({ name }) => name), ...aggregates.map(({ sql, column }) => `${sql} AS ${column.name}`)];
  const grouping = sets ? groupingSets(maker, keys) : keys.map(({ name }) => name).join(', ');
  return {
    sql: `SELECT ${items.join(', ')}\nFROM ${relation.name}${maker.where(relation.columns, 30)}${
      keys.length > 0 ? `\nGROUP BY ${grouping}` : ''
    }${having}`,
    columns: [...keys, ...aggregates.map(({ column }) => column)],
    append: false,
    ...(keys.length > 0 && !sets ? { key: keys.map(({ name }) => name) } : {}),
  };
}

function groupingSets(maker: QueryMaker, keys: readonly RelationColumn[]): string {
  const names = keys.map(({ name }) => name).join(', ');
  const sets = `GROUPING SETS ((${names}), (${keys[0]?.name}), ())`;
  return maker.choices.pick([sets, `ROLLUP (${names})`, `CUBE (${names})`]);
}

export function distinctRows(maker: QueryMaker, relation: Relation): Select {
  const columns = maker.keys(relation, 4);
  const made = columns.length === 0 ? [maker.computed(relation.columns)] : [];
  const items = [...columns.map(({ name }) => name), ...made.map(({ sql, column }) => `${sql} AS ${column.name}`)];
  return {
    sql: `SELECT DISTINCT ${items.join(', ')}\nFROM ${relation.name}${maker.where(relation.columns, 40)}`,
    columns: [...columns, ...made.map(({ column }) => column)],
    append: false,
  };
}

export function setOperation(maker: QueryMaker, left: Relation, right: Relation): Select {
  const shared = plainColumns(left).filter(
    ({ name, few }) => few === true && right.columns.some((column) => column.name === name),
  );
  const columns = shared.slice(0, maker.choices.between(1, Math.max(shared.length, 1)));
  const names = columns.map(({ name }) => name).join(', ');
  const side = (relation: Relation) => `SELECT ${names} FROM ${relation.name}${maker.where(relation.columns, 40)}`;
  const operation = maker.choices.pick(['UNION', 'INTERSECT', 'EXCEPT', 'INTERSECT ALL', 'EXCEPT ALL', 'UNION ALL']);
  return { sql: `${side(left)}\n${operation}\n${side(right)}`, columns, append: false };
}

/** The first rows of each key by an order without ties, as they are in the end. */
export function topN(maker: QueryMaker, relation: Relation): Select {
  const { choices } = maker;
  const order = maker.totalOrder(relation);
  if (order === undefined) return maker.calc(relation);
  const keys = maker.keys(relation, 2);
  const last = choices.between(keys.length > 0 ? 1 : 2, 4);
  const columns = plainColumns(relation).map((column) => ({ ...column, rowtime: false }));
  const place = maker.name('r');
  const shown = choices.chance(50) ? [{ name: place, type: 'BIGINT' } as const] : [];
  const partition = keys.length > 0 ? `PARTITION BY ${keys.map(({ name }) => name).join(', ')} ` : '';
  return {
    sql: `SELECT ${[...columns, ...shown].map(({ name }) => name).join(', ')}
FROM (SELECT *, ROW_NUMBER() OVER (${partition}ORDER BY ${order}) AS ${place} FROM ${relation.name}) AS t
WHERE ${place} <= ${last}`,
    columns: [...columns, ...shown],
    append: false,
    // The one row of a key is replaced in Flink 2.2 without being taken back: only a primary key makes that right.
    ...(last === 1 ? { sinkKey: keys.map(({ name }) => name) } : {}),
  };
}

/** The last row of each key by event time. */
export function keepLast(maker: QueryMaker, relation: Relation): Select {
  const keys = maker.keys(relation, 2);
  const columns = plainColumns(relation);
  const partition = keys.length > 0 ? `PARTITION BY ${keys.map(({ name }) => name).join(', ')} ` : '';
  return {
    sql: `SELECT ${columns.map(({ name }) => name).join(', ')}
FROM (SELECT *, ROW_NUMBER() OVER (${partition}ORDER BY ${requireRowtime(relation)} DESC) AS place FROM ${relation.name}) AS t
WHERE place = 1`,
    columns: columns.map((column) => ({ ...column, rowtime: false })),
    append: false,
    ...(keys.length > 0 ? { key: keys.map(({ name }) => name) } : {}),
  };
}

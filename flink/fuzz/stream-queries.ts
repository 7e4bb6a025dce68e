/** Queries over whole streams without a window: deduplication, unions. */
import { type QueryMaker, requireRowtime, type Select } from './query-maker.ts';
import { plainColumns, type Relation } from './relation.ts';

/** The first row of each key by event time. */
export function keepFirst(maker: QueryMaker, relation: Relation): Select {
  const keys = maker.keys(relation, 2);
  const columns = plainColumns(relation);
  const names = columns.map(({ name }) => name);
  const partition = keys.length > 0 ? `PARTITION BY ${keys.map(({ name }) => name).join(', ')} ` : '';
  return {
    sql: `SELECT ${names.join(', ')}
FROM (
  SELECT *, ROW_NUMBER() OVER (${partition}ORDER BY ${requireRowtime(relation)} ASC) AS place FROM ${relation.name}
) AS t
WHERE place = 1`,
    columns,
    append: true,
  };
}

/** Two selections of one relation, one after the other. */
export function unionAll(maker: QueryMaker, relation: Relation): Select {
  const columns = plainColumns(relation).filter((column) => column.rowtime !== true || maker.choices.chance(70));
  const names = columns.map(({ name }) => name).join(', ');
  const half = () => `SELECT ${names} FROM ${relation.name}${maker.where(relation.columns, 70)}`;
  return {
    sql: `${half()}\nUNION ALL\n${half()}`,
    columns: columns.map((column) => ({ ...column, unique: false })),
    append: relation.append,
  };
}

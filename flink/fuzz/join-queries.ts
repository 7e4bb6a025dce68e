/** Joins of two streams. The sides stand as `a` and `b`; what comes out has fresh names. */
import type { QueryMaker, Select } from './query-maker.ts';
import { type Relation, type RelationColumn, rowtimeOf } from './relation.ts';
import { windowPair } from './window-queries.ts';

const KINDS = ['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN'] as const;
/** Columns of which equal values are likely. */
const MEETING = ['k', 'g', 'f'];

interface Sides {
  readonly from: string;
  readonly columns: readonly RelationColumn[];
}

function sides(left: Relation, join: string, right: Relation): Sides {
  return {
    from: `${left.name} AS a ${join} ${right.name} AS b`,
    columns: [...qualified('a', left), ...qualified('b', right)],
  };
}

function qualified(alias: string, { columns }: Relation): readonly RelationColumn[] {
  return columns.map((column) => ({ ...column, name: `${alias}.${column.name}`, unique: false }));
}

/** `a.k = b.k`, by a column that both sides have, and now and then by two. */
function meeting(maker: QueryMaker, left: Relation, right: Relation): string {
  const has = (relation: Relation, name: string) => relation.columns.some((column) => column.name === name);
  const shared = MEETING.filter((name) => has(left, name) && has(right, name));
  const names = shared.length === 0 ? [] : maker.choices.several(1, 2, () => maker.choices.pick(shared));
  const equalities = [...new Set(names)].map((name) => `a.${name} = b.${name}`);
  return equalities.length === 0 ? 'TRUE' : equalities.join(' AND ');
}

/** Some columns of both sides and a computed one. An event time stays one only where `keepsTime` says so, and once. */
function selected(
  maker: QueryMaker,
  { columns }: Sides,
  keepsTime: boolean,
): Pick<Select, 'columns'> & { items: string } {
  const { choices } = maker;
  const whole = columns.filter(({ name, rowtime }) => name.split('.').length === 2 && rowtime !== true);
  const picked = choices.several(2, 6, () => choices.pick(whole));
  const time = columns.find((column) => column.rowtime === true);
  const kept = keepsTime && time !== undefined && choices.chance(60) ? [time] : [];
  const named = [...kept, ...new Set(picked)].map((column) => ({
    sql: column.name,
    column: { ...column, name: maker.name('c') },
  }));
  const made = choices.chance(40) ? [maker.computed(columns)] : [];
  const all = [...named, ...made];
  return {
    items: all.map(({ sql, column }) => `${sql} AS ${column.name}`).join(', '),
    columns: all.map(({ column }) => column),
  };
}

/** Without bounds in time. */
export function regularJoin(maker: QueryMaker, left: Relation, right: Relation): Select {
  const kind = maker.choices.pick(KINDS);
  const joined = sides(left, kind, right);
  const more = maker.choices.chance(30) ? ` AND ${condition(maker, joined)}` : '';
  const { items, columns } = selected(maker, joined, false);
  const where = maker.where(joined.columns, 20);
  const sql = `SELECT ${items}\nFROM ${joined.from} ON ${meeting(maker, left, right)}${more}${where}`;
  return { sql, columns, append: kind === 'JOIN' && left.append && right.append };
}

function condition(maker: QueryMaker, { columns }: Sides): string {
  return maker.expressions(columns).make('BOOLEAN', 1);
}

export function intervalJoin(maker: QueryMaker, left: Relation, right: Relation): Select {
  const { choices } = maker;
  const kind = choices.pick(KINDS);
  const joined = sides(left, kind, right);
  const [a, b] = [`a.${rowtimeOf(left)?.name}`, `b.${rowtimeOf(right)?.name}`];
  const [before, after] = [choices.pick(['10', '0', '90']), choices.pick(['20', '0', '99'])];
  const between = `${a} BETWEEN ${b} - INTERVAL '${before}' SECOND AND ${b} + INTERVAL '${after}' SECOND`;
  const more = choices.chance(20) ? ` AND ${condition(maker, joined)}` : '';
  // The event time of a padded row is NULL, which fails Flink's job.
  const { items, columns } = selected(maker, joined, kind === 'JOIN' || kind === 'LEFT JOIN');
  return {
    sql: `SELECT ${items}\nFROM ${joined.from} ON ${meeting(maker, left, right)} AND ${between}${more}`,
    columns,
    append: true,
  };
}

/** Rows of the same window. */
export function windowJoin(maker: QueryMaker, left: Relation, right: Relation): Select {
  const [a, b] = windowPair(maker, left, right);
  const joined = sides(a, maker.choices.pick(KINDS), b);
  const { items, columns } = selected(maker, joined, false);
  const windows = 'a.window_start = b.window_start AND a.window_end = b.window_end';
  return {
    sql: `SELECT ${items}\nFROM ${joined.from} ON ${windows} AND ${meeting(maker, left, right)}`,
    columns,
    append: true,
  };
}

/** Each row with the version of the right side that was valid at its time. */
export function temporalJoin(maker: QueryMaker, left: Relation, right: Relation): Select {
  const kind = maker.choices.pick(['JOIN', 'LEFT JOIN'] as const);
  const { columns } = sides(left, kind, right);
  const time = rowtimeOf(left)?.name;
  const from = `${left.name} AS a ${kind} ${right.name} FOR SYSTEM_TIME AS OF a.${time} AS b`;
  const { items, columns: out } = selected(maker, { from, columns }, false);
  return { sql: `SELECT ${items}\nFROM ${from} ON a.k = b.k`, columns: out, append: true };
}

const SUBQUERIES = ['IN', 'EXISTS', 'NOT IN', 'NOT EXISTS', 'VALUE', 'ANY'] as const;

/** Rows for which a subquery over the other stream has, or has not, something. */
export function subquery(maker: QueryMaker, left: Relation, right: Relation): Select {
  const names = left.columns
    .filter(({ name, type }) => !name.includes('.') && type !== 'ARRAY')
    .map(({ name }) => name);
  const inner = qualified('b', right);
  const where = maker.where(inner, 50);
  const correlated = where === '' ? '\nWHERE' : `${where} AND`;
  const name = maker.choices.pick(['k', 'g']);
  const tests: Readonly<Record<(typeof SUBQUERIES)[number], string>> = {
    IN: `a.${name} IN (SELECT b.${name} FROM ${right.name} AS b${where})`,
    'NOT IN': `a.${name} NOT IN (SELECT b.${name} FROM ${right.name} AS b${where})`,
    EXISTS: `EXISTS (SELECT 1 FROM ${right.name} AS b${correlated} b.${name} = a.${name})`,
    'NOT EXISTS': `NOT EXISTS (SELECT 1 FROM ${right.name} AS b${correlated} b.${name} = a.${name})`,
    VALUE: `a.n > (SELECT MIN(b.n) FROM ${right.name} AS b${correlated} b.${name} = a.${name})`,
    ANY: `a.n > ANY (SELECT b.n FROM ${right.name} AS b${where})`,
  };
  const test = tests[maker.choices.pick(SUBQUERIES)];
  return {
    sql: `SELECT ${names.map((each) => `a.${each}`).join(', ')}\nFROM ${left.name} AS a\nWHERE ${test}`,
    columns: left.columns
      .filter((column) => names.includes(column.name))
      .map((column) => ({ ...column, rowtime: false })),
    append: false,
  };
}

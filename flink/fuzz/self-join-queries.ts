/** Joins bounded in time, of two selections of one stream: so both sides move on together. */
import { type QueryMaker, requireRowtime, type Select } from './query-maker.ts';
import { plainColumns, type Relation, type RelationColumn, rowtimeOf } from './relation.ts';

const JOINS = ['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN'] as const;
const INTERVALS = ["'1' MINUTE", "'5' SECOND", "'90' SECOND", "'20' MINUTE"];
/** Sizes, and steps that divide them. A row lies in few windows: pairs are as many as the windows that they share. */
const WINDOWS = [
  ["'5' MINUTE", "'1' MINUTE"],
  ["'10' SECOND", "'5' SECOND"],
  ["'1' HOUR", "'20' MINUTE"],
] as const;

interface Sides {
  readonly left: Relation;
  readonly right: Relation;
}

/** Some rows of the relation, all columns under new names, so that the two sides share none. */
function side(maker: QueryMaker, relation: Relation, prefix: string): Relation {
  const kept = plainColumns(relation).filter((column) => column.rowtime === true || maker.choices.chance(70));
  const columns = kept.map((column) => ({ ...column, name: `${prefix}_${column.name}`, unique: false }));
  const items = kept.map(({ name }, index) => `${name} AS ${columns[index]?.name}`);
  return maker.view({
    sql: `SELECT ${items.join(', ')}\nFROM ${relation.name}${maker.where(relation.columns, 50)}`,
    columns,
    append: true,
  });
}

/** Equalities of columns of one type, and now and then another condition over both sides. */
function conditions(maker: QueryMaker, { left, right }: Sides): readonly string[] {
  const { choices } = maker;
  const keys = left.columns.flatMap((column) =>
    column.few === true && column.window === undefined && choices.chance(40) ? pairsOf(column, right) : [],
  );
  const both = [...left.columns, ...right.columns].filter((column) => column.rowtime !== true);
  return [...keys, ...(choices.chance(30) ? [maker.expressions(both).make('BOOLEAN', 2)] : [])];
}

function pairsOf(column: RelationColumn, right: Relation): readonly string[] {
  const other = right.columns.find((each) => each.few === true && each.type === column.type);
  return other === undefined ? [] : [`${column.name} = ${other.name}`];
}

/** All columns of both sides. Times are plain: a table takes in one event time, and none that is NULL. */
function joined(sides: Sides, join: string, on: readonly string[]): Select {
  const columns = [...sides.left.columns, ...sides.right.columns];
  const items = columns.map(({ name, type }) =>
    type === 'TIMESTAMP' ? `CAST(${name} AS TIMESTAMP(3)) AS ${name}` : name,
  );
  return {
    sql: `SELECT ${items.join(', ')}\nFROM ${sides.left.name} ${join} ${sides.right.name}\n  ON ${on.join(' AND ')}`,
    columns: columns.map(({ name, type }) => ({ name, type })),
    append: true,
  };
}

/** Rows whose times lie close. */
export function selfIntervalJoin(maker: QueryMaker, relation: Relation): Select {
  const { choices } = maker;
  const sides = { left: side(maker, relation, 'l'), right: side(maker, relation, 'r') };
  const [l, r] = [requireRowtime(sides.left), requireRowtime(sides.right)];
  const [a, b] = [choices.pick(INTERVALS), choices.pick(INTERVALS)];
  const bounds = choices.pick([
    `${r} BETWEEN ${l} - INTERVAL ${a} AND ${l} + INTERVAL ${b}`,
    `${l} > ${r} - INTERVAL ${a} AND ${l} <= ${r}`,
    `${l} + INTERVAL ${a} >= ${r} AND ${r} > ${l}`,
    `${l} = ${r}`,
    `NOT (${l} < ${r}) AND ${l} < ${r} + INTERVAL ${b}`,
  ]);
  return joined(sides, choices.pick(JOINS), [...conditions(maker, sides), bounds]);
}

/** Rows of the same window. */
export function selfWindowJoin(maker: QueryMaker, relation: Relation): Select {
  const { choices } = maker;
  const [size, step] = choices.pick(WINDOWS);
  const kind = choices.pick(['TUMBLE', 'HOP', 'CUMULATE'] as const);
  const sizes = kind === 'TUMBLE' ? `INTERVAL ${size}` : `INTERVAL ${step}, INTERVAL ${size}`;
  const sides = {
    left: windowed(maker, side(maker, relation, 'l'), `${kind} ${sizes}`),
    right: windowed(maker, side(maker, relation, 'r'), `${kind} ${sizes}`),
  };
  const bounds = ['l_start = r_start', 'l_end = r_end'];
  if (!choices.chance(25)) return joined(sides, choices.pick(JOINS), [...conditions(maker, sides), ...bounds]);
  const on = [...conditions(maker, sides), ...bounds].join(' AND ');
  return {
    sql: `SELECT *\nFROM ${sides.left.name}\nWHERE ${choices.pick(['', 'NOT '])}EXISTS (SELECT 1 FROM ${sides.right.name} WHERE ${on})`,
    columns: sides.left.columns.map(({ name, type }) => ({ name, type })),
    append: true,
  };
}

function windowed(maker: QueryMaker, relation: Relation, window: string): Relation {
  const [kind = '', ...sizes] = window.split(' ');
  const prefix = requireRowtime(relation).slice(0, 1);
  const columns: readonly RelationColumn[] = [
    ...relation.columns.filter((column) => column !== rowtimeOf(relation)),
    { name: `${prefix}_start`, type: 'TIMESTAMP', window: 'window_start' },
    { name: `${prefix}_end`, type: 'TIMESTAMP', window: 'window_end' },
  ];
  const items = columns.map(({ name, window: bound }) => (bound === undefined ? name : `${bound} AS ${name}`));
  const time = requireRowtime(relation);
  return maker.view({
    sql: `SELECT ${items.join(', ')}\nFROM TABLE(${kind}(TABLE ${relation.name}, DESCRIPTOR(${time}), ${sizes.join(' ')}))`,
    columns,
    append: true,
  });
}

/** Each row with the last row of its key at its time. */
export function selfTemporalJoin(maker: QueryMaker, relation: Relation): Select {
  const { choices } = maker;
  const sides = { left: side(maker, relation, 'l'), right: side(maker, relation, 'r') };
  const keys = sides.left.columns.flatMap((column) => (column.few === true ? pairsOf(column, sides.right) : []));
  const [pair = ''] = keys;
  const [l = '', r = ''] = pair.split(' = ');
  if (pair === '') return selfIntervalJoin(maker, relation);
  const time = requireRowtime(sides.right);
  const names = sides.right.columns.map(({ name }) => name).join(', ');
  const versions = maker.view({
    sql: `SELECT ${names}
FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY ${r} ORDER BY ${time} DESC) AS place FROM ${sides.right.name}) AS t
WHERE place = 1`,
    columns: sides.right.columns,
    append: false,
  });
  const rest = conditions(maker, sides).filter((condition) => !keys.includes(condition));
  const right = `${versions.name} FOR SYSTEM_TIME AS OF ${requireRowtime(sides.left)}`;
  const on = [`${l} = ${r}`, ...rest];
  return joined({ left: sides.left, right: { ...versions, name: right } }, choices.pick(['JOIN', 'LEFT JOIN']), on);
}

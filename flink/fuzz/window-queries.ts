/** Queries over windows: aggregates, the rows of windows themselves, and Top-N and deduplication within windows. */
import { aggregateItem } from './aggregate-calls.ts';
import { type QueryMaker, requireRowtime, type Select } from './query-maker.ts';
import { plainColumns, type Relation, type RelationColumn } from './relation.ts';

interface Window {
  /** What stands in FROM. */
  readonly from: string;
  readonly kind: 'TUMBLE' | 'HOP' | 'CUMULATE' | 'SESSION';
  readonly sessionKeys: readonly RelationColumn[];
}

/** Pairs of a step and a size that it divides. */
const STEPS = [
  ["'1' MINUTE", "'5' MINUTE"],
  ["'30' SECOND", "'1' MINUTE"],
  ["'2' SECOND", "'10' SECOND"],
  ["'20' MINUTE", "'1' HOUR"],
] as const;

const BOUNDS: readonly RelationColumn[] = [
  { name: 'window_start', type: 'TIMESTAMP', window: 'window_start', few: true },
  { name: 'window_end', type: 'TIMESTAMP', window: 'window_end' },
];
const WINDOW_TIME: RelationColumn = { name: 'window_time', type: 'TIMESTAMP', rowtime: true };

function randomWindow(maker: QueryMaker, relation: Relation): Window {
  const { choices } = maker;
  const kind = choices.pick(['TUMBLE', 'HOP', 'CUMULATE', 'SESSION'] as const);
  const [step, size] = choices.pick(STEPS);
  const sessionKeys = kind === 'SESSION' ? maker.keys(relation, 2) : [];
  const partition = sessionKeys.length > 0 ? ` PARTITION BY ${namesOf(sessionKeys)}` : '';
  const sizes = kind === 'TUMBLE' || kind === 'SESSION' ? [size] : [step, size];
  const intervals = sizes.map((interval) => `INTERVAL ${interval}`).join(', ');
  const time = `DESCRIPTOR(${requireRowtime(relation)})`;
  return { from: `TABLE(${kind}(TABLE ${relation.name}${partition}, ${time}, ${intervals}))`, kind, sessionKeys };
}

function namesOf(columns: readonly RelationColumn[]): string {
  return columns.map(({ name }) => name).join(', ');
}

/** GROUP BY window_start, window_end and more keys. */
export function windowAggregate(maker: QueryMaker, relation: Relation): Select {
  const { choices } = maker;
  const window = randomWindow(maker, relation);
  const keys = window.kind === 'SESSION' ? window.sessionKeys : maker.keys(relation, 2);
  const columns = plainColumns(relation).filter((column) => column.window === undefined);
  const limits = { ordered: window.kind === 'TUMBLE', distinctSums: window.kind !== 'HOP' };
  const aggregates = choices.several(1, 4, () => aggregateItem(maker, columns, limits));
  const time = choices.chance(50) ? [WINDOW_TIME] : [];
  const having = choices.chance(15) ? `\nHAVING COUNT(*) > ${choices.between(0, 2)}` : '';
  const items = [
    ...namesIn([...BOUNDS, ...time, ...keys]),
    ...aggregates.map(({ sql, column }) => `${sql} AS ${column.name}`),
  ];
  return {
    sql: `SELECT ${items.join(', ')}\nFROM ${window.from}${maker.where(relation.columns, 20)}
GROUP BY ${namesOf([...BOUNDS, ...time, ...keys])}${having}`,
    columns: [...BOUNDS, ...time, ...keys, ...aggregates.map(({ column }) => column)],
    append: true,
    key: namesIn([...BOUNDS, ...keys]),
    sessionKeys: window.sessionKeys,
  };
}

function namesIn(columns: readonly RelationColumn[]): readonly string[] {
  return columns.map(({ name }) => name);
}

/** The rows with their windows, as a window function gives them. */
export function windowRows(maker: QueryMaker, relation: Relation): Select {
  const window = randomWindow(maker, relation);
  const kept = plainColumns(relation).filter((column) => column.rowtime !== true && column.window === undefined);
  const columns = [...BOUNDS, WINDOW_TIME, ...kept];
  return {
    sql: `SELECT ${namesOf(columns)}\nFROM ${window.from}${maker.where(kept, 30)}`,
    // The same row stands in several windows of HOP and CUMULATE, so that nothing is unique any more but within one.
    columns,
    append: true,
    sessionKeys: window.sessionKeys,
  };
}

/** The first rows of each window by some order; with one row and the event time it is a deduplication. */
export function windowTopN(maker: QueryMaker, relation: Relation): Select {
  const { choices } = maker;
  const windows = choices.chance(50) ? windowAggregate(maker, relation) : windowRows(maker, relation);
  const windowed = maker.view(windows);
  const own = maker.keys(windowed, 1).filter((column) => column.window === undefined);
  // Sessions of several keys that end together are one to Flink's ranks, unless those keys tell them apart.
  const sessionKeys = windows.sessionKeys ?? [];
  const keys = [...sessionKeys, ...own.filter(({ name }) => sessionKeys.every((key) => key.name !== name))];
  const columns = plainColumns(windowed);
  const partition = namesOf([...BOUNDS, ...keys]);
  // Without a unique column all columns together settle the order, as far as it can be seen.
  const sortable = columns.filter(({ type, window }) => type !== 'ARRAY' && window === undefined);
  const order =
    maker.totalOrder(windowed) ?? sortable.map(({ name }) => `${name}${choices.pick(['', ' DESC'])}`).join(', ');
  const ranked = maker.name('r');
  const shown = choices.chance(50) ? [{ name: ranked, type: 'BIGINT' } as const] : [];
  return {
    sql: `SELECT ${namesOf([...columns, ...shown])}
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY ${partition} ORDER BY ${order}) AS ${ranked} FROM ${windowed.name}
) AS t
WHERE ${ranked} <= ${choices.between(1, 4)}`,
    columns: [...columns.filter((column) => column.rowtime !== true), ...shown],
    append: true,
  };
}

/** The rows of both relations, windowed alike: views that a window join can meet. */
export function windowPair(maker: QueryMaker, left: Relation, right: Relation): readonly [Relation, Relation] {
  const { choices } = maker;
  const kind = choices.pick(['TUMBLE', 'HOP', 'CUMULATE'] as const);
  const [step, size] = choices.pick(STEPS);
  const sizes = (kind === 'TUMBLE' ? [size] : [step, size]).map((interval) => `INTERVAL ${interval}`).join(', ');
  const windowed = (relation: Relation): Relation => {
    const kept = plainColumns(relation).filter((column) => column.rowtime !== true);
    const columns = [...BOUNDS, ...kept];
    const from = `TABLE(${kind}(TABLE ${relation.name}, DESCRIPTOR(${requireRowtime(relation)}), ${sizes}))`;
    return maker.view({ sql: `SELECT ${namesOf(columns)}\nFROM ${from}`, columns, append: true });
  };
  return [windowed(left), windowed(right)];
}

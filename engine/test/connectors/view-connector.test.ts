import { expect, test } from 'vitest';
import { createViewLookup } from '../../src/connectors/view-lookup.ts';
import { createViewSink } from '../../src/connectors/view-sink.ts';
import { type DataType, type Schema, STRING } from '../../src/row/data-type.ts';
import { Change, type Value } from '../../src/row/row.ts';
import { rowClass } from '../../src/row/row-class.ts';
import type { SinkNode, TableDefinition } from '../../src/sql/plan/physical-plan.ts';
import { MemoryEnvironment } from '../../src/storage/memory-environment.ts';
import { openViewReader } from '../../src/views/environment-view.ts';

const span = { file: 'test.sql', line: 1, column: 1, start: 0, end: 0 };
const TIME: DataType = { kind: 'TIMESTAMP', precision: 3, nullable: false };
const MONEY: DataType = { kind: 'DECIMAL', precision: 38, scale: 2, nullable: true };
const schema: Schema = [
  { name: 'window_start', type: TIME },
  { name: 'category', type: STRING },
  { name: 'revenue', type: MONEY },
];
const START = Date.parse('2024-01-15T10:30:00Z');

function tableOf(
  options: Record<string, string> = {},
  columns = schema,
  primaryKey = ['window_start', 'category'],
): TableDefinition {
  return {
    name: 'revenue',
    schema: columns,
    primaryKey,
    options: { connector: 'view', ...options },
    partitionKeys: [],
    span,
  };
}

function opened(table = tableOf(), environment = new MemoryEnvironment()) {
  const input = { kind: 'values', id: '1-values', schema: table.schema, span, rows: [] } as const;
  const node: SinkNode = { kind: 'sink', id: '2-sink', schema: table.schema, span, table, input };
  const sink = createViewSink({ node, environment });
  const Row = rowClass(table.schema);
  const view = openViewReader(environment, 'revenue');
  if (!view) throw new Error('the sink makes the view');
  const push = (values: readonly Value[], change: Change = Change.INSERT) => sink.onRow(new Row(...values), change);
  const commit = () => environment.transaction(() => sink.commit());
  return { environment, sink, view, push, commit };
}

test('rows become plain data with exact decimals and ISO times, keyed in their order', () => {
  const { view, push, commit } = opened();
  push([START, 'books', 12_345]);
  push([START + 1, null, 10n ** 30n]);
  push([START - 1, 'toys', null]);
  commit();
  expect(view.range({ limit: 10 })).toEqual([
    {
      key: [START - 1, 'toys'],
      row: { window_start: '2024-01-15T10:29:59.999Z', category: 'toys', revenue: null },
      final: true,
    },
    {
      key: [START, 'books'],
      row: { window_start: '2024-01-15T10:30:00.000Z', category: 'books', revenue: '123.45' },
      final: true,
    },
    {
      key: [START + 1, null],
      row: { window_start: '2024-01-15T10:30:00.001Z', category: null, revenue: '10000000000000000000000000000.00' },
      final: true,
    },
  ]);
});

test('of the changes to a key within a commit only the last is written', () => {
  const { view, push, commit } = opened();
  push([START, 'a', 100], Change.EARLY);
  push([START, 'b', 1], Change.INSERT);
  push([START, 'a', 200], Change.UPDATE_BEFORE);
  push([START, 'a', 300], Change.UPDATE_AFTER);
  push([START, 'c', 1], Change.INSERT);
  push([START, 'c', 1], Change.DELETE);
  commit();
  const changes = view.changes(0, 10).map(({ key, row, final, deleted }) => [key[1], row.revenue, final, deleted]);
  expect(changes).toEqual([
    ['b', '0.01', true, false],
    ['a', '3.00', true, false],
  ]);
  commit();
  expect(view.lastChange()).toBe(2);
});

test('an early row is not final until its window has fired', () => {
  const { view, push, commit } = opened();
  push([START, 'a', 100], Change.EARLY);
  commit();
  expect(view.get([START, 'a'])?.final).toBe(false);
  push([START, 'a', 100], Change.INSERT);
  commit();
  expect(view.get([START, 'a'])?.final).toBe(true);
});

test('a table of present values alone shows them until the window closes, in the view of another table', () => {
  const { environment, view, push, commit } = opened();
  const table = { ...tableOf({ view: 'revenue', 'emit.early': 'only' }), name: 'revenue_open' };
  const present = opened(table, environment);
  present.push([START, 'kept', 300], Change.EARLY);
  present.push([START, 'cancelled', 100], Change.EARLY);
  present.commit();
  expect(view.range({ limit: 9 }).map(({ key, final }) => [key[1], final])).toEqual([
    ['cancelled', false],
    ['kept', false],
  ]);
  push([START, 'kept', 200], Change.INSERT);
  commit();
  present.push([START, 'kept', 300], Change.INSERT);
  present.push([START, 'cancelled', 100], Change.INSERT);
  present.commit();
  expect(view.range({ limit: 9 }).map(({ row, final }) => [row.category, row.revenue, final])).toEqual([
    ['kept', '2.00', true],
  ]);
});

test('a deleted row leaves the view', () => {
  const { view, push, commit } = opened();
  push([START, 'a', 100]);
  commit();
  push([START, 'a', 100], Change.DELETE);
  commit();
  expect(view.range({ limit: 1 })).toEqual([]);
  expect(view.changes(1, 10).map(({ deleted }) => deleted)).toEqual([true]);
});

test('feed length and retention come from the table', () => {
  const { view, push, commit } = opened(tableOf({ 'feed.length': '2', retention: '1 min', 'emit.early': 'true' }));
  for (let minute = 0; minute < 5; minute++) {
    push([START + minute * 60_000, 'a', minute]);
    commit();
  }
  expect(view.changes(0, 10).map(({ number }) => number)).toEqual([4, 5]);
  expect(view.range({ limit: 10 }).map(({ row }) => row.revenue)).toEqual(['0.03', '0.04']);
});

test.each([
  ['no primary key', tableOf({}, schema, [])],
  ['an unknown option', tableOf({ 'feed.lenght': '2' })],
  ['a retention that is no duration', tableOf({ retention: 'long' })],
  ['a feed of no length', tableOf({ 'feed.length': '0' })],
])('%s is refused at the table', (_name, table) => {
  expect(() => opened(table)).toThrow(expect.objectContaining({ code: 'SQL_INVALID_TABLE' }));
});

test('nested values are nested data', () => {
  const nested: Schema = [
    { name: 'id', type: STRING },
    { name: 'tags', type: { kind: 'ARRAY', element: MONEY, nullable: true } },
    {
      name: 'place',
      type: {
        kind: 'ROW',
        fields: [
          { name: 'at', type: TIME },
          { name: 'ok', type: { kind: 'BOOLEAN', nullable: true } },
        ],
        nullable: true,
      },
    },
    { name: 'counts', type: { kind: 'MAP', key: STRING, value: { kind: 'BIGINT', nullable: true }, nullable: true } },
    { name: 'raw', type: { kind: 'VARBINARY', length: 10, nullable: true } },
  ];
  const { view, push, commit } = opened(tableOf({}, nested, ['id']));
  push(['a', [100, null], [START, true], new Map<Value, Value>([['x', 1]]), Uint8Array.of(1, 2)]);
  commit();
  expect(view.get(['a'])?.row).toEqual({
    id: 'a',
    tags: ['1.00', null],
    place: { at: '2024-01-15T10:30:00.000Z', ok: true },
    counts: { x: 1 },
    raw: 'AQI=',
  });
});

test('a lookup by the whole key brings the row as it was put in, whatever the order of its keys', () => {
  const { view, push, commit } = opened();
  push([START, 'books', 12_345]);
  push([START, 'toys', 10n ** 30n]);
  push([START, null, 1]);
  commit();
  const lookup = createViewLookup({ table: tableOf(), keys: [1, 0], columns: [2, 0, 1], view: () => view });
  expect(lookup(['books', START])).toEqual([[12_345, START, 'books']]);
  expect(lookup(['toys', START])).toEqual([[10n ** 30n, START, 'toys']]);
  expect(lookup(['missing', START])).toEqual([]);
  expect(lookup([null, START])).toEqual([]);
});

test('a lookup in a view that nobody has written yet finds nothing, and one by half a key is refused', () => {
  const lookup = createViewLookup({ table: tableOf(), keys: [0, 1], columns: [2], view: () => undefined });
  expect(lookup([START, 'books'])).toEqual([]);
  const half = () => createViewLookup({ table: tableOf(), keys: [1], columns: [2], view: () => undefined });
  expect(half).toThrow(expect.objectContaining({ code: 'SQL_INVALID_TABLE' }));
});

test('the row that an update replaces goes where the new row has another key, or does not come', () => {
  const { view, push, commit } = opened();
  push([START, 'a', 100]);
  push([START, 'b', 100]);
  commit();
  push([START, 'a', 100], Change.UPDATE_BEFORE);
  push([START, 'c', 100], Change.UPDATE_AFTER);
  push([START, 'b', 100], Change.UPDATE_BEFORE);
  commit();
  expect(view.range({ limit: 10 }).map(({ key }) => key)).toEqual([[START, 'c']]);
});

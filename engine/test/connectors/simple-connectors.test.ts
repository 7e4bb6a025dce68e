/** print, blackhole, datagen, keyed, and the registry that finds them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { builtInConnectors, connectorRegistry } from '../../src/connectors/connector-registry.ts';
import { openKeyedTable } from '../../src/connectors/keyed-table.ts';
import { printConnector } from '../../src/connectors/print-sink.ts';
import { type DataType, type Schema, STRING } from '../../src/row/data-type.ts';
import { Change, type Value } from '../../src/row/row.ts';
import { rowClass } from '../../src/row/row-class.ts';
import {
  CollectedOutput,
  ID_AND_NAME,
  INT,
  readAll,
  scanOf,
  sinkOf,
  table,
  temporaryFolder,
} from './table-fixtures.ts';

const nullable = true;
const registry = connectorRegistry();

test('print writes rows as Flink prints them, at the commit', async () => {
  const schema: Schema = [
    { name: 'text', type: STRING },
    { name: 'price', type: { kind: 'DECIMAL', precision: 10, scale: 2, nullable } },
    { name: 'at', type: { kind: 'TIMESTAMP', precision: 3, nullable } },
    { name: 'zoned', type: { kind: 'TIMESTAMP_LTZ', precision: 3, nullable } },
    { name: 'double', type: { kind: 'DOUBLE', nullable } },
    { name: 'list', type: { kind: 'ARRAY', element: INT, nullable } },
    { name: 'map', type: { kind: 'MAP', key: STRING, value: INT, nullable } },
    { name: 'row', type: { kind: 'ROW', fields: ID_AND_NAME, nullable } },
  ];
  let printed = '';
  const connector = printConnector({ out: (text) => (printed += text), error: () => {} });
  const sink = connector.createSink?.(sinkOf(table({ connector: 'print', 'print-identifier': 'p' }, { schema })));
  const Row = rowClass(schema);
  const minute = Date.UTC(2024, 0, 15, 10, 30);
  sink?.onRow(new Row('a', 1250, minute, minute + 5120, 100, [1, null], new Map([['k', 2]]), [1, 'x']), Change.INSERT);
  sink?.onRow(new Row(...schema.map(() => null)), Change.DELETE);
  expect(printed).toBe('');
  sink?.commit();
  expect(printed).toBe(
    'p> +I[a, 12.50, 2024-01-15T10:30, 2024-01-15T10:30:05.120Z, 100.0, [1, null], {k=2}, +I[1, x]]\n' +
      'p> -D[null, null, null, null, null, null, null, null]\n',
  );
});

test('blackhole takes everything', () => {
  const sink = registry.createSink(sinkOf(table({ connector: 'blackhole' })));
  sink.onRow(new (rowClass(ID_AND_NAME))(1, 'a'), Change.UPDATE_BEFORE);
  sink.commit();
  expect(sink.position()).toBeNull();
});

const generated: Schema = [
  { name: 'id', type: { kind: 'BIGINT', nullable } },
  { name: 'kind', type: { kind: 'VARCHAR', length: 8, nullable } },
  { name: 'amount', type: { kind: 'DECIMAL', precision: 6, scale: 2, nullable } },
  { name: 'score', type: { kind: 'DOUBLE', nullable } },
  { name: 'tags', type: { kind: 'ARRAY', element: INT, nullable } },
  { name: 'place', type: { kind: 'ROW', nullable, fields: [{ name: 'zip', type: INT }] } },
];
const generatorOptions = {
  connector: 'datagen',
  'rows-per-second': '1000000000',
  'fields.id.kind': 'sequence',
  'fields.id.start': '5',
  'fields.id.end': '204',
  'fields.kind.length': '3',
  'fields.kind.null-rate': '0.2',
  'fields.amount.min': '1',
  'fields.amount.max': '2',
  'fields.score.min': '-1',
  'fields.tags.length': '2',
  'fields.tags.element.max': '9',
  'fields.tags.element.min': '0',
  'fields.place.zip.min': '7',
  'fields.place.zip.max': '7',
};

async function generate(
  options: Record<string, string>,
  columns?: readonly number[],
): Promise<readonly (readonly Value[])[]> {
  const output = new CollectedOutput();
  await readAll(registry.createSource(scanOf(table(options, { schema: generated }), columns), output), 17);
  return output.rows;
}

test('datagen keeps to the ranges, and ends with its sequence', async () => {
  const rows = await generate(generatorOptions);
  expect(rows.map(([id]) => id)).toEqual(Array.from({ length: 200 }, (_, index) => index + 5));
  for (const [, kind, amount, score, tags, place] of rows) {
    if (kind !== null) expect(kind).toMatch(/^[0-9a-f]{3}$/);
    expect(amount).toBeGreaterThanOrEqual(100);
    expect(amount).toBeLessThanOrEqual(200);
    expect(score).toBeGreaterThanOrEqual(-1);
    expect((tags as number[]).every((tag) => tag >= 0 && tag <= 9)).toBe(true);
    expect(place).toEqual([7]);
  }
  expect(rows.filter(([, kind]) => kind === null).length).toBeGreaterThan(10);
  expect(new Set(rows.map((row) => String(row[2]))).size).toBeGreaterThan(20);
});

test('datagen makes the same rows every time, whichever columns are read, and others for another seed', async () => {
  const rows = await generate(generatorOptions);
  expect(await generate(generatorOptions)).toEqual(rows);
  expect(await generate(generatorOptions, [2])).toEqual(rows.map((row) => [row[2]]));
  expect(await generate({ ...generatorOptions, seed: '1' }, [2])).not.toEqual(rows.map((row) => [row[2]]));
});

test('datagen goes on after a restart with the rows that would have come, times included', async () => {
  const schema: Schema = [{ name: 'at', type: { kind: 'TIMESTAMP_LTZ', precision: 3, nullable } }];
  const definition = table(
    { connector: 'datagen', 'rows-per-second': '1000000', 'number-of-rows': '50', 'fields.at.max-past': '1 h' },
    { schema },
  );
  const output = new CollectedOutput();
  const source = registry.createSource(scanOf(definition), output);
  while (output.rows.length < 20) await source.read(20 - output.rows.length);
  const position = structuredClone(source.position());
  await readAll(source);
  const restarted = new CollectedOutput();
  const again = registry.createSource(scanOf(definition), restarted);
  again.seek(position);
  await readAll(again);
  expect(restarted.rows).toEqual(output.rows.slice(20));
});

test('datagen refuses what it cannot make', () => {
  const source = (options: Record<string, string>, type: DataType = INT) =>
    registry.createSource(
      scanOf(table({ connector: 'datagen', ...options }, { schema: [{ name: 'a', type }] })),
      new CollectedOutput(),
    );
  expect(() => source({ 'fields.b.min': '1' })).toThrow(/unknown option 'fields.b.min'; did you mean 'fields.a.min'\?/);
  expect(() => source({ 'fields.a.kind': 'sequence' })).toThrow(/'fields.a.start' is missing/);
  expect(() => source({ 'fields.a.min': '3', 'fields.a.max': '2' })).toThrow(/of at least 3/);
  expect(() => source({}, { kind: 'MAP', key: STRING, value: INT, nullable })).toThrow(/makes no values of MAP/);
});

const users: Schema = [...ID_AND_NAME, { name: 'country', type: STRING }];

test('a keyed table finds rows by any columns; of rows with one key the last counts', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, '1.csv'), '1,ann,US\n2,bob,US\n');
  writeFileSync(join(folder, '2.csv.gz'), gzipSync('3,cid,DE\n2,"bob 2",FR\n'));
  const definition = table({ connector: 'keyed', path: folder, format: 'csv' }, { schema: users, primaryKey: ['id'] });
  expect(openKeyedTable(definition).size).toBe(3);
  const byId = registry.createLookup(definition, [0], [1, 2]);
  expect(byId([2])).toEqual([['bob 2', 'FR']]);
  expect(byId([9])).toEqual([]);
  expect(byId([null])).toEqual([]);
  const byBoth = registry.createLookup(definition, [2, 1], [0]);
  expect(byBoth(['US', 'ann'])).toEqual([[1]]);
  expect(byBoth(['US', 'bob'])).toEqual([]);
});

test('a keyed table names what is wrong with it', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.json'), '{"id":1}\n{"id":"x"}\n');
  const open = (primaryKey: readonly string[], more = {}) =>
    openKeyedTable(table({ connector: 'keyed', path: folder, format: 'json', ...more }, { primaryKey }));
  expect(() => open(['id'])).toThrow(`${join(folder, 'a.json')}:2 id: 'x' is not an INT`);
  expect(() => open([])).toThrow(/needs a primary key/);
  expect(() => open(['id'], { 'json.ignore-parse-errors': 'true' })).toThrow(/primary key is NULL/);
});

test('the registry names what it does not know', () => {
  expect(() => registry.connectorFor(table({ connector: 'filesytem' }))).toThrow(
    /test.sql:3:1 table things: the connector 'filesytem' is not known; did you mean 'filesystem'\? connectors: 'filesystem', 'print'/,
  );
  expect(() => registry.connectorFor(table({}))).toThrow(/'connector' is missing/);
  expect(() => registry.createSource(scanOf(table({ connector: 'print' })), new CollectedOutput())).toThrow(
    /cannot be read as a stream/,
  );
  expect(() => registry.createSink(sinkOf(table({ connector: 'print', standard: 'x' })))).toThrow(
    /unknown option 'standard'/,
  );
});

test('connectors from the outside join the built-in ones', () => {
  const own = { name: 'own', createSink: () => registry.createSink(sinkOf(table({ connector: 'blackhole' }))) };
  const extended = connectorRegistry([...builtInConnectors(), own]);
  expect(extended.connectorFor(table({ connector: 'own' }))).toBe(own);
});

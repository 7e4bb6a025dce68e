/** The filesystem source: every row of every file once, in order, from wherever it was stopped. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filesystemConnector } from '../../src/connectors/filesystem-connector.ts';
import type { Source } from '../../src/connectors/source.ts';
import { type DataType, STRING } from '../../src/row/data-type.ts';
import type { Value } from '../../src/row/row.ts';
import type { TableDefinition } from '../../src/sql/plan/physical-plan.ts';
import { CollectedOutput, ID_AND_NAME, readAll, scanOf, table, temporaryFolder } from './table-fixtures.ts';

function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

function open(definition: TableDefinition, columns?: readonly number[]): { source: Source; output: CollectedOutput } {
  const output = new CollectedOutput();
  const source = filesystemConnector.createSource?.(scanOf(definition, columns), output);
  if (source === undefined) throw new Error('no source');
  return { source, output };
}

async function rowsOf(
  definition: TableDefinition,
  columns?: readonly number[],
): Promise<readonly (readonly Value[])[]> {
  const { source, output } = open(definition, columns);
  await readAll(source, 3);
  return output.rows;
}

const json = (path: string, more: Record<string, string> = {}) =>
  table({ connector: 'filesystem', path, format: 'json', ...more });
const csv = (path: string, more: Record<string, string> = {}) =>
  table({ connector: 'filesystem', path, format: 'csv', ...more });

test('reads all files of a folder in the order of their names, without hidden ones', async () => {
  const path = folderOf({
    'b.json': '{"id":3}\n\n{"id":4}',
    'a/2.json': '{"id":2}\r\n',
    'a/1.json.gz': gzipSync('{"id":0}\n{"id":1}\n'),
    '.a.json.inprogress': '{"id":90}',
    _SUCCESS: 'x',
    '_notes/x.json': '{"id":91}',
    'c.json': '[{"id":5},{"id":6}]',
    'empty.json': '',
  });
  expect(await rowsOf(json(path), [0])).toEqual([[0], [1], [2], [3], [4], [5], [6]]);
});

test('reads a single file, also by its URL, and skips a byte order mark', async () => {
  const path = join(folderOf({ 'x.json': '\uFEFF{"id":1,"name":"é"}' }), 'x.json');
  expect(await rowsOf(json(pathToFileURL(path).href))).toEqual([[1, 'é']]);
});

test('a missing path and a bad option are refused with their place', () => {
  expect(() => open(json('/nowhere/at/all'))).toThrow(/there is no file or folder \/nowhere\/at\/all/);
  expect(() => open(table({ connector: 'filesystem', format: 'json' }))).toThrow(
    /test.sql:3:1 table things: the option 'path' is missing/,
  );
  expect(() => open(json('/tmp', { 'json.ignore-parse-error': 'true' }))).toThrow(
    /did you mean 'json.ignore-parse-errors'\?/,
  );
  expect(() => open(json('/tmp', { 'json.ignore-parse-errors': 'yes' }))).toThrow(/is not a boolean/);
  expect(() => open(table({ connector: 'filesystem', path: '/tmp', format: 'orc' }))).toThrow(/'json', 'csv'/);
});

test('the options of watermarks, which the planner reads, are not unknown to the connector', async () => {
  const folder = folderOf({ 'a.json': '{"id": 1, "name": "x"}' });
  const watermark = { 'scan.watermark.emit.strategy': 'on-event', 'scan.watermark.idle-timeout': '1 min' };
  const { source, output } = open(table({ connector: 'filesystem', path: folder, format: 'json', ...watermark }));
  await readAll(source);
  expect(output.rows).toEqual([[1, 'x']]);
});

test('a malformed line stops the job and is named by file and line', async () => {
  const path = folderOf({ 'a.json': '{"id":1}\n\n{"id":2\n{"id":3}' });
  await expect(rowsOf(json(path))).rejects.toThrow(`${join(path, 'a.json')}:3 not JSON`);
  expect(await rowsOf(json(path, { 'json.ignore-parse-errors': 'true' }))).toEqual([
    [1, null],
    [3, null],
  ]);
});

test('a malformed CSV record is named by the line where it begins', async () => {
  const path = folderOf({ 'a.csv': '1,"two\nlines"\nx,y\n3,z\n' });
  await expect(rowsOf(csv(path))).rejects.toThrow(`${join(path, 'a.csv')}:3 id: 'x' is not an INT`);
  expect(await rowsOf(csv(path, { 'csv.ignore-parse-errors': 'true' }))).toEqual([
    [1, 'two\nlines'],
    [null, 'y'],
    [3, 'z'],
  ]);
});

test('CSV options: delimiter, quote, comments, NULL, names in the first line', async () => {
  const path = folderOf({ 'a.csv': "id\tname\n# a comment\n1\t'it''s\ttabbed'\n\n2\tnone\n" });
  const options = {
    'csv.field-delimiter': '\\t',
    'csv.quote-character': "'",
    'csv.allow-comments': 'true',
    'csv.null-literal': 'none',
    'csv.ignore-first-line': 'true',
  };
  expect(await rowsOf(csv(path, options))).toEqual([
    [1, "it's\ttabbed"],
    [2, null],
  ]);
});

test('CSV without quotes, and with an escape character', async () => {
  const plain = folderOf({ 'a.csv': '1,"x"\n' });
  expect(await rowsOf(csv(plain, { 'csv.disable-quote-character': 'true' }))).toEqual([[1, '"x"']]);
  const escaped = folderOf({ 'a.csv': '1,"a \\"b\\""\n' });
  expect(await rowsOf(csv(escaped, { 'csv.escape-character': '\\' }))).toEqual([[1, 'a "b"']]);
});

test('a quote that is never closed is one bad record', async () => {
  const path = folderOf({ 'a.csv': '1,x\n2,"y\n3,z\n', 'b.csv': '4,w' });
  await expect(rowsOf(csv(path))).rejects.toThrow(`${join(path, 'a.csv')}:2 `);
  expect(await rowsOf(csv(path, { 'csv.ignore-parse-errors': 'true' }))).toEqual([
    [1, 'x'],
    [4, 'w'],
  ]);
});

test('columns of the partition come from the names of folders', async () => {
  const path = folderOf({
    'day=2024-01-15/kind=a%2Fb/1.json': '{"id":1,"day":"1999-01-01"}',
    'day=__DEFAULT_PARTITION__/kind=c/1.json': '{"id":2}',
  });
  const day: DataType = { kind: 'DATE', nullable: true };
  const schema = [{ name: 'day', type: day }, ...ID_AND_NAME, { name: 'kind', type: STRING }];
  const definition = { ...json(path), schema, partitionKeys: ['day', 'kind'] };
  expect(await rowsOf(definition, [3, 1, 0])).toEqual([
    ['a/b', 1, 19737],
    ['c', 2, null],
  ]);
});

test('says what time it is before the rows of each read, and never an earlier one', async () => {
  const path = folderOf({ 'a.json': '{"id":1}\n{"id":2}\n{"id":3}\n{"id":4}' });
  const { source, output } = open(json(path));
  await readAll(source, 2);
  expect(output.processingTimes.length).toBeGreaterThanOrEqual(2);
  expect(output.processingTimes).toEqual(output.processingTimes.toSorted((a, b) => a - b));
});

test('a file larger than the chunks in which it is read comes whole, with lines across their borders', async () => {
  const name = 'x'.repeat(997);
  const count = 4000;
  const content = Array.from({ length: count }, (_, id) => `{"id":${id},"name":"${name}"}`).join('\n');
  const path = folderOf({ 'a.json': content, 'b.json.gz': gzipSync(content) });
  const rows = await rowsOf(json(path), [0]);
  expect(rows.map(([id]) => id)).toEqual([...Array(count).keys(), ...Array(count).keys()]);
});

describe('a restart goes on exactly where the last position was', () => {
  const jsonText = (ids: readonly number[]) => ids.map((id) => `{"id":${id},"name":"é${id}"}`).join('\n');
  const csvText = (ids: readonly number[]) => ids.map((id) => `${id},"é\n${id}"`).join('\n');
  const kinds = {
    json: (ids: readonly number[]) => jsonText(ids),
    'json.gz': (ids: readonly number[]) => gzipSync(jsonText(ids)),
    csv: (ids: readonly number[]) => csvText(ids),
    'csv.gz': (ids: readonly number[]) => gzipSync(csvText(ids)),
  };
  test.each(Object.keys(kinds) as (keyof typeof kinds)[])('in .%s files', async (kind) => {
    const content = kinds[kind];
    const path = folderOf({
      [`1.${kind}`]: content([0, 1, 2, 3]),
      [`2.${kind}`]: content([]),
      [`3.${kind}`]: content([4, 5, 6]),
    });
    const definition = kind.startsWith('json') ? json(path) : csv(path);
    const expected = await rowsOf(definition);
    expect(expected).toHaveLength(7);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 }), async (batches) => {
        const rows: (readonly Value[])[] = [];
        let position: unknown;
        for (const batch of [...batches, 100]) {
          const { source, output } = open(definition);
          if (position !== undefined) source.seek(structuredClone(position) as never);
          await source.read(batch);
          position = source.position();
          rows.push(...output.rows);
          // Rows after the position are lost with the process and must come again.
          await source.read(2);
          await source.close();
        }
        expect(rows).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  test('and fails when the file that was half read is gone', async () => {
    const path = folderOf({ '1.json': '{"id":1}\n{"id":2}', '2.json': '{"id":3}' });
    const { source } = open(json(path));
    await source.read(1);
    const position = source.position();
    await source.close();
    rmSync(join(path, '1.json'));
    expect(() => open(json(path)).source.seek(position)).toThrow(/no longer holds the file 1.json/);
  });
});

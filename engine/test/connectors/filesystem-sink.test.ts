/** The filesystem sink: what readers see was committed, and every committed row is there once, over any restart. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filesystemConnector } from '../../src/connectors/filesystem-connector.ts';
import type { Sink } from '../../src/connectors/sink.ts';
import { STRING } from '../../src/row/data-type.ts';
import { Change, type Value } from '../../src/row/row.ts';
import { rowClass } from '../../src/row/row-class.ts';
import type { TableDefinition } from '../../src/sql/plan/physical-plan.ts';
import type { StateValue } from '../../src/state/state-store.ts';
import { CollectedOutput, ID_AND_NAME, readAll, scanOf, sinkOf, table, temporaryFolder } from './table-fixtures.ts';

const Thing = rowClass(ID_AND_NAME);

function open(definition: TableDefinition): Sink {
  const sink = filesystemConnector.createSink?.(sinkOf(definition));
  if (sink === undefined) throw new Error('no sink');
  return sink;
}

const target = (path: string, more: Record<string, string> = {}) =>
  table({ connector: 'filesystem', path, format: 'json', ...more });

/** Everything that a reader of the folder sees, in no order. */
async function visibleRows(definition: TableDefinition): Promise<readonly (readonly Value[])[]> {
  if (!existsSync(definition.options.path ?? '')) return [];
  const output = new CollectedOutput();
  const source = filesystemConnector.createSource?.(scanOf(definition), output);
  if (source !== undefined) await readAll(source);
  return output.rows.toSorted(([a], [b]) => Number(a) - Number(b));
}

test('rows are seen when they are committed and their file is published, and not before', async () => {
  const definition = target(temporaryFolder());
  const sink = open(definition);
  sink.onRow(new Thing(1, 'a'), Change.INSERT);
  expect(await visibleRows(definition)).toEqual([]);
  sink.commit();
  expect(await visibleRows(definition)).toEqual([]);
  await sink.finish();
  expect(await visibleRows(definition)).toEqual([[1, 'a']]);
});

test('a file that is due is published by the next commit, without what that commit adds', async () => {
  const definition = target(temporaryFolder(), { 'sink.rolling-policy.file-size': '1b' });
  const sink = open(definition);
  for (const id of [1, 2, 3]) {
    sink.onRow(new Thing(id, 'x'), Change.INSERT);
    sink.commit();
  }
  expect(await visibleRows(definition)).toEqual([
    [1, 'x'],
    [2, 'x'],
  ]);
});

test('whatever is lost between commits, the folder ends with every row once', async () => {
  const step = fc.record({
    rows: fc.integer({ min: 0, max: 3 }),
    end: fc.constantFrom('commit', 'commit', 'crash before', 'crash after'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.constantFrom('1b', '60b', '1mb'), async (steps, size) => {
      const definition = target(temporaryFolder(), { 'sink.rolling-policy.file-size': size });
      let sink = open(definition);
      // What a checkpoint would hold. The first one is written before any row.
      let committed: { position: StateValue; next: number } = { position: sink.position(), next: 0 };
      let next = 0;
      const expected = () => Array.from({ length: committed.next }, (_, id) => [id, 'x']);
      for (const { rows, end } of [...steps, { rows: 1, end: 'commit' }]) {
        for (let row = 0; row < rows; row++) sink.onRow(new Thing(next++, 'x'), Change.INSERT);
        if (end !== 'crash before') sink.commit();
        if (end === 'commit') committed = { position: sink.position(), next };
        else {
          sink = open(definition);
          sink.seek(committed.position);
          next = committed.next;
        }
        const seen: readonly unknown[] = await visibleRows(definition);
        expect(expected()).toEqual(expect.arrayContaining([...seen]));
      }
      await sink.finish();
      expect(await visibleRows(definition)).toEqual(expected());
    }),
    { numRuns: 60 },
  );
});

test('a crash after finishing changes nothing', async () => {
  const definition = target(temporaryFolder());
  const sink = open(definition);
  sink.onRow(new Thing(1, 'a'), Change.INSERT);
  sink.commit();
  const position = sink.position();
  await sink.finish();
  const again = open(definition);
  again.seek(position);
  await again.finish();
  expect(await visibleRows(definition)).toEqual([[1, 'a']]);
});

test('two sinks may write to one folder', async () => {
  const definition = target(temporaryFolder());
  const sinks = [open(definition), open(definition)];
  for (const [id, sink] of sinks.entries()) {
    sink.onRow(new Thing(id, 'x'), Change.INSERT);
    sink.commit();
  }
  sinks[0]?.seek(sinks[0].position());
  for (const sink of sinks) await sink.finish();
  expect(await visibleRows(definition)).toEqual([
    [0, 'x'],
    [1, 'x'],
  ]);
});

test('partitions are folders, and their columns are not in the files', async () => {
  const path = temporaryFolder();
  const schema = [...ID_AND_NAME, { name: 'kind', type: STRING }];
  const definition = { ...target(path), schema, partitionKeys: ['kind'] };
  const Row = rowClass(schema);
  const sink = open(definition);
  sink.onRow(new Row(1, 'a', 'x/y'), Change.INSERT);
  sink.onRow(new Row(2, 'b', null), Change.INSERT);
  sink.onRow(new Row(3, 'c', 'x/y'), Change.INSERT);
  sink.commit();
  await sink.finish();
  expect(readdirSync(path).sort()).toEqual(['kind=__DEFAULT_PARTITION__', 'kind=x%2Fy']);
  const [file = ''] = readdirSync(join(path, 'kind=x%2Fy'));
  expect(readFileSync(join(path, 'kind=x%2Fy', file), 'utf8')).toBe('{"id":1,"name":"a"}\n{"id":3,"name":"c"}\n');
  expect(await visibleRows(definition)).toEqual([
    [1, 'a', 'x/y'],
    [2, 'b', null],
    [3, 'c', 'x/y'],
  ]);
});

test('CSV files come back as they were written', async () => {
  const definition = table({
    connector: 'filesystem',
    path: temporaryFolder(),
    format: 'csv',
    'csv.null-literal': 'NULL',
  });
  const sink = open(definition);
  sink.onRow(new Thing(1, 'two\n"lines", é'), Change.INSERT);
  sink.onRow(new Thing(null, ''), Change.INSERT);
  sink.commit();
  await sink.finish();
  expect(await visibleRows(definition)).toEqual([
    [null, ''],
    [1, 'two\n"lines", é'],
  ]);
});

test('updates are refused', () => {
  const sink = open(target(temporaryFolder()));
  expect(() => sink.onRow(new Thing(1, 'a'), Change.UPDATE_AFTER)).toThrow(/new rows only/);
});

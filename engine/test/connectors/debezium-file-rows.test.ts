/** Files of changes in Debezium's form: what each line does, and what is wrong with one that does nothing. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesystemConnector } from '../../src/connectors/filesystem-connector.ts';
import { Change, type Row, type Value } from '../../src/row/row.ts';
import { rowToValues } from '../../src/row/row-class.ts';
import { CollectedOutput, readAll, scanOf, sinkOf, table, temporaryFolder } from './table-fixtures.ts';

const { INSERT, UPDATE_BEFORE, UPDATE_AFTER, DELETE } = Change;

class Changes extends CollectedOutput {
  readonly changes: (readonly [Change, ...Value[]])[] = [];

  override onRow(row: Row, change: Change = INSERT): void {
    this.changes.push([change, ...rowToValues(row)]);
  }
}

const definition = (path: string, more: Record<string, string> = {}) =>
  table({ connector: 'filesystem', path, format: 'debezium-json', ...more });

async function changesOf(lines: readonly string[], more: Record<string, string> = {}, columns?: readonly number[]) {
  const path = join(temporaryFolder(), 'changes.json');
  writeFileSync(path, lines.join('\n'));
  const output = new Changes();
  const source = filesystemConnector.createSource?.(scanOf(definition(path, more), columns), output);
  if (source === undefined) throw new Error('no source');
  await readAll(source, 1);
  return output.changes;
}

const LINES = [
  '{"before":null,"after":{"id":1,"name":"a"},"op":"c","ts_ms":1}',
  '{"after":{"name":"b","id":2,"more":true},"op":"r"}',
  '',
  '{"before":{"id":1,"name":"a"},"after":{"id":1,"name":null},"op":"u"}',
  '{"before":{"id":2,"name":"b"},"after":null,"op":"d"}',
];

describe('debezium-json', () => {
  test('rows come, go and are updated', async () => {
    const expected = [
      [INSERT, 1, 'a'],
      [INSERT, 2, 'b'],
      [UPDATE_BEFORE, 1, 'a'],
      [UPDATE_AFTER, 1, null],
      [DELETE, 2, 'b'],
    ];
    expect(await changesOf(LINES)).toEqual(expected);
    expect(await changesOf(LINES, {}, [1])).toEqual(expected.map(([change, , name]) => [change, name]));
  });

  test('a change may stand in the payload of its schema', async () => {
    const wrapped = LINES.filter((line) => line !== '').map((line) => `{"schema":{"type":"struct"},"payload":${line}}`);
    const changes = await changesOf(wrapped, { 'debezium-json.schema-include': 'true' });
    expect(changes).toEqual(await changesOf(LINES));
  });

  test.each([
    ['{"before":null,"after":{"id":1},"op":"u"}', /changes\.json:1 the change 'u' does not say/],
    ['{"before":null,"after":null,"op":"d"}', /changes\.json:1 the change 'd' does not say/],
    ['{"before":null,"after":null,"op":"c"}', /nothing in "after"/],
    ['{"before":null,"after":{"id":1},"op":"t"}', /"op" is 't'; it is one of c, r, u, d/],
    ['{"id":1}', /"op" is missing/],
    ['{"before"', /not JSON/],
  ])('%s is a bad line, or left out', async (line, message) => {
    await expect(changesOf([line])).rejects.toThrow(message);
    expect(await changesOf([line, ...LINES], { 'debezium-json.ignore-parse-errors': 'true' })).toHaveLength(5);
  });

  test('cannot be written', () => {
    expect(() => filesystemConnector.createSink?.(sinkOf(definition(temporaryFolder())))).toThrow(
      /can only be read as a stream/,
    );
  });
});

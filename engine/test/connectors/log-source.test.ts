import { expect, test } from 'vitest';
import { createLogSource, type UndecodableRecord } from '../../src/connectors/log-source.ts';
import { openLogWriter } from '../../src/log/lmdb-log-writer.ts';
import type { LogBatch, LogReader } from '../../src/log/log.ts';
import { type Schema, STRING } from '../../src/row/data-type.ts';
import { rowToValues } from '../../src/row/row-class.ts';
import type { ScanNode } from '../../src/sql/plan/physical-plan.ts';
import { freshFolder, recordsOf } from '../log/log-fixture.ts';

const span = { file: 'test.sql', line: 1, column: 1, start: 0, end: 0 };
const fields: Schema = [
  { name: 'id', type: STRING },
  { name: 'amount', type: { kind: 'DECIMAL', precision: 10, scale: 2, nullable: true } },
];

function scanOf(schema: Schema, metadataKeys: Record<string, string> = {}): ScanNode {
  const options = { connector: 'log', format: 'json' };
  const table = { name: 'events', schema, metadataKeys, primaryKey: [], options, partitionKeys: [], span };
  return { kind: 'scan', id: 'events/scan', schema, span, table, columns: schema.map((_, index) => index) };
}

/** Opens a source on a log and writes down everything that it says. */
function recording(log: LogReader, scan = scanOf(fields)) {
  const said: string[] = [];
  const undecodable: UndecodableRecord[] = [];
  const source = createLogSource({
    log,
    scan,
    output: {
      onRow: (row) => said.push(`row ${rowToValues(row).join(',')}`),
      onWatermark: (ms) => said.push(`watermark ${ms}`),
      onProcessingTime: (ms) => said.push(`time ${ms}`),
      onBatchEnd: () => said.push('batch end'),
    },
    watermark: {
      partition: (partition) => said.push(`partition ${partition}`),
      batchEnd: (arrivalMs) => said.push(`end ${arrivalMs}`),
    },
    onUndecodable: (record) => undecodable.push(record),
  });
  return { source, said, undecodable };
}

const order = (id: string, amount: string) => JSON.stringify({ other: 1, id, amount: Number(amount) });

test('pushes each batch: its time, its partitions with their rows, its end', async () => {
  const log = openLogWriter(freshFolder(), 4);
  await log.append(100, [recordsOf(3, order('c', '3')), recordsOf(1, order('a', '1.5'), order('b', '2'))]);
  await log.append(200, []);
  const { source, said } = recording(log);
  expect(source.read(1000)).toBe('more');
  expect(said).toEqual([
    'time 100',
    'partition 1',
    'row a,150',
    'row b,200',
    'partition 3',
    'row c,300',
    'end 100',
    'time 200',
    'end 200',
  ]);
  expect(source.read(1000)).toBe('idle');
  await log.append(300, [recordsOf(0, order('d', '4'))]);
  expect(source.read(1000)).toBe('more');
  expect(said.slice(-4)).toEqual(['time 300', 'partition 0', 'row d,400', 'end 300']);
  await log.close();
});

test('stops after the batch that reaches maxRows, and goes on from any position in the same way', async () => {
  const log = openLogWriter(freshFolder(), 1);
  for (let index = 0; index < 6; index++)
    await log.append(index, [recordsOf(0, order(`x${index}`, '1'), order(`y${index}`, '1'))]);
  const first = recording(log);
  expect(first.source.read(3)).toBe('more');
  expect(first.source.position()).toBe(3);
  first.source.read(1000);
  const again = recording(log);
  again.source.seek(3);
  again.source.read(1000);
  expect(again.said).toEqual(first.said.slice(-again.said.length));
  expect(again.said[2]).toBe('row x2,100');
  await log.close();
});

test('a record that cannot be decoded is handed over with its place, and its neighbours go on', async () => {
  const log = openLogWriter(freshFolder(), 2);
  await log.append(1, [recordsOf(1, order('a', '1'))]);
  await log.append(2, [recordsOf(1, order('b', '1'), '{"id":"bad","amount":[1]}', order('c', '1'))]);
  const { source, said, undecodable } = recording(log);
  source.read(1000);
  expect(said.filter((line) => line.startsWith('row'))).toEqual(['row a,100', 'row b,100', 'row c,100']);
  expect(source.undecodableRecords).toBe(1);
  expect(undecodable).toEqual([
    { sequence: 2, partition: 1, offset: 2, bytes: expect.any(Uint8Array), reason: expect.stringContaining('amount') },
  ]);
  expect(Buffer.from(undecodable[0]?.bytes ?? []).toString()).toContain('bad');
  await log.close();
});

test('metadata columns give arrival time, partition and offset, wherever they stand', async () => {
  const log = openLogWriter(freshFolder(), 4);
  await log.append(77, [recordsOf(2, order('a', '1'), order('b', '2'))]);
  const [id, amount] = fields;
  if (!id || !amount) throw new Error('two fields');
  const bigint = { kind: 'BIGINT', nullable: false } as const;
  const schema: Schema = [
    { name: 'arrived', type: { kind: 'TIMESTAMP_LTZ', precision: 3, nullable: false } },
    id,
    { name: 'part', type: bigint },
    amount,
    { name: 'offset', type: bigint },
  ];
  const { source, said } = recording(
    log,
    scanOf(schema, { arrived: 'timestamp', part: 'partition', offset: 'offset' }),
  );
  source.read(10);
  expect(said.filter((line) => line.startsWith('row'))).toEqual(['row 77,a,2,100,0', 'row 77,b,2,200,1']);
  expect(() => recording(log, scanOf(schema, { arrived: 'headers' }))).toThrow(
    expect.objectContaining({ code: 'SQL_INVALID_TABLE' }),
  );
  await log.close();
});

test('a fresh source begins where a trimmed log begins; one that was behind the trim says so', async () => {
  const batch = (sequence: number): LogBatch => ({ sequence, arrivalMs: sequence, slices: [] });
  const log: LogReader = {
    partitionCount: 1,
    read: (from) => [5, 6].filter((sequence) => sequence >= from).map(batch),
    sequenceAt: () => 5,
    bounds: () => ({ first: 5, next: 7 }),
  };
  const fresh = recording(log).source;
  fresh.read(10);
  expect(fresh.position()).toBe(7);
  const behind = recording(log).source;
  behind.seek(2);
  expect(() => behind.read(10)).toThrow(expect.objectContaining({ code: 'LOG_GAP' }));
});

test('ends an append that takes several blocks once: its later partitions must not be late behind its earlier ones', async () => {
  const log = openLogWriter(freshFolder(), 4);
  const large = order('x'.repeat(200_000), '1');
  await log.append(100, [recordsOf(0, large), recordsOf(1, large), recordsOf(2, large)]);
  const { source, said } = recording(log);
  while (source.read(1) !== 'idle');
  expect(log.bounds().next).toBe(4);
  expect(said.filter((text) => text.startsWith('end'))).toEqual(['end 100']);
});

test('leaves out rows that nobody asks for, whatever place they take in the log', async () => {
  const log = openLogWriter(freshFolder(), 2);
  await log.append(100, [
    recordsOf(1, order('a', '1'), order('b', '2'), order('c', '3')),
    recordsOf(0, order('b', '4')),
  ]);
  const { source, said } = recording(log, { ...scanOf(fields), only: { column: 'id', values: ['b'] } });
  expect(source.read(1000)).toBe('more');
  expect(said.filter((text) => text.startsWith('row'))).toEqual(['row b,400', 'row b,200']);
  expect(source.position()).toBe(2);
  await log.close();
});

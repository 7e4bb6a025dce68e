/** Records of Debezium and DMS become the same changes as those of Postgres itself. */
import { describe, expect, it } from 'vitest';
import { decimalText } from '../../../src/sources/cdc/debezium-cell.ts';
import { readForeignRecord } from '../../../src/sources/cdc/foreign-record.ts';

const NOW = Date.parse('2026-01-15T10:00:00Z');
const source = {
  connector: 'mysql',
  name: 'shop',
  db: 'shop',
  table: 'products',
  ts_ms: NOW - 1_000,
  file: 'b.1',
  pos: 4,
};
const envelope = { op: 'u', before: { id: 1 }, after: { id: 1, price: '12.50' }, source, ts_ms: NOW };
const read = (value: unknown) => readForeignRecord(value, NOW);

function change(value: unknown) {
  const record = read(value);
  if (record.kind !== 'change') throw new Error(`${record.kind}: ${record.why}`);
  return record;
}

describe('Debezium', () => {
  it('is read with and without its wrapper', () => {
    const plain = change(envelope);
    expect(plain.change).toMatchObject({ op: 'u', before: { id: 1 }, after: { id: 1, price: '12.50' } });
    expect(plain.tables).toEqual(['shop.products', 'products']);
    expect(change({ schema: { fields: [] }, payload: envelope })).toEqual(plain);
  });

  it('has the same id whenever it comes again, and another for another change', () => {
    const { change: first } = change(envelope);
    expect(change({ ...envelope, ts_ms: NOW + 5, source: { ...source, version: '3.1' } }).change.id).toBe(first.id);
    expect(change({ ...envelope, source: { ...source, pos: 5 } }).change.id).not.toBe(first.id);
  });

  it('decimals, dates and times are read by the schema', () => {
    const columns = [
      { field: 'price', type: 'bytes', name: 'org.apache.kafka.connect.data.Decimal', parameters: { scale: '2' } },
      { field: 'day', type: 'int32', name: 'io.debezium.time.Date' },
      { field: 'at', type: 'int64', name: 'io.debezium.time.MicroTimestamp' },
    ];
    const after = {
      price: 'BOI=',
      day: 19_737,
      at: 1_705_314_600_000_000,
      free: { scale: 1, value: 'ew==' },
      gone: '__debezium_unavailable_value',
    };
    const schema = { fields: [{ field: 'after', fields: columns }] };
    expect(change({ schema, payload: { ...envelope, after } }).change.after).toEqual({
      price: '12.50',
      day: '2024-01-15',
      at: '2024-01-15T10:30:00.000Z',
      free: '12.3',
    });
  });

  it.each([
    ['BOI=', 2, '12.50'],
    ['/w==', 2, '-0.01'],
    ['AA==', 0, '0'],
    ['Aw==', -2, '300'],
    ['', 2, ''],
  ])('the decimal %s of scale %d is %s', (bytes, scale, text) => expect(decimalText(bytes, scale)).toBe(text));

  it.each([
    [null],
    [{ schema: null, payload: null }],
    [{ ts_ms: NOW }],
    [{ schema: {}, payload: { ts_ms: NOW } }],
    [{ status: 'BEGIN', id: '571:1', event_count: null }],
    [{ ddl: 'ALTER TABLE x', databaseName: 'shop' }],
    [{ op: 'm', message: {} }],
  ])('passes over %j', (value) => expect(read(value).kind).toBe('ignored'));

  it.each([
    [{ op: 'x', source }],
    [{ op: 'c', source: {}, after: { id: 1 } }],
    [{ op: 'c', source, after: null }],
    [{ op: 'd', source, before: null }],
    [{ id: 1, __op: 'u' }],
    [7],
    ['text'],
    [[]],
  ])('refuses %j with a reason', (value) => {
    const record = read(value);
    expect(record).toMatchObject({ kind: 'bad', why: expect.stringMatching(/\w/) });
  });
});

describe('DMS', () => {
  const metadata = {
    timestamp: '2026-01-15T09:59:59.000Z',
    'record-type': 'data',
    operation: 'update',
    'schema-name': 'shop',
    'table-name': 'products',
    'transaction-id': 7,
  };

  it('operations are those of a change', () => {
    expect(change({ data: { id: 1, price: 2.5 }, metadata, 'before-image': { price: 2 } })).toMatchObject({
      change: {
        op: 'u',
        before: { price: 2 },
        after: { id: 1, price: 2.5 },
        source: { ts_ms: Date.parse(metadata.timestamp) },
      },
      tables: ['shop.products', 'products'],
    });
    const deleted = change({ data: { id: 1 }, metadata: { ...metadata, operation: 'delete' } });
    expect(deleted.change).toMatchObject({ op: 'd', before: { id: 1 }, after: null });
    expect(change({ data: { id: 1 }, metadata: { ...metadata, operation: 'load' } }).change.op).toBe('r');
  });

  it('control records are passed over, unknown operations refused', () => {
    const control = { ...metadata, 'record-type': 'control', operation: 'create-table' };
    expect(read({ metadata: control })).toMatchObject({ kind: 'ignored' });
    expect(read({ data: {}, metadata: { ...metadata, operation: 'merge' } })).toMatchObject({ kind: 'bad' });
  });
});

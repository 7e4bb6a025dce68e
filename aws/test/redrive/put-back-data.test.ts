/** What goes back onto a stream is what was meant, says that it was put back, and is readable. */
import { expect, it } from 'vitest';
import { putBackData } from '../../src/redrive/put-back-data.ts';
import type { StreamRole } from '../../src/redrive/sort-records.ts';
import { DECISIONS } from '../../src/stream/insight-record.ts';
import { sortableSequence } from '../../src/stream/stream-record.ts';

const TIMES = { timestamp: '2026-11-26T10:00:00.000Z', receivedAt: '2026-11-26T10:00:00.100Z' };
const EVENT = { eventId: 'e1', userId: 'ann', eventType: 'purchase', ...TIMES };
const ENRICHED = { ...EVENT, enrichment: { deviceClass: 'mobile' }, at: '1.0' };
const BEAT = { eventId: 'b', eventType: 'heartbeat', ...TIMES, at: '0.9' };
const MESSAGE = { from: 3, at: '1.0', message: { kind: 'forward', event: EVENT } };

function putBack(role: StreamRole, text: string, input?: number, partitionKey = '5'): string {
  const record = { shardId: 's', sequence: '7', partitionKey, data: Buffer.from(text), arrivedMs: 0 };
  return Buffer.from(putBackData(role, record, input)).toString();
}

it('is the record as it was where events are known by their ids, with a mark on words of buckets', () => {
  const [first, second] = JSON.parse(putBack('events', JSON.stringify([EVENT, MESSAGE])));
  expect(first).toEqual(EVENT);
  expect(second).toEqual({ ...MESSAGE, putBack: true });
});

it('is only the input that is meant: its neighbours were counted', () => {
  const other = { ...EVENT, eventId: 'e2' };
  expect(JSON.parse(putBack('events', JSON.stringify([EVENT, other]), 1))).toEqual([other]);
  // Time that passes is no input of features.
  const [only, ...rest] = JSON.parse(
    putBack('enriched', JSON.stringify([ENRICHED, BEAT, { ...ENRICHED, at: '1.1' }]), 1),
  );
  expect(rest).toEqual([]);
  expect(only.putBack.at).toBe('1.1');
});

it('is on `enriched` a heartbeat, which SQL leaves out', () => {
  const [element] = JSON.parse(putBack('enriched', JSON.stringify([ENRICHED])));
  expect(element).toMatchObject({ eventType: 'heartbeat', ...TIMES, at: '1.0', putBack: ENRICHED });
});

it('is on `insights` the same text, with where it stood', () => {
  const row = '{"view":"revenue","row":{"category":"toys","revenue":12.50}}';
  expect(putBack('insights', row, undefined, 'revenue')).toBe(`${row.slice(0, -1)},"at":"${sortableSequence('7')}"}`);
  const order = JSON.stringify({ event: ENRICHED, bucket: 5 });
  expect(JSON.parse(putBack('insights', order, 0, DECISIONS))).toEqual({ event: ENRICHED, bucket: 5, putBack: true });
});

it.each([
  ['events', JSON.stringify([MESSAGE]), '5'],
  ['enriched', JSON.stringify([ENRICHED]), '5'],
  ['insights', JSON.stringify({ event: ENRICHED, bucket: 5 }), DECISIONS],
  ['insights', JSON.stringify({ view: 'stock', row: { productId: 'p' } }), 'stock'],
] as const)('is the same when it comes to be poison again, on %s', (role, text, partitionKey) => {
  const once = putBack(role, text, undefined, partitionKey);
  expect(putBack(role, once, undefined, partitionKey)).toBe(once);
});

it.each([
  ['events', 'no JSON', '5'],
  ['events', '[{}]', '5'],
  ['enriched', JSON.stringify([EVENT]), '5'],
  ['insights', JSON.stringify({ event: EVENT, bucket: 1 }), DECISIONS],
  ['insights', '{"view":"revenue"}', 'revenue'],
] as const)('is nothing that its function still cannot read, on %s: %s', (role, text, partitionKey) => {
  expect(() => putBack(role, text, undefined, partitionKey)).toThrow();
});

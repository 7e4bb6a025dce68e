/** What is put back is what the function itself can read: anything else would only come back to where failures go. */
import { expect, it } from 'vitest';
import { type StreamRole, sortRecords } from '../../src/redrive/sort-records.ts';
import { DECISIONS } from '../../src/stream/insight-record.ts';
import type { StreamRecord } from '../../src/stream/stream-record.ts';

const EVENT = {
  eventId: 'e1',
  userId: 'ann',
  eventType: 'purchase',
  timestamp: '2026-11-26T10:00:00.000Z',
  receivedAt: '2026-11-26T10:00:00.100Z',
};
const ENRICHED = { ...EVENT, enrichment: { deviceClass: 'mobile' }, at: '1.0' };
const FORWARD = { from: 3, at: '1.0', message: { kind: 'forward', event: EVENT } };

function isGood(role: StreamRole, partitionKey: string, value: unknown): boolean {
  const data = Buffer.from(JSON.stringify(value));
  const record: StreamRecord = { shardId: 's', sequence: '1', partitionKey, data, arrivedMs: 0 };
  const { good, poison } = sortRecords(role, [record]);
  expect(good.length + poison.length).toBe(1);
  return good.length === 1;
}

it.each([
  ['events', '5', [EVENT, FORWARD]],
  ['enriched', '5', [ENRICHED]],
  ['insights', DECISIONS, { event: ENRICHED, bucket: 5 }],
  ['insights', DECISIONS, { view: 'fraud_scores', row: { orderId: 'o1' } }],
  ['insights', 'revenue', { view: 'revenue', row: { category: 'toys' } }],
  ['changes', '5', { data: {}, metadata: {} }],
] as const)('puts back on %s, in %s, what can be read', (role, partitionKey, value) => {
  expect(isGood(role, partitionKey, value)).toBe(true);
});

it.each([
  ['a message without its sender', 'events', '5', [{ at: '1.0', message: FORWARD.message }]],
  ['a record of no bucket', 'events', 'x', [EVENT]],
  ['an event without its place', 'enriched', '5', [{ ...ENRICHED, at: undefined }]],
  ['an order without its place', 'insights', DECISIONS, { event: { ...ENRICHED, at: undefined }, bucket: 5 }],
  ['an order that is not enriched', 'insights', DECISIONS, { event: { ...EVENT, at: '1.0' }, bucket: 5 }],
  ['neither an event nor a row', 'insights', 'revenue', { category: 'toys' }],
] as const)('keeps %s out', (_what, role, partitionKey, value) => {
  expect(isGood(role, partitionKey, value)).toBe(false);
});

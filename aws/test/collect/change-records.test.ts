/** Changes as DMS puts them on a stream become the shop's events; what cannot be read goes to quarantine alone. */
import { ArrivalClock } from '@millrace/shop/events/arrival-clock.ts';
import type { NewQuarantineEntry } from '@millrace/shop/events/quarantine-entry.ts';
import { readCdcMapping } from '@millrace/shop/sources/cdc/cdc-mapping.ts';
import { changeMappers } from '@millrace/shop/sources/cdc/collect-records.ts';
import { expect, it } from 'vitest';
import { collectChangeRecords } from '../../src/collect/change-records.ts';
import { StreamCollector } from '../../src/collect/stream-collector.ts';
import { bucketOf } from '../../src/stream/bucket.ts';
import type { StreamEvent } from '../../src/stream/stream-event.ts';

const mappers = changeMappers(
  readCdcMapping('test', {
    tables: {
      'public.inventory': {
        stream: 'inventory_update',
        fields: { productId: 'product_id', onHand: 'on_hand' },
      },
    },
  }),
);

const change = (operation: string, data: object, table = 'inventory') =>
  JSON.stringify({
    data,
    metadata: {
      timestamp: '2026-11-27T12:00:00.123456Z',
      'record-type': 'data',
      operation,
      'partition-key-type': 'primary-key',
      'schema-name': 'public',
      'table-name': table,
      'transaction-id': 7,
    },
  });

it('reads loads, changes and deletions, passes over other tables and control records', async () => {
  const events: StreamEvent[] = [];
  const refused: NewQuarantineEntry[] = [];
  const collector = new StreamCollector({
    clock: new ArrivalClock(() => Date.parse('2026-11-27T12:00:01Z'), 0),
    put: async (more) => void events.push(...more),
    quarantine: async (more) => void refused.push(...more),
  });
  const records = [
    change('load', { product_id: 'tent', on_hand: 12 }),
    change('update', { product_id: 'tent', on_hand: 2 }),
    change('delete', { product_id: 'lamp', on_hand: 4 }),
    change('insert', { id: 1 }, 'unrelated'),
    JSON.stringify({
      control: {},
      metadata: { 'record-type': 'control', operation: 'create-table', 'table-name': 'x' },
    }),
    '{"cut',
  ];
  const verdicts = await collectChangeRecords(collector, { mappers, records });
  expect(verdicts.map(({ verdict }) => verdict)).toEqual([
    'accepted',
    'accepted',
    'accepted',
    'ignored',
    'ignored',
    'quarantined',
  ]);
  expect(events.map(({ json }) => JSON.parse(json))).toMatchObject([
    { eventType: 'inventory_update', productId: 'tent', properties: { onHand: 12 } },
    { productId: 'tent', properties: { onHand: 2 } },
    { productId: 'lamp', properties: { onHand: 0 } },
  ]);
  expect(events[0]?.bucket).toBe(bucketOf('tent'));
  expect(refused).toMatchObject([{ source: 'cdc:dms', original: '{"cut' }]);

  // The same changes again have the same ids.
  const ids = events.map(({ json }) => JSON.parse(json).eventId);
  events.length = 0;
  await collectChangeRecords(collector, { mappers, records });
  expect(events.map(({ json }) => JSON.parse(json).eventId)).toEqual(ids);
});

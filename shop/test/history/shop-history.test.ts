/** What the log has dropped comes back from the warehouse as it was: every field, in the same order. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LmdbLogWriter, openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatInstant } from '../../src/events/instant.ts';
import { PARTITION_COUNT } from '../../src/events/partition-of.ts';
import type { ShopEvent } from '../../src/functions/shop-event.ts';
import type { EventHistory } from '../../src/history/event-history.ts';
import { LogHistory } from '../../src/history/log-history.ts';
import { ShopHistory } from '../../src/history/shop-history.ts';
import { DEFAULT_WAREHOUSE_SETTINGS } from '../../src/sinks/warehouse/warehouse-settings.ts';
import { WarehouseWriter } from '../../src/sinks/warehouse/warehouse-writer.ts';
import { appendEvents } from '../sinks/warehouse/append-events.ts';

const START_MS = Date.UTC(2026, 0, 15, 10);
const HOUR_MS = 3_600_000;

let folder: string;
let log: LmdbLogWriter;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-history-'));
  log = openLogWriter(folder, PARTITION_COUNT);
});

afterEach(async () => {
  await log.close();
  rmSync(folder, { recursive: true });
});

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const event = fc.record({
  userId: fc.constantFrom('ann', 'ben', 'čeněk', '山'),
  eventType: fc.constantFrom('page_view', 'purchase', 'search', 'heartbeat'),
  lateMs: fc.integer({ min: -HOUR_MS, max: HOUR_MS }),
  productId: fc.option(text),
  price: fc.option(fc.integer({ min: 0, max: 10 ** 9 }).map((price) => price / 10_000)),
  quantity: fc.option(fc.integer({ min: -5, max: 2 ** 31 - 1 })),
  location: fc.option(fc.record({ country: fc.option(text), region: fc.option(text) })),
  query: fc.option(text),
  properties: fc.option(fc.dictionary(text, fc.jsonValue({ stringUnit: 'grapheme' }), { maxKeys: 4 })),
});

async function allOf(history: EventHistory): Promise<readonly ShopEvent[]> {
  const events: ShopEvent[] = [];
  for await (const piece of history.pieces()) events.push(...piece.events);
  await history.close();
  return events.map((each) => ({
    ...each,
    properties: each.properties && JSON.stringify(JSON.parse(each.properties)),
  }));
}

async function write(): Promise<void> {
  const writer = await WarehouseWriter.open({ dataFolder: folder, settings: DEFAULT_WAREHOUSE_SETTINGS });
  await writer.finish();
  await writer.close();
}

describe('past events', () => {
  it('are the same from log and warehouse together as they were from the log alone', async () => {
    const batches = fc.sample(fc.array(event, { minLength: 10, maxLength: 30 }), { numRuns: 12, seed: 3 });
    for (const [number, batch] of batches.entries()) {
      const nowMs = START_MS + number * 30 * 60_000;
      const texts = batch.map(({ lateMs, ...each }, place) =>
        JSON.stringify({ eventId: `e-${number}-${place}`, timestamp: formatInstant(nowMs - lateMs), ...each }),
      );
      await appendEvents(log, nowMs, texts);
    }
    const before = await allOf(new LogHistory(folder));
    expect(before.length).toBeGreaterThan(100);
    await write();
    log.trim(START_MS + 4 * HOUR_MS);
    await log.trimmed();
    expect((await allOf(new LogHistory(folder))).length).toBeLessThan(before.length);
    const history = new ShopHistory(folder);
    expect(history.keptFromMs).toBeNull();
    expect(await allOf(history)).toEqual(before);
  });

  it('begin where the log begins when the warehouse has not seen what came right before', async () => {
    for (let hours = 0; hours < 6; hours += 1) {
      const sent = { eventId: `e-${hours}`, userId: 'ann', eventType: 'page_view' };
      const nowMs = START_MS + hours * HOUR_MS;
      await appendEvents(log, nowMs, [JSON.stringify({ ...sent, timestamp: formatInstant(nowMs) })]);
      if (hours === 2) await write();
    }
    log.trim(START_MS + 4 * HOUR_MS);
    await log.trimmed();
    const history = new ShopHistory(folder);
    expect(history.keptFromMs).toBe(START_MS + 4 * HOUR_MS);
    expect((await allOf(history)).map(({ eventId }) => eventId)).toEqual(['e-4', 'e-5']);
  });
});

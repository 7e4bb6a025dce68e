/** Enrichment takes what was put back: words of buckets once by where they stood, events by their ids from then on. */
import { hash } from 'node:crypto';
import { expect, it } from 'vitest';
import { enrichFunction } from '../../../src/lambdas/enrich/enrich-function.ts';
import type { EnrichOutput } from '../../../src/lambdas/enrich/enrich-output.ts';
import type { StreamOutput } from '../../../src/state/bucket-function.ts';
import { bucketOf } from '../../../src/stream/bucket.ts';
import { eventArray } from '../../../src/stream/event-array.ts';
import { MemoryRunner, places } from '../stream-world.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 26, 10);

class Enrichment {
  readonly outputs: EnrichOutput[] = [];
  readonly #runner;
  #sequence = 0;

  constructor() {
    const products = { get: () => undefined, fetch: async () => undefined };
    const deliver = async (outputs: readonly StreamOutput<EnrichOutput>[]) =>
      void this.outputs.push(...outputs.map(({ value }) => value));
    this.#runner = new MemoryRunner(enrichFunction({ locate: places, products, dedupHours: 24, deliver }));
  }

  /** Into ann's bucket. */
  async put(element: object, arrivedMs = NOW_MS): Promise<void> {
    this.#sequence += 1;
    const data = eventArray([JSON.stringify(element)]);
    const place = { shardId: 's', sequence: String(this.#sequence), partitionKey: String(bucketOf('ann')) };
    await this.#runner.run([{ ...place, data, arrivedMs }]);
  }

  count(kind: EnrichOutput['kind']): number {
    return this.outputs.filter((output) => output.kind === kind).length;
  }
}

function event(eventId: string, receivedMs = NOW_MS) {
  const at = new Date(receivedMs).toISOString();
  return { eventId, userId: 'ann', eventType: 'page_view', timestamp: at, receivedAt: at };
}

const forward = (at: string, eventId: string) => ({ from: 3, at, message: { kind: 'forward', event: event(eventId) } });

it('follows a word of another bucket that was put back behind later ones, once', async () => {
  const enrichment = new Enrichment();
  await enrichment.put(forward('2', 'later'));
  await enrichment.put(forward('1', 'lost'));
  expect(enrichment.count('enriched')).toBe(1);
  for (let times = 0; times < 2; times++) await enrichment.put({ ...forward('1', 'lost'), putBack: true });
  expect(enrichment.count('enriched')).toBe(2);
  // It says nothing of how far the sender has come.
  await enrichment.put(forward('2', 'later'));
  expect(enrichment.count('enriched')).toBe(2);
});

it('knows an event that is days old from when it was put back, and forgets no newer one for it', async () => {
  const enrichment = new Enrichment();
  const chunkOf = (eventId: string) => hash('sha256', eventId, 'buffer').readUInt16BE(0) >>> 2;
  const old = Array.from({ length: 1_000_000 }, (_, place) => `old-${place}`).find(
    (id) => chunkOf(id) === chunkOf('new'),
  );
  const days = event(old ?? expect.fail(), NOW_MS - 30 * HOUR_MS);
  await enrichment.put(event('new'));
  await enrichment.put(days, NOW_MS + 1);
  await enrichment.put(event('new'), NOW_MS + 2);
  await enrichment.put(days, NOW_MS + 20 * HOUR_MS);
  expect([enrichment.count('enriched'), enrichment.count('duplicate')]).toEqual([2, 2]);
});

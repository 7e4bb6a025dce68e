/** The queue by itself, over random events: order, bounds, and what fits into one request. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byteLength, eventQueue } from '../src/event-queue.ts';
import { openStore } from '../src/store.ts';

const MOST_BYTES = 60_000;

const events = fc.array(
  fc.integer({ min: 1, max: 20_000 }).map((size) => `{"text":"${'€'.repeat(size / 3)}"}`),
  { maxLength: 40 },
);

it('gives every event once, in order, in parts that fit into a request', () => {
  fc.assert(
    fc.property(events, fc.integer({ min: 1, max: 20 }), (made, most) => {
      const queue = eventQueue(openStore('test:'), 1_000);
      for (const [index, event] of made.entries()) queue.put(`e-${index}`, event);
      const taken: string[] = [];
      for (let batch = queue.take(most, () => true); batch; batch = queue.take(most, () => true)) {
        expect(batch.events.length).toBeLessThanOrEqual(most);
        expect(byteLength(batch.events.join())).toBeLessThanOrEqual(MOST_BYTES);
        taken.push(...batch.events);
        batch.keys.forEach(queue.remove);
      }
      expect(taken).toEqual(made);
      expect(queue.isEmpty()).toBe(true);
    }),
    { numRuns: 50 },
  );
});

it('keeps the newest, and gives back what it lets go', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 20 }), (limit, count) => {
      const queue = eventQueue(openStore('test:'), limit);
      const made = Array.from({ length: count }, (_, number) => `{"number":${number}}`);
      const dropped = made.flatMap((event, index) => queue.put(`e-${index}`, event).dropped ?? []);
      const kept = queue.take(1_000, () => true)?.events ?? [];
      expect([...dropped, ...kept]).toEqual(made);
      expect(kept.length).toBe(Math.min(limit, count));
    }),
  );
});

it('neither doubts nor brings back what is settled', () => {
  const queue = eventQueue(openStore('test:'), 10);
  const { key } = queue.put('e', '{}');
  expect([queue.doubt(key), queue.doubt(key)]).toEqual([true, false]);
  expect(queue.take(10, () => true)?.events).toEqual(['{}']);
  queue.remove(key);
  queue.doubt(key);
  queue.trust(key);
  expect(queue.isEmpty()).toBe(true);
});

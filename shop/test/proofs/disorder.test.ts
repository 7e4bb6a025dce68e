/** Disorder within the watermark's delay changes nothing: every view ends as if the events had come in order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoggedEvent, runPipelines, type ViewRows } from './run-pipelines.ts';

const NOON = Date.parse('2024-01-15T12:00:00Z');
/** Less than the ten seconds of the watermark: a row that far behind the newest one is late. */
const DELAY_MS = 9_999;
const SPAN_MS = 50 * 60_000;
const CLOSING_MS = 3 * 3_600_000;
const PARTITIONS = 4;
const VIEWERS = 40;

/** Times of the same second, the same window and far apart, so that windows share edges and sessions end. */
const atMs = fc.oneof(
  fc.integer({ min: 0, max: SPAN_MS }),
  fc.integer({ min: 0, max: 10 }).map((window) => window * 300_000),
  fc.integer({ min: 1, max: 10 }).map((window) => window * 300_000 - 1),
);

const arbitraryEvent = fc.record({
  atMs,
  /** How much later than its time it comes. */
  delayMs: fc.integer({ min: 0, max: DELAY_MS }),
  userId: fc.constantFrom('ann', 'bob', 'cyd', 'dee', 'eve'),
  eventType: fc.constantFrom(
    'page_view',
    'product_click',
    'add_to_cart',
    'purchase',
    'order_cancelled',
    'order_refunded',
    'heartbeat',
  ),
  productId: fc.constantFrom('lamp', 'sofa', 'pen', null),
  category: fc.constantFrom('home', 'office', null),
  price: fc.constantFrom(12.5, 0.0001, 900, null),
  quantity: fc.constantFrom(1, 3, null),
  orderId: fc.constantFrom('o1', 'o2', null),
  status: fc.constantFrom('cancelled', 'paid', null),
  deviceType: fc.constantFrom('mobile', 'desktop', null),
});

const arbitraryCase = fc.record({
  events: fc.array(arbitraryEvent, { minLength: 1, maxLength: 80 }),
  batchRows: fc.integer({ min: 1, max: 20 }),
  rowsPerStep: fc.integer({ min: 1, max: 40 }),
});

/** They tell what happened in the order in which it arrived. */
const BY_ARRIVAL = ['fraud_scores', 'stock', 'stock_alerts', 'fast_movers'];

/** Of a line that is taken back twice, the cancellation that arrives last is told. */
function withoutReasons(rows: ViewRows[string]): ViewRows[string] {
  return rows.map(({ reason: _reason, correctedAt: _correctedAt, ...row }) => row);
}

function byEventTime(views: ViewRows): ViewRows {
  const compared = Object.entries(views).filter(([name]) => !BY_ARRIVAL.includes(name));
  return Object.fromEntries(compared.map(([name, rows]) => [name, withoutReasons(rows)]));
}

type Arrival = ReturnType<typeof arrivals>[number];

function arrivals(events: readonly (typeof arbitraryEvent extends fc.Arbitrary<infer E> ? E : never)[]) {
  return events.map(({ atMs: afterMs, delayMs, ...more }, index) => {
    const timestamp = new Date(NOON + afterMs).toISOString();
    const event: LoggedEvent = { eventId: `event-${index}`, timestamp, ...more };
    return { event, timeMs: afterMs, arrivalMs: afterMs + delayMs };
  });
}

/** Batches of the events, then visits so much later that every window and session before them closes. */
function inBatches(sorted: readonly Arrival[], batchRows: number): readonly (readonly LoggedEvent[])[] {
  const events = sorted.map(({ event }) => event);
  const batches: LoggedEvent[][] = [];
  for (let from = 0; from < events.length; from += batchRows) batches.push(events.slice(from, from + batchRows));
  const timestamp = new Date(NOON + CLOSING_MS).toISOString();
  const closing = Array.from({ length: VIEWERS }, (_, n) => {
    return {
      eventId: `closing-${n}`,
      userId: `closing-${n}`,
      eventType: 'page_view',
      timestamp,
    };
  });
  return [...batches, closing];
}

describe('disorder within the delay of the watermark', () => {
  it('leaves the views as sorted events do, across users, partitions, batches and commits', async () => {
    const seed = Number(process.env.MILLRACE_SEED ?? Date.now() % 2 ** 31);
    console.log(`disorder: MILLRACE_SEED=${seed}`);
    const property = fc.asyncProperty(arbitraryCase, async ({ events, batchRows, rowsPerStep }) => {
      const all = arrivals(events);
      const sorted = all.toSorted((a, b) => a.timeMs - b.timeMs);
      const disordered = all.toSorted((a, b) => a.arrivalMs - b.arrivalMs);
      const expected = byEventTime(await runPipelines({ partitions: 1, batches: inBatches(sorted, sorted.length) }));
      expect(Object.values(expected).flat().length).toBeGreaterThan(0);
      const batches = inBatches(disordered, batchRows);
      expect(byEventTime(await runPipelines({ partitions: PARTITIONS, batches, rowsPerStep }))).toEqual(expected);
    });
    await fc.assert(property, { seed, numRuns: 25 });
  }, 120_000);
});

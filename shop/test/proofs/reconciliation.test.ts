/** Whatever comes late, is cancelled, refunded, or both, and when: windows and corrections add up to the orders that stand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoggedEvent, runPipelines, type ViewRows } from './run-pipelines.ts';

const NOON = Date.parse('2024-01-15T12:00:00Z');
const SPAN_MS = 40 * 60_000;
const LONGEST_DELAY_MS = 30 * 60_000;
const CLOSING_MS = 6 * 3_600_000;

const arbitraryEvent = fc.record({
  eventType: fc.constantFrom('purchase', 'purchase', 'purchase', 'order_cancelled', 'order_refunded'),
  atMs: fc.integer({ min: 0, max: SPAN_MS }),
  /** How much later than its time it comes: mostly at once, sometimes when its window has long closed. */
  delayMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: LONGEST_DELAY_MS })),
  orderId: fc.constantFrom('o1', 'o2', 'o3', 'o4', 'o5', 'o6'),
  productId: fc.constantFrom('lamp', 'sofa', null),
  category: fc.constantFrom('home', 'office', null),
  price: fc.constantFrom(12.5, 0.0001, 900),
  quantity: fc.constantFrom(1, 3),
});

type Happening = typeof arbitraryEvent extends fc.Arbitrary<infer E> ? E : never;

/** In units of a ten-thousandth. */
function amountOf({ price, quantity }: Happening): bigint {
  return BigInt(Math.round(price * 10_000)) * BigInt(quantity);
}

function standing(events: readonly Happening[]): bigint {
  const back = events.filter(({ eventType }) => eventType !== 'purchase');
  const lines = events.filter(({ eventType }) => eventType === 'purchase');
  const kept = lines.filter(
    (line) =>
      !back.some((taken) => taken.orderId === line.orderId && (taken.productId ?? line.productId) === line.productId),
  );
  return kept.reduce((sum, line) => sum + amountOf(line), 0n);
}

function sumOf(rows: ViewRows, view: string, column: string): bigint {
  const units = (value: unknown) => BigInt(String(value).replace('.', ''));
  return (rows[view] ?? []).reduce((sum, row) => sum + units(row[column]), 0n);
}

function logged(events: readonly Happening[]): readonly (readonly LoggedEvent[])[] {
  const arriving = events.toSorted((a, b) => a.atMs + a.delayMs - (b.atMs + b.delayMs));
  const batches = arriving.map(({ atMs, delayMs, ...fields }, index) => {
    const event = {
      eventId: `e${index}`,
      userId: fields.orderId,
      timestamp: new Date(NOON + atMs).toISOString(),
      ...fields,
    };
    const moment = new Date(NOON + atMs + delayMs).toISOString();
    // Somebody looks around at the moment of each arrival, so that event time goes on meanwhile.
    return [{ eventId: `look${index}`, userId: fields.orderId, eventType: 'page_view', timestamp: moment }, event];
  });
  const closing = { eventId: 'closing', userId: 'zoe', eventType: 'page_view' };
  return [...batches, [{ ...closing, timestamp: new Date(NOON + CLOSING_MS).toISOString() }]];
}

describe('revenue', () => {
  it('adds up: windows and corrections are the orders that stand', async () => {
    const seed = Number(process.env.MILLRACE_SEED ?? Date.now() % 2 ** 31);
    console.log(`reconciliation: MILLRACE_SEED=${seed}`);
    const events = fc.array(arbitraryEvent, { minLength: 1, maxLength: 40 });
    const property = fc.asyncProperty(events, fc.integer({ min: 1, max: 30 }), async (happenings, rowsPerStep) => {
      const rows = await runPipelines({ partitions: 1, batches: logged(happenings), rowsPerStep });
      const corrections = sumOf(rows, 'revenue_corrections', 'amount');
      const stands = standing(happenings);
      expect(sumOf(rows, 'revenue', 'revenue') + corrections).toBe(stands);
      expect(sumOf(rows, 'revenue_total', 'revenue') + corrections).toBe(stands);
    });
    await fc.assert(property, { seed, numRuns: 30 });
  }, 120_000);
});

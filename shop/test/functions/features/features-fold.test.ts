/** What the fold remembers is what a plain count over all events says; it is pure, and its state bounded. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EnrichedEvent } from '../../../src/functions/enrich/enriched-event.ts';
import { featuresFold } from '../../../src/functions/features/features-fold.ts';
import { moneyOf } from '../../../src/functions/features/money-of.ts';
import { WINDOW_LEVELS } from '../../../src/functions/features/window-counts.ts';
import { FeatureWorld } from './feature-world.ts';
import { madeEvent, madeStream, START_MS } from './made-events.ts';
import { WatchedTables } from './watched-tables.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const later = fc.integer({ min: 0, max: 20 * DAY_MS });

interface Line {
  visitor: string;
  readonly atMs: number;
  readonly views: number;
  readonly carts: number;
  readonly orders: number;
  readonly spend: number;
}

/** Every event that counts, with whose it is as far as is known at the end. */
function linesOf(events: readonly EnrichedEvent[]): readonly Line[] {
  const lines: Line[] = [];
  const orderIds = new Map<string, Set<string>>();
  const idsOf = (visitor: string) => orderIds.get(visitor) ?? orderIds.set(visitor, new Set()).get(visitor);
  for (const { event, visitor, bot } of events) {
    if (visitor === null || bot !== null) continue;
    if (event.eventType === 'identify' && event.anonymousId !== null && event.anonymousId !== visitor) {
      for (const line of lines) if (line.visitor === event.anonymousId) line.visitor = visitor;
      for (const id of idsOf(event.anonymousId) ?? []) idsOf(visitor)?.add(id);
      orderIds.delete(event.anonymousId);
    }
    const bought = event.eventType === 'purchase' && event.status !== 'failed';
    const first = bought && (event.orderId === null || !idsOf(visitor)?.has(event.orderId));
    if (bought && event.orderId !== null) idsOf(visitor)?.add(event.orderId);
    const looked = ['page_view', 'product_click'].includes(event.eventType) && event.productId !== null;
    lines.push({
      visitor,
      atMs: Math.min(event.timestampMs, event.receivedMs),
      views: looked ? 1 : 0,
      carts: event.eventType === 'add_to_cart' ? 1 : 0,
      orders: first ? 1 : 0,
      spend: bought ? (event.priceTenThousandths ?? 0) * (event.quantity ?? 1) : 0,
    });
  }
  return lines;
}

function inWindow(lines: readonly Line[], level: number, nowMs: number): readonly Line[] {
  const { bucketMs, buckets } = WINDOW_LEVELS[level] ?? { bucketMs: 1, buckets: 0 };
  return lines.filter(({ atMs }) => Math.floor(atMs / bucketMs) > Math.floor(nowMs / bucketMs) - buckets);
}

function statusAt(ageMs: number): string {
  if (ageMs > 90 * DAY_MS) return 'NOT_FOUND';
  return ageMs > 30 * DAY_MS ? 'OUTSIDE_MAX_AGE' : 'PRESENT';
}

function endOf(events: readonly EnrichedEvent[]): number {
  return events.at(-1)?.event.receivedMs ?? START_MS;
}

describe("a shopper's windows", () => {
  it('say what a count over all events says, with late events, wrong clocks, bots and visitors who become users', () => {
    fc.assert(
      fc.property(madeStream, later, (events, laterMs) => {
        const world = FeatureWorld.of(events);
        const nowMs = endOf(events) + laterMs;
        const lines = linesOf(events);
        for (const userId of ['ann', 'ben', 'a-1']) {
          const mine = lines.filter(({ visitor }) => visitor === userId);
          for (const [level, { window }] of WINDOW_LEVELS.entries()) {
            const held = inWindow(mine, level, nowMs);
            const sum = (count: 'views' | 'carts' | 'orders' | 'spend') =>
              held.reduce((total, line) => total + line[count], 0);
            const value = (count: string) => world.answer(`user:${count}_${window}`, { userId }, nowMs);
            const agesMs = mine.map(({ atMs }) => nowMs - atMs);
            expect(value('events').status).toBe(statusAt(Math.min(...agesMs)));
            if (value('events').status !== 'PRESENT') continue;
            expect(value('events').value).toBe(held.length);
            for (const count of ['views', 'carts', 'orders'] as const) expect(value(count).value).toBe(sum(count));
            expect(value('spend').value).toBe(moneyOf(sum('spend')));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('count visits that half an hour without an event ends', () => {
    const minutes = [0, 10, 40, 71, 80, 200];
    const world = FeatureWorld.of(
      minutes.map((minute) => madeEvent({ userId: 'ann', timestampMs: START_MS + minute * MINUTE_MS })),
    );
    const nowMs = START_MS + 201 * MINUTE_MS;
    expect(world.answer('user:sessions_24h', { userId: 'ann' }, nowMs).value).toBe(3);
    expect(world.answer('user:session_depth', { userId: 'ann' }, nowMs).value).toBe(1);
  });
});

describe('what is trending', () => {
  it('is every product by its interest of the last hour', () => {
    fc.assert(
      fc.property(madeStream, fc.integer({ min: 0, max: 90 * MINUTE_MS }), (events, laterMs) => {
        const world = FeatureWorld.of(events);
        const nowMs = endOf(events) + laterMs;
        const { value, status } = world.answer('social:trending', {}, nowMs);
        if (status !== 'PRESENT') return;
        const products = ['desk', 'lamp', 'rug', 'vase'];
        const all = products.map((productId) => ({
          productId,
          score: Number(world.answer('product:interest_1h', { productId }, nowMs).value),
        }));
        expect(value).toEqual(all.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score));
      }),
    );
  });

  it('keeps a product that draws interest out of many that drew some once', () => {
    const world = new FeatureWorld();
    for (let number = 0; number < 500; number++) {
      const timestampMs = START_MS + number * 5_000;
      world.apply(madeEvent({ userId: `u-${number}`, productId: `cold-${number}`, timestampMs }));
      if (number % 10 === 0) world.apply(madeEvent({ userId: `u-${number}`, productId: 'hot', timestampMs }));
    }
    const { value } = world.answer('social:trending', {}, START_MS + 500 * 5_000);
    expect(value).toContainEqual({ productId: 'hot', score: 50 });
    expect(Array.isArray(value) && value[0]).toEqual({ productId: 'hot', score: 50 });
  });
});

describe('the fold', () => {
  it('is pure: saved and loaded as JSON between batches it answers and remembers the same', () => {
    fc.assert(
      fc.property(madeStream, fc.array(fc.nat(80), { maxLength: 8 }), later, (events, cuts, laterMs) => {
        const straight = FeatureWorld.of(events);
        const broken = new FeatureWorld();
        events.forEach((event, index) => {
          if (cuts.includes(index)) broken.saveAndLoad();
          broken.apply(event);
        });
        expect(JSON.stringify(broken.saved)).toBe(JSON.stringify(straight.saved));
        const row = { userId: 'ann', productId: 'lamp' };
        expect(broken.all(row, endOf(events) + laterMs)).toEqual(straight.all(row, endOf(events) + laterMs));
      }),
      { numRuns: 200 },
    );
  });

  it('reads everything that an event needs before it changes anything', () => {
    fc.assert(
      fc.property(madeStream, (events) => {
        const tables = new WatchedTables();
        const fold = featuresFold.open(tables, () => undefined);
        for (const event of events) {
          tables.begin();
          fold.apply(event);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('keeps the state of a busy shopper and of a busy product small', () => {
    const world = new FeatureWorld();
    for (let number = 0; number < 40_000; number++) {
      const eventType = (['page_view', 'add_to_cart', 'purchase', 'search'] as const)[number % 4] ?? 'search';
      const name = `product-${(number * 7919) % 5_003}`;
      const [productId, orderId] = [number % 3 === 0 ? 'busy' : name, `o-${number}`];
      const timestampMs = START_MS + number * MINUTE_MS;
      const more = {
        country: `C${number % 40}`,
        category: `category ${number % 50}`,
        priceTenThousandths: 123_456_789,
      };
      world.apply(madeEvent({ userId: 'ann', eventType, productId, orderId, timestampMs, ...more }));
    }
    const { 'features-users': users, 'features-products': products, 'features-groups': groups } = world.saved;
    expect(JSON.stringify(users?.ann).length).toBeLessThan(6_000);
    expect(JSON.stringify(products?.busy).length).toBeLessThan(4_000);
    expect(Object.keys(groups ?? {}).length).toBeLessThanOrEqual(50);
  });
});

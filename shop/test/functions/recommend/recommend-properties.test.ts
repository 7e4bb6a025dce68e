/** What holds for any stream of events: bounded state, the same lists wherever state has been, nothing shown that may not be. */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enrich } from '../../../src/functions/enrich/enrich.ts';
import { NOWHERE } from '../../../src/functions/enrich/place.ts';
import { recommend } from '../../../src/functions/recommend/recommend.ts';
import type { ShopEvent } from '../../../src/functions/shop-event.ts';
import { makeEvent, START_MS } from '../make-event.ts';
import { openRecommendations, questionOf, SMALL } from './open-recommendations.ts';

const PRODUCTS = 100;
const productId = fc.integer({ min: 0, max: PRODUCTS - 1 }).map((number) => `p-${number}`);
const category = fc.integer({ min: 0, max: 8 }).map((number) => `c-${number}`);
const visitor = fc.integer({ min: 0, max: 59 }).map((number) => `v-${number}`);

/** What shoppers and the shop do, in no order of event time. */
const event: fc.Arbitrary<Partial<ShopEvent>> = fc.oneof(
  { weight: 8, arbitrary: shopping('page_view', 'product_click', 'add_to_cart') },
  { weight: 2, arbitrary: shopping('purchase') },
  {
    weight: 1,
    arbitrary: fc.record({ eventType: fc.constant('identify' as const), anonymousId: visitor, userId: visitor }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      eventType: fc.constant('product_update' as const),
      productId,
      category,
      properties: fc.boolean().map((hidden) => JSON.stringify({ hidden })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      eventType: fc.constant('inventory_update' as const),
      productId,
      quantity: fc.integer({ min: -3, max: 3 }),
    }),
  },
);

function shopping(...types: readonly ('page_view' | 'product_click' | 'add_to_cart' | 'purchase')[]) {
  return fc.record({
    eventType: fc.constantFrom(...types),
    anonymousId: visitor,
    productId,
    category,
    timestampMs: fc.integer({ min: 0, max: 3 * 3_600_000 }).map((ms) => START_MS + ms),
    orderId: fc.constantFrom(null, 'o-1', 'o-2'),
    quantity: fc.integer({ min: 1, max: 2 }),
  });
}

/** Arrival time goes on by a minute with each event. */
const stream = fc
  .array(event, { minLength: 1, maxLength: 400 })
  .map((events) => events.map((one, index) => makeEvent({ ...one, receivedMs: START_MS + index * 60_000 })));

const QUESTIONS = [
  questionOf({ kind: 'personal', visitor: 'v-1', explain: true }),
  questionOf({ kind: 'personal', visitor: 'v-2', n: 100, includeSeen: true }),
  questionOf({ kind: 'personal', visitor: 'nobody', n: 100 }),
  questionOf({ kind: 'session', products: ['p-3', 'p-9', 'p-3'], n: 50 }),
  questionOf({ kind: 'similar', productId: 'p-5', category: 'c-2' }),
  questionOf({ kind: 'bought-together', productId: 'p-5', n: 100, exclude: ['p-1', 'p-2'] }),
];

describe('for any stream of events', () => {
  it('nothing sold out, hidden or excluded is ever in a list, and nothing twice', () => {
    fc.assert(
      fc.property(stream, (events) => {
        const shop = openRecommendations(SMALL);
        const enrichment = enrich(NOWHERE).open(new JsonTables(), () => undefined);
        for (const one of events) {
          shop.send(one);
          enrichment.apply(one);
        }
        for (const question of QUESTIONS) {
          const { items } = shop.recommendations.recommend(question);
          expect(items.length).toBeLessThanOrEqual(question.n);
          expect(new Set(items.map((item) => item.productId)).size).toBe(items.length);
          for (const item of items) {
            const product = enrichment.productOf(item.productId);
            expect(product?.hidden ?? false).toBe(false);
            expect(product?.onHand ?? 1).toBeGreaterThan(0);
            expect(question.exclude).not.toContain(item.productId);
            if (question.category !== null) expect(item.category).toBe(question.category);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('state saved and loaded as JSON between batches gives the same tables and the same lists', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 50 }), (events, batch) => {
        const straight = openRecommendations(SMALL);
        straight.send(...events);
        let tables = new JsonTables();
        for (let from = 0; from < events.length; from += batch) {
          openRecommendations(SMALL, tables).send(...events.slice(from, from + batch));
          tables = JsonTables.load(JSON.parse(JSON.stringify(tables.save())));
        }
        const resumed = openRecommendations(SMALL, tables);
        for (const question of QUESTIONS) {
          expect(resumed.recommendations.recommend(question)).toEqual(straight.recommendations.recommend(question));
        }
        expect(textOf(resumed.tables)).toEqual(textOf(straight.tables));
      }),
      { numRuns: 40 },
    );
  });

  it('state stays within its bounds', () => {
    fc.assert(
      fc.property(stream, (events) => {
        const { tables, send } = openRecommendations(SMALL);
        send(...events);
        const saved = tables.save();
        const sizes: Readonly<Record<string, number>> = {
          'recommend-products': SMALL.products,
          'recommend-products-numbers': SMALL.products,
          'recommend-interest': SMALL.products,
          'recommend-visitors': SMALL.visitors,
          'recommend-sessions': SMALL.sessions,
          'recommend-postings': SMALL.products,
          'recommend-full-postings': SMALL.products * SMALL.postingChunks,
          'recommend-follows': SMALL.products,
          'recommend-bought': SMALL.products,
          'recommend-categories': SMALL.categories,
          'recommend-trends': SMALL.categories + 1,
        };
        for (const [table, most] of Object.entries(sizes)) {
          expect(Object.keys(saved[table] ?? {}).length, table).toBeLessThanOrEqual(most);
        }
        for (const state of statesOf(saved)) expect(JSON.stringify(state).length).toBeLessThan(2_000);
      }),
      { numRuns: 40 },
    );
  });

  it('everything an event needs is read before anything changes', () => {
    fc.assert(
      fc.property(stream, (events) => {
        const order = new ReadsFirst();
        const fold = recommend(SMALL).open(order, () => undefined);
        const enrichment = enrich(NOWHERE).open(new JsonTables(), (enriched) => {
          order.begin();
          fold.apply(enriched);
        });
        for (const one of events) enrichment.apply(one);
        expect(order.lateReads).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

/** Tables that note what an event reads for the first time after it has put something. */
class ReadsFirst implements FoldTables {
  readonly lateReads: string[] = [];
  readonly #tables = new JsonTables();
  readonly #read = new Set<string>();
  #hasPut = false;

  /** A new event: what earlier ones have read is no longer at hand. */
  begin(): void {
    this.#hasPut = false;
    this.#read.clear();
  }

  table<State>(name: string): FoldTable<State> {
    const table = this.#tables.table<State>(name);
    const note = (key: string) => {
      const place = `${name} ${key}`;
      if (this.#hasPut && !this.#read.has(place)) this.lateReads.push(place);
      this.#read.add(place);
    };
    const change = (key: string) => {
      this.#read.add(`${name} ${key}`);
      this.#hasPut = true;
    };
    return {
      get: (key) => {
        note(key);
        return table.get(key);
      },
      put: (key, state) => {
        change(key);
        table.put(key, state);
      },
      remove: (key) => {
        change(key);
        table.remove(key);
      },
    };
  }
}

function textOf(tables: JsonTables): unknown {
  return JSON.parse(JSON.stringify(tables.save()));
}

function statesOf(saved: Readonly<Record<string, Readonly<Record<string, unknown>>>>): readonly unknown[] {
  return Object.entries(saved)
    .filter(([table]) => table.startsWith('recommend-'))
    .flatMap(([, states]) => Object.values(states));
}

/** What the shop's own systems tell in a simulation, and the machines that come: enough to try enrichment on. */
import { describe, expect, it } from 'vitest';
import { Simulation } from '../../src/simulate/simulation.ts';

const START_MS = Date.UTC(2026, 0, 5, 18);

/** Events as they were sent, those that are no JSON left out. */
function run(seed: number, rate: number, seconds: number): readonly Record<string, unknown>[] {
  const simulation = new Simulation({ seed, rate, seconds, startMs: START_MS, users: 2_000, products: 300 });
  return [...simulation.events()].flatMap(({ text }) => {
    try {
      return [JSON.parse(text) as Record<string, unknown>];
    } catch {
      return [];
    }
  });
}

const events = run(5, 300, 400);
const of = (type: string) => events.filter(({ eventType }) => eventType === type);

function propertiesOf({ properties }: Record<string, unknown>): Record<string, unknown> {
  return Object(properties);
}

describe('the product feed of a simulation', () => {
  it('tells every product before anyone sees one', () => {
    const told = events.slice(0, 600).filter(({ eventType }) => eventType === 'product_update');
    expect(new Set(told.map(({ productId }) => productId)).size).toBe(300);
    for (const update of told) {
      expect(propertiesOf(update)).toMatchObject({ name: expect.any(String), brand: expect.any(String) });
      expect(Number(update.price)).toBeGreaterThan(0);
    }
    const hidden = told.filter((update) => propertiesOf(update).hidden === true);
    expect(hidden.length).toBeGreaterThan(0);
    expect(hidden.length).toBeLessThan(30);
  });

  it('changes prices now and then, and whoever looks later sees the new one', () => {
    const changes = of('product_update').slice(300);
    expect(changes.length).toBeGreaterThan(5);
    const last = new Map(of('product_update').map(({ productId, price }) => [productId, price]));
    const clicks = of('product_click').slice(-500);
    expect(clicks.filter(({ productId, price }) => last.get(productId) !== price).length).toBeLessThan(50);
  });

  it('tells what is in stock by the books, and the count at the first sale puts that right', () => {
    const byProduct = Map.groupBy(of('inventory_update'), ({ productId }) => productId);
    const inBooks = [...byProduct.values()].map(([opening]) => Number(opening?.quantity));
    expect(inBooks.filter((pieces) => pieces === 0).length).toBeGreaterThan(0);
    const counted = [...byProduct.values()].flatMap(([opening, count]) =>
      count !== undefined && 'leadTimeDays' in propertiesOf(count)
        ? [Number(opening?.quantity) + Number(count.quantity)]
        : [],
    );
    expect(counted.length).toBeGreaterThan(50);
    expect(Math.min(...counted)).toBeGreaterThan(20);
  });
});

describe('the accounts of a simulation', () => {
  it('are told for some users when they come, for some later, for some never', () => {
    const identified = new Map(of('identify').map((event) => [event.userId, event]));
    const arrived = new Set(of('session_start').flatMap(({ userId }) => (userId === undefined ? [] : [userId])));
    const known = [...arrived].filter((userId) => identified.has(userId));
    expect(known.length / arrived.size).toBeGreaterThan(0.4);
    expect(known.length / arrived.size).toBeLessThan(0.8);
    for (const identify of known.slice(0, 100).map((userId) => identified.get(userId) ?? {})) {
      const { createdAt, segment } = propertiesOf(identify);
      expect(Date.parse(String(createdAt))).toBeLessThan(START_MS);
      expect(segment).toEqual(expect.any(String));
    }
  });

  it('of a fraud ring are made the moment before they buy', () => {
    const ring = events.filter(({ userId }) => String(userId).startsWith('u-ring-1-'));
    const [first] = ring.filter(({ eventType }) => eventType === 'identify');
    expect(first).toBeDefined();
    expect(propertiesOf(first ?? {}).createdAt).toBe(first?.timestamp);
  });
});

describe('machines in a simulation', () => {
  const visitsOf = (name: string) => events.filter(({ anonymousId }) => String(anonymousId).startsWith(name));

  it('are crawlers that say so, and a scraper that is faster than anyone clicks', () => {
    expect(visitsOf('a-crawler-').length).toBeGreaterThan(20);
    expect(propertiesOf(visitsOf('a-crawler-')[0] ?? {}).userAgent).toMatch(/bot|python/i);
    const scraped = visitsOf('a-scraper-1').map(({ timestamp }) => Date.parse(String(timestamp)));
    expect(scraped.length).toBeGreaterThan(200);
    expect(scraped.filter((ms) => ms < (scraped[0] ?? 0) + 60_000).length).toBeGreaterThan(200);
  });

  it('and some strangers leave it to the address where they are', () => {
    expect(
      visitsOf('a-').filter(({ location, ip }) => location === undefined && ip !== undefined).length,
    ).toBeGreaterThan(50);
  });
});

/** Who is in the shop: each with what the events say, those with money at stake first, and in bounded memory. */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OpenVisits, type Shopper } from '../../../src/functions/visits/open-visits.ts';
import { newVisit } from '../../../src/functions/visits/visit.ts';
import { makeEvent } from '../make-event.ts';
import { MINUTE_MS, START_MS, VisitWorld } from './visit-world.ts';

const TENT = { productId: 'tent', priceTenThousandths: 1_000_000 };
const LAMP = { productId: 'lamp', priceTenThousandths: 200_000 };

/** Ann has a cart, ben has ordered, an anonymous visitor looks around, and zoe was here an hour ago. */
function shop(): VisitWorld {
  const world = new VisitWorld();
  world.at(-60, { userId: 'zoe', productId: 'tent' });
  world.at(0, { userId: 'ann', country: 'DE', deviceType: 'mobile' });
  world.at(1, { userId: 'ann', eventType: 'add_to_cart', quantity: 2, country: 'DE', ...TENT });
  world.at(2, { userId: 'ann', eventType: 'add_to_cart', country: 'DE', ...LAMP });
  world.at(2, { userId: 'ben', country: 'FR', deviceType: 'desktop', productId: 'rug' });
  world.at(3, { userId: 'ben', eventType: 'add_to_cart', country: 'FR', ...LAMP });
  world.at(4, { userId: 'ben', eventType: 'purchase', orderId: 'o-1', country: 'FR', ...LAMP });
  world.at(4, { anonymousId: 'a-1', eventType: 'search', query: 'warm tents', country: 'DE' });
  return world;
}

describe('open visits', () => {
  it('are told with cart, orders and what is done, those with money at stake first', () => {
    const { visits, listed, matching, countries } = shop().open(5);
    expect(visits.map(({ visitor, state }) => `${visitor} ${state}`)).toEqual([
      'ann cart',
      'ben ordered',
      'a-1 looking',
    ]);
    expect({ listed, matching, countries }).toEqual({
      listed: 3,
      matching: 3,
      countries: [
        ['DE', 2],
        ['FR', 1],
      ],
    });
    expect(visits[0]).toMatchObject({
      isUser: true,
      startMs: START_MS,
      lastMs: START_MS + 2 * MINUTE_MS,
      events: 3,
      pageViews: 1,
      cartPieces: 3,
      cartValue: 2_200_000,
      device: 'mobile',
      doing: 'add_to_cart',
      subject: 'lamp',
      path: ['page', 'cart'],
    });
    expect(visits[1]).toMatchObject({
      orders: 1,
      revenue: 200_000,
      cartValue: 0,
      path: ['product', 'cart', 'purchase'],
    });
    expect(visits[2]).toMatchObject({ isUser: false, subject: 'warm tents' });
  });

  it('end when half an hour has passed without an event', () => {
    const world = shop();
    expect(world.open(32).visits.map(({ visitor }) => visitor)).toContain('ann');
    expect(world.open(33).visits.map(({ visitor }) => visitor)).not.toContain('ann');
    expect(world.visitor('ann', 33)).toMatchObject({ known: true, isOpen: false, visit: { events: 3 } });
  });

  it('are chosen by country, device, state, name and what is looked for', () => {
    const world = shop();
    const names = (filter: Parameters<typeof world.open>[1]) =>
      world.open(5, filter).visits.map(({ visitor }) => visitor);
    expect(names({ country: 'DE' })).toEqual(['ann', 'a-1']);
    expect(names({ device: 'desktop' })).toEqual(['ben']);
    expect(names({ state: 'ordered' })).toEqual(['ben']);
    expect(names({ isUser: false })).toEqual(['a-1']);
    expect(names({ text: 'TENT' })).toEqual(['a-1']);
    expect(names({ text: 'an' })).toEqual(['ann']);
    expect(world.open(5, {}, 1)).toMatchObject({ matching: 3, visits: [{ visitor: 'ann' }] });
  });

  it('take things out of the cart again', () => {
    const world = shop();
    world.at(5, { userId: 'ann', eventType: 'remove_from_cart', ...TENT });
    expect(world.visitor('ann', 5).visit).toMatchObject({ cartPieces: 2, cartValue: 1_200_000 });
    world.at(6, { userId: 'ann', eventType: 'checkout' });
    expect(world.visitor('ann', 6).visit).toMatchObject({ state: 'checkout' });
    world.at(6, { userId: 'ann', eventType: 'purchase', orderId: 'o-2', status: 'declined', ...TENT });
    expect(world.visitor('ann', 6).visit).toMatchObject({ state: 'cart', cartPieces: 2, orders: 0 });
    world.at(7, { userId: 'ann', eventType: 'purchase', orderId: 'o-2', ...TENT });
    world.at(7, { userId: 'ann', eventType: 'purchase', orderId: 'o-2', ...LAMP });
    expect(world.visitor('ann', 7).visit).toMatchObject({
      state: 'ordered',
      cartValue: 0,
      orders: 1,
      revenue: 1_200_000,
    });
  });

  it('go on under the name of the user that a visitor turns out to be', () => {
    const world = shop();
    world.at(6, { anonymousId: 'a-1', userId: 'cleo', eventType: 'identify' });
    const { visits } = world.open(6);
    expect(visits.map(({ visitor }) => visitor)).toEqual(['ann', 'ben', 'cleo']);
    expect(visits[2]).toMatchObject({ events: 2, isUser: true });
    expect(world.visitor('a-1', 6)).toMatchObject({ visitor: 'cleo', anonymousIds: ['a-1'] });
  });

  it('join the visit of a user who is in the shop already, and are listed once', () => {
    const world = shop();
    world.at(6, { anonymousId: 'a-1', userId: 'ann', eventType: 'identify' });
    const { visits } = world.open(6);
    expect(visits.map(({ visitor, events }) => [visitor, events])).toEqual([
      ['ann', 5],
      ['ben', 3],
    ]);
  });

  it('leave nothing of a user who is forgotten', () => {
    const world = shop();
    world.at(5, { anonymousId: 'a-9', productId: 'tent' });
    world.at(6, { anonymousId: 'a-9', userId: 'ann', eventType: 'identify' });
    expect(world.text).toContain('a-9');
    const names = [
      ['ann', 'forgotten-1'],
      ['a-9', 'forgotten-2'],
    ];
    world.at(7, { eventType: 'user_forget', properties: JSON.stringify({ names, orderIds: [] }) });
    expect(world.open(7).visits.map(({ visitor }) => visitor)).toEqual(['ben', 'a-1']);
    expect(world.text).not.toMatch(/"ann"|a-9/);
  });

  it('of machines are not listed', () => {
    const world = shop();
    world.at(5, { anonymousId: 'robot', properties: JSON.stringify({ userAgent: 'curl/8.6.0' }) });
    expect(world.open(5).listed).toBe(3);
  });
});

describe('the places of open visits', () => {
  const visits = fc.array(fc.record({ visitor: fc.nat(30), hasCart: fc.boolean(), pauseMs: fc.nat(10 * MINUTE_MS) }), {
    maxLength: 120,
  });

  it('are never more than there are, name nobody twice, and keep the newest visit', () => {
    fc.assert(
      fc.property(visits, (all) => {
        const shoppers = new Map<string, Shopper>();
        const open = new OpenVisits(new JsonTables(), (visitor) => shoppers.get(visitor), 8);
        let nowMs = START_MS;
        for (const { visitor: number, hasCart, pauseMs } of all) {
          nowMs += pauseMs;
          const visitor = `v-${number}`;
          const known = shoppers.get(visitor)?.visit;
          const event = makeEvent({ eventType: hasCart ? 'add_to_cart' : 'page_view' });
          const place = open.placeFor(visitor, known, event, nowMs);
          const visit = known && nowMs <= known.lastMs + 30 * MINUTE_MS ? known : newVisit(nowMs);
          visit.events += 1;
          visit.lastMs = nowMs;
          if (hasCart) visit.cart = [['tent', 1, 1]];
          shoppers.set(visitor, { visit, country: null, region: null, segment: null });
          if (place > 0) open.take(place, visitor, visit);
          open.note(visitor, visit, event, nowMs);
          const listed = Array.from(open.at(nowMs), ([name]) => name);
          expect(listed.length).toBeLessThanOrEqual(8);
          expect(new Set(listed).size).toBe(listed.length);
          if (place > 0 || hasCart) expect(listed).toContain(visitor);
        }
      }),
    );
  });

  it('stay with those who have put something into the cart while others come and go', () => {
    const shoppers = new Map<string, Shopper>();
    const open = new OpenVisits(new JsonTables(), (visitor) => shoppers.get(visitor), 50);
    for (let number = 0; number < 500; number++) {
      const visitor = `v-${number}`;
      const place = open.placeFor(visitor, undefined, makeEvent({}), START_MS);
      const visit = { ...newVisit(START_MS), events: 1 };
      shoppers.set(visitor, { visit, country: null, region: null, segment: null });
      open.take(place, visitor, visit);
      if (number === 7) open.note(visitor, visit, makeEvent({ eventType: 'add_to_cart' }), START_MS);
    }
    const listed = Array.from(open.at(START_MS), ([name]) => name);
    expect(listed).toHaveLength(50);
    expect(listed).toContain('v-7');
    expect(listed).toContain('v-499');
  });
});

/**
 * Over streams and buckets the functions come to what they come to in one process: the same features of each user, the same
 * profiles and orders, the same completed events; whatever is delivered twice on the way.
 */

import type { EnrichedEvent } from '@millrace/shop/functions/enrich/enriched-event.ts';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { bucketOf } from '../../src/stream/bucket.ts';
import type { EventRecord } from '../../src/stream/event-record.ts';
import { OneProcess } from './one-process.ts';
import { simulatedRecords } from './simulated-records.ts';
import { StreamWorld } from './stream-world.ts';
import { userStates } from './user-states.ts';

async function inBoth(batches: readonly (readonly EventRecord[])[], world: StreamWorld): Promise<OneProcess> {
  const one = new OneProcess();
  for (const batch of batches) {
    for (const record of batch) one.apply(record);
    world.put(batch);
    await world.settle();
  }
  return one;
}

/** States by key, each of which must lie in the bucket of its visitor. */
function ofVisitors(states: ReturnType<StreamWorld['features']['states']>): Readonly<Record<string, unknown>> {
  for (const [name, { bucket }] of states) expect(`${name} in ${bucket}`).toBe(`${name} in ${bucketOf(name)}`);
  return plain(states);
}

function plain(states: ReturnType<StreamWorld['features']['states']>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Array.from(states, ([name, { state }]) => [name, state]));
}

/** What is compared of a completed event: stock is not followed on streams, nor a product that was only sold. */
function shown({ product, profile, ...rest }: EnrichedEvent): object {
  const { createdMs, country, segment, lifetimeValueTenThousandths, orders } = profile ?? {};
  const { name, brand, category, priceTenThousandths, hidden } = product ?? {};
  const facts = [name, brand, category, priceTenThousandths].some((fact) => fact != null);
  return {
    ...rest,
    profile: profile && { createdMs, country, segment, lifetimeValueTenThousandths, orders },
    product: facts ? { name, brand, category, priceTenThousandths, hidden } : null,
  };
}

function byEventId(all: readonly EnrichedEvent[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(all.map((enriched) => [enriched.event.eventId, shown(enriched)]));
}

describe('a simulated shop', () => {
  let batches: readonly (readonly EventRecord[])[];
  beforeAll(async () => {
    batches = await simulatedRecords({ events: 3_000, users: 200, products: 150 });
  });

  it('has the same features, profiles and completed events', async () => {
    const world = new StreamWorld();
    const one = await inBoth(batches, world);
    const users = userStates(ofVisitors(world.features.states('features-users')));
    expect(users).toEqual(userStates(Object.fromEntries(one.states('features-users'))));
    expect(Object.keys(users).length).toBeGreaterThan(200);
    expect(ofVisitors(world.enrich.states('enrich-users'))).toEqual(Object.fromEntries(one.states('enrich-users')));
    expect(plain(world.enrich.states('enrich-orders'))).toEqual(Object.fromEntries(one.states('enrich-orders')));
    expect(byEventId(world.completedEvents())).toEqual(byEventId(one.completed));
    expect(world.handOvers).toBeGreaterThan(5);
    expect(world.messages.get('forward')).toBeGreaterThan(10);
  });

  it('has them when clients send events again, and when what leaves a function arrives more than once', async () => {
    let seed = 1;
    const world = new StreamWorld(() => {
      seed = (seed * 48_271) % 2_147_483_647;
      return 1 + (seed % 3);
    });
    const one = new OneProcess();
    for (const [index, batch] of batches.entries()) {
      for (const record of batch) one.apply(record);
      world.put(index % 5 === 0 ? [...batch, ...(batches[index - 5] ?? [])] : batch);
      await world.settle();
    }
    expect(userStates(plain(world.features.states('features-users')))).toEqual(
      userStates(Object.fromEntries(one.states('features-users'))),
    );
    expect(byEventId(world.completedEvents())).toEqual(byEventId(one.completed));
    expect(world.completed).toHaveLength(one.completed.length);
    expect(world.duplicates).toBeGreaterThan(50);
  });
});

function withoutSpending(all: readonly EnrichedEvent[]): readonly EnrichedEvent[] {
  return all.map(({ profile, ...rest }) => ({
    ...rest,
    profile: profile && { ...profile, lifetimeValueTenThousandths: 0, orders: 0 },
  }));
}

const USERS = ['u-1', 'u-2', 'u-3'];
const DEVICES = ['a-1', 'a-2', 'a-3'];
const PRODUCTS = ['p-1', 'p-2'];
const START_MS = Date.UTC(2026, 0, 5, 9);

interface Deed {
  readonly device: number;
  readonly eventType: EventRecord['eventType'];
  readonly product: number;
  readonly order: number;
  readonly quantity: number;
  readonly isSignedIn: boolean;
  readonly laterMs: number;
  readonly isStaff: boolean;
}

const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.record({
    device: fc.nat(DEVICES.length - 1),
    eventType: fc.constantFrom(
      'page_view',
      'add_to_cart',
      'purchase',
      'order_cancelled',
      'identify',
      'order_update',
      'product_update',
      'search',
    ) as fc.Arbitrary<EventRecord['eventType']>,
    product: fc.nat(PRODUCTS.length - 1),
    order: fc.nat(1),
    quantity: fc.integer({ min: 1, max: 3 }),
    isSignedIn: fc.boolean(),
    laterMs: fc.integer({ min: 1, max: 1_200_000 }),
    isStaff: fc.boolean(),
  }),
  { minLength: 10, maxLength: 80, size: 'max' },
);

/** Each device belongs to one user, and each order to a device before or after it was identified: its lines come together. */
function recordsOf(all: readonly Deed[]): readonly EventRecord[] {
  let nowMs = START_MS;
  const identified = new Set<number>();
  return all.map((deed, index): EventRecord => {
    nowMs += deed.laterMs;
    const at = new Date(nowMs).toISOString();
    const device = DEVICES[deed.device] ?? '';
    const userId = USERS[deed.device % USERS.length] ?? '';
    const productId = PRODUCTS[deed.product] ?? '';
    const base = { eventId: `e-${index}`, eventType: deed.eventType, timestamp: at, receivedAt: at };
    if (deed.eventType === 'identify') identified.add(deed.device);
    const isAfter = deed.eventType === 'purchase' ? identified.has(deed.device) : deed.isSignedIn;
    const order = { orderId: `o-${deed.device}-${deed.order}-${isAfter}`, productId };
    switch (deed.eventType) {
      case 'product_update':
        return { ...base, productId, category: `c-${deed.quantity}`, price: deed.quantity };
      case 'order_update':
        return { ...base, ...order, status: 'cancelled' };
      case 'order_cancelled':
        return { ...base, orderId: order.orderId, ...(deed.isStaff ? { userId: 'staff' } : { anonymousId: device }) };
      case 'identify':
        return { ...base, userId, anonymousId: device, properties: { segment: `s-${deed.quantity}` } };
      case 'purchase':
        return { ...base, ...order, ...visitor(deed, device, userId), price: 2.5, quantity: deed.quantity };
      default:
        return { ...base, ...visitor(deed, device, userId), productId };
    }
  });
}

/** Orders are placed by the device, so that one order has one owner. */
function visitor({ isSignedIn, eventType }: Deed, anonymousId: string, userId: string) {
  return isSignedIn && eventType !== 'purchase' ? { userId, anonymousId } : { anonymousId };
}

describe('any shoppers', () => {
  it('have the same features and profiles, however they come and whoever they turn out to be', async () => {
    await fc.assert(
      fc.asyncProperty(deeds, fc.integer({ min: 1, max: 3 }), async (all, repeats) => {
        const records = recordsOf(all);
        const world = new StreamWorld(() => repeats);
        const one = await inBoth(
          records.map((record) => [record]),
          world,
        );
        expect(userStates(plain(world.features.states('features-users')))).toEqual(
          userStates(Object.fromEntries(one.states('features-users'))),
        );
        expect(plain(world.enrich.states('enrich-users'))).toEqual(Object.fromEntries(one.states('enrich-users')));
        // What was taken back before the order came is known to the order's line a moment later.
        expect(byEventId(withoutSpending(world.completedEvents()))).toEqual(byEventId(withoutSpending(one.completed)));
      }),
      { numRuns: 60 },
    );
  });
});

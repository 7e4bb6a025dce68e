/**
 * Fraud in the demo world's past: rings and testers of cards as the simulator makes them, and pairs of buyers with one
 * device and one card, whose second order is sent to review.
 */
import { cardTester } from '../../../shop/src/simulate/card-tester.ts';
import { fraudRing } from '../../../shop/src/simulate/fraud-ring.ts';
import { seededRandom } from '../../../shop/src/simulate/random.ts';
import { HOUR_MS, MINUTE_MS, type PastEvent, pastEvent } from './past-event.ts';
import { worldProducts } from './simulated-past.ts';

const SEED = 11;
/** Numbers that no simulation of a day gets to. */
const FIRST_NUMBER = 901;
/** A whole ring would be most of a small shop's revenue. */
const RING_ORDERS = 6;
/** Before the end of the past. */
const RINGS_AT_MS = [20 * HOUR_MS, 25 * MINUTE_MS];
const TESTERS_AT_MS = [8 * HOUR_MS, 40 * MINUTE_MS, 15 * MINUTE_MS];
const PAIRS_AT_MS = [21, 16, 9, 4, 2.6, 2.2, 1.7, 1.2, 0.9, 0.6, 0.3, 0.1].map((hours) => hours * HOUR_MS);
const NAMES = ['lena', 'omar', 'ines', 'paul', 'vera', 'noah', 'elif', 'hugo', 'rosa', 'emil', 'dina', 'jack'];

/** In no order. */
export function crooksOrders(endMs: number): readonly PastEvent[] {
  const catalogue = worldProducts();
  const random = seededRandom(SEED);
  const rings = RINGS_AT_MS.flatMap((beforeMs, index) => {
    const orders = fraudRing(FIRST_NUMBER + index, catalogue, random).slice(0, RING_ORDERS);
    return orders.map((order, place) => {
      const atMs = endMs - beforeMs + place * 1_500;
      return pastEvent(`world-ring-${index}-${place}`, atMs, { ...order, quantity: 1 });
    });
  });
  const testers = TESTERS_AT_MS.flatMap((beforeMs, index) =>
    cardTester(FIRST_NUMBER + index, catalogue, random).map(({ event, afterMs }, place) => {
      return pastEvent(`world-tester-${index}-${place}`, endMs - beforeMs + afterMs, event);
    }),
  );
  return [...rings, ...testers, ...PAIRS_AT_MS.flatMap((beforeMs, index) => pair(index, endMs - beforeMs))];
}

/** Two buyers, one device, one card: the second order is the suspicious one. */
function pair(number: number, atMs: number): readonly PastEvent[] {
  const products = worldProducts().products;
  const first = NAMES[number] ?? 'anna';
  return [first, `${first}-2`].map((name, place) => {
    const { productId, category, priceCents } = products[(number * 17 + place * 5) % products.length] ?? PRODUCT;
    return pastEvent(`world-pair-${number}-${place}`, atMs + place * 4 * MINUTE_MS, {
      eventType: 'purchase',
      userId: `u-${name}`,
      sessionId: `s-${name}`,
      orderId: `o-${name}`,
      deviceType: 'mobile',
      location: { country: place === 0 ? 'GB' : 'FR', region: '' },
      ip: `82.${number}.14.${10 + place}`,
      ...{ productId, category, price: priceCents / 100, quantity: 1 + place },
      properties: { deviceId: `d-${first}`, cardFingerprint: `card-${first}`, emailDomain: 'mail.example' },
    });
  });
}

const PRODUCT = { productId: 'lamp-brass', category: 'home', priceCents: 7_900 };

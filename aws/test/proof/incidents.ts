/**
 * What a few minutes of the simulated shop may go without, and some results are made of: a product that sells out within
 * a minute, a fraud ring, an order that is cancelled at once, and one that is told hours later.
 */
import type { Delivery } from '@millrace/shop/simulate/deliveries.ts';
import { fraudRing } from '@millrace/shop/simulate/fraud-ring.ts';
import { ProductCatalog } from '@millrace/shop/simulate/product-catalog.ts';
import { seededRandom } from '@millrace/shop/simulate/random.ts';

interface Incident {
  readonly afterMs: number;
  /** But for its id and time. */
  readonly event: object;
  /** So long before it is sent it has happened. */
  readonly lateMs?: number;
}

export interface IncidentOptions {
  readonly seed: number;
  readonly products: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** The one that sells out. No shopper of the simulation finds it. */
const PRODUCT = { productId: 'p-rush', category: 'toys' };
const PRICE = 19.9;
const IN_BOOKS = 32;
const THRESHOLD = 20;
const BUYERS = 18;
const BETWEEN_BUYERS_MS = 700;
/** Far from the numbers of the simulation's own rings. */
const RING = 9_000;
const BETWEEN_RING_MS = 300;
const REGRET_MS = 4_000;
const LATE_MS = 3 * 3_600_000;

/** Sent before all others. */
export function rushCatalogue(startMs: number): readonly Delivery[] {
  const stock = { quantity: IN_BOOKS, properties: { threshold: THRESHOLD } };
  const told = [
    { eventType: 'product_update', ...PRODUCT, price: PRICE },
    { eventType: 'inventory_update', ...PRODUCT, ...stock },
  ];
  return told.map((event, place) => ({ atMs: 0, text: textOf({ eventId: `rush-${place}`, ...event }, startMs) }));
}

/** In the order in which they are sent, from the middle of the run on; `atMs` counts from the start. */
export function incidents({ seed, products, startMs, endMs }: IncidentOptions): readonly Delivery[] {
  const middleMs = Math.floor((endMs - startMs) / 2);
  const random = seededRandom(seed + 0x1c1d);
  // At prices that the catalogue does not have, as of someone who tampers with pages.
  const ring = fraudRing(RING, new ProductCatalog(products, random), random);
  const rush = Array.from({ length: BUYERS }, (_, buyer) => purchase(buyer));
  const told: readonly Incident[] = [
    ...rush.map((event, buyer) => ({ afterMs: buyer * BETWEEN_BUYERS_MS, event })),
    { afterMs: REGRET_MS, event: { eventType: 'order_cancelled', userId: 'u-rush-0', orderId: 'o-rush-0' } },
    { afterMs: REGRET_MS, event: purchase(BUYERS), lateMs: LATE_MS },
    ...ring.map((event, place) => ({ afterMs: place * BETWEEN_RING_MS, event })),
  ];
  return told
    .toSorted((one, other) => one.afterMs - other.afterMs)
    .map(({ afterMs, event, lateMs = 0 }, place) => {
      const atMs = middleMs + afterMs;
      return { atMs, text: textOf({ eventId: `incident-${place}`, ...event }, startMs + atMs - lateMs) };
    });
}

function purchase(buyer: number): object {
  const order = { orderId: `o-rush-${buyer}`, sessionId: `rush-${buyer}`, userId: `u-rush-${buyer}` };
  return { eventType: 'purchase', ...order, ...PRODUCT, price: PRICE, quantity: 1, ip: `192.0.2.${buyer + 1}` };
}

function textOf(event: object, atMs: number): string {
  return JSON.stringify({ ...event, timestamp: new Date(atMs).toISOString() });
}

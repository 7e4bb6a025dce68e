/**
 * Writes `orders.json`: a morning in a small shop with everything that happens to orders. Cancelled at once, later, late
 * or in part; lines that arrive late; a ring behind one address; a traveller; a new account in a hurry; a shared device;
 * stock that runs low and is filled up again. The same bytes each time: `node shop/test/pipelines/make-orders.ts`.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Random, seededRandom } from '../../src/simulate/random.ts';

const NINE = Date.parse('2024-01-15T09:00:00Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const BURSTS = 9;
const ORDERS_A_BURST = 12;
const COUNTRIES = ['US', 'DE', 'FR'];

type Fields = Readonly<Record<string, unknown>>;

interface Happening {
  readonly atMs: number;
  readonly arrivesMs: number;
  readonly fields: Fields;
}

const random = seededRandom(20261125);
const happenings: Happening[] = [];
let orders = 0;

function happen(atMs: number, fields: Fields, delayMs = 0): void {
  happenings.push({ atMs, arrivesMs: atMs + delayMs, fields });
}

function product(source: Random): Fields {
  const number = Math.floor(source.unit() ** 2 * 9);
  return { productId: `p${number}`, category: ['books', 'home', 'toys'][number % 3], price: 5 + number * 12.25 };
}

/** An order of one to three lines, and what becomes of it. */
function order(atMs: number, buyer: Fields, lateMs = 0): void {
  orders += 1;
  const orderId = `o${orders}`;
  const lines = Array.from({ length: 1 + random.below(3) }, () => product(random));
  for (const [index, line] of lines.entries()) {
    happen(
      atMs + index * 7,
      { eventType: 'purchase', orderId, quantity: 1 + random.below(3), ...line, ...buyer },
      lateMs,
    );
  }
  takeBack(atMs, orderId, lines, buyer);
}

function takeBack(atMs: number, orderId: string, lines: readonly Fields[], buyer: Fields): void {
  const { userId } = buyer;
  const choice = random.below(12);
  if (choice === 0) happen(atMs + 20 * SECOND, { eventType: 'order_cancelled', orderId, userId });
  if (choice === 1) happen(atMs + 11 * MINUTE, { eventType: 'order_cancelled', orderId, userId });
  if (choice === 2) happen(atMs + 30 * SECOND, { eventType: 'order_cancelled', orderId, userId }, 25 * MINUTE);
  // What is not counted is not taken back a second time.
  if (choice === 4) {
    happen(atMs + 1, { eventType: 'order_cancelled', orderId, userId });
    happen(atMs + 2 * HOUR, { eventType: 'order_refunded', orderId, userId });
  }
  if (choice === 3) {
    const [line] = lines;
    happen(atMs + 50 * MINUTE, { eventType: 'order_refunded', orderId, userId, productId: line?.productId });
  }
}

function shopper(number: number): Fields {
  return {
    userId: `u${number}`,
    ip: `10.0.${number % 7}.${number}`,
    location: { country: COUNTRIES[number % 3] },
    properties: { deviceId: `d${number}` },
  };
}

function identify(atMs: number, userId: string, properties: Fields): void {
  happen(atMs, { eventType: 'identify', userId, properties });
}

function ordinaryDay(): void {
  for (let number = 0; number < 40; number += 1) {
    const createdAt = new Date(NINE - (number + 1) * 24 * HOUR).toISOString();
    identify(NINE + number * 100, `u${number}`, { createdAt, country: COUNTRIES[number % 3] });
  }
  for (let burst = 0; burst < BURSTS; burst += 1) {
    for (let count = 0; count < ORDERS_A_BURST; count += 1) {
      const atMs = NINE + burst * 23 * MINUTE + random.below(4 * MINUTE);
      order(atMs, shopper(random.below(40)), random.chance(0.08) ? 20 * MINUTE : 0);
    }
  }
}

function frauds(): void {
  const ringMs = NINE + 50 * MINUTE;
  for (let number = 0; number < 9; number += 1) {
    const userId = `ring${number}`;
    identify(ringMs + number * SECOND, userId, { createdAt: new Date(ringMs).toISOString(), country: 'US' });
    order(ringMs + (number + 3) * 2 * SECOND, {
      userId,
      ip: '203.0.113.9',
      location: { country: 'AQ' },
      properties: { deviceId: 'ring' },
    });
  }
  for (const [index, country] of ['US', 'JP', 'BR', 'US'].entries()) {
    order(NINE + (60 + index * 25) * MINUTE, { ...shopper(3), location: { country } });
  }
  order(NINE + 70 * MINUTE, { userId: 'stranger', properties: { createdAt: 'no time' } });
}

function stock(): void {
  for (let number = 0; number < 9; number += 1) {
    const properties = { threshold: 12 + number, leadTimeDays: 1 + (number % 3), safetyStock: 5, onOrder: 0 };
    happen(NINE - MINUTE + number, {
      eventType: 'inventory_update',
      productId: `p${number}`,
      quantity: 40,
      properties,
    });
    const delivery = { eventType: 'inventory_update', productId: `p${number}`, quantity: 60 };
    // Some are counted: too few, so that an alert is due, and afterwards more or fewer than the movements come to.
    const few = number % 3 === 0 ? { onHand: 5 } : {};
    const counted = number % 2 === 0 ? { onHand: 30 + number } : {};
    happen(NINE + (70 + 9 * number) * MINUTE, { ...delivery, properties: { onOrder: 0, ...counted } });
    happen(NINE + (30 + 9 * number) * MINUTE, { ...delivery, quantity: 0, properties: { onOrder: 60, ...few } });
  }
  happen(NINE + 3 * HOUR, {
    eventType: 'inventory_update',
    productId: 'p0',
    quantity: -5,
    properties: { threshold: 'x' },
  });
}

/** A product that nobody wanted all night, and then everybody. */
function rush(): void {
  const sale = { eventType: 'purchase', productId: 'p-rush', category: 'toys', price: 19.99, quantity: 1 };
  happen(NINE - 7 * HOUR, { eventType: 'inventory_update', productId: 'p-rush', quantity: 30 });
  happen(NINE - 6 * HOUR, { ...sale, userId: 'u1', orderId: 'night' });
  for (let number = 0; number < 9; number += 1) {
    const atMs = NINE + 3 * HOUR + number * 90 * SECOND;
    happen(atMs, { ...sale, quantity: 3, userId: `u${number}`, orderId: `rush${number}` });
  }
}

ordinaryDay();
frauds();
stock();
rush();
for (let minute = 0; minute <= 6 * 60; minute += 10) happen(NINE + minute * MINUTE, { eventType: 'heartbeat' });

const lines = happenings
  .sort((a, b) => a.arrivesMs - b.arrivesMs || a.atMs - b.atMs)
  .map(({ atMs, arrivesMs, fields }, index) => {
    const times = { timestamp: new Date(atMs).toISOString(), receivedAt: new Date(arrivesMs).toISOString() };
    return JSON.stringify({ eventId: `n${index}`, ...fields, ...times });
  });
writeFileSync(fileURLToPath(new URL('orders.json', import.meta.url)), `${lines.join('\n')}\n`);

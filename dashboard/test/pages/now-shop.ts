/**
 * A shop for the tests of the page Now: three days of the same two hours, so that there are norms, and a last hour that sells
 * twice as much, with orders that were cancelled at once, taken back later and told late. Sent by HTTP while the server's
 * clock stands in the past.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startShop } from '../../../shop/src/server/start-shop.ts';
import { freshPage } from '../world/fresh-page.ts';
import { WorldClock } from '../world/world-clock.ts';

const MINUTE_MS = 60_000;
const WINDOW_MS = 5 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DAYS = 3;
const WINDOWS = 24;
const VISITORS = 10;
/** What a shop must stand: a product that looks like markup. */
export const MARKUP = '<script>alert(1)</script>';
const COUNTRIES = ['US', 'DE', 'JP'];

export interface NowShop {
  readonly url: string;
  /** The start of the last window of the past. */
  readonly lastMs: number;
  send(...events: readonly object[]): Promise<void>;
  close(): Promise<void>;
}

export async function openNowShop(): Promise<NowShop> {
  const lastMs = Math.floor(Date.now() / WINDOW_MS) * WINDOW_MS - WINDOW_MS;
  const clock = new WorldClock(lastMs - DAYS * DAY_MS - WINDOWS * WINDOW_MS);
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-now-'));
  const shop = await startShop({ port: 0, dataFolder, pageFolder: await freshPage(), now: clock.now });
  const send = (...events: readonly object[]) => post(shop.url, events);
  for (let day = DAYS; day >= 0; day--) {
    // The days before had the present hour, too, however young it is.
    const last = day === 0 ? 0 : -2;
    for (let window = WINDOWS - 1; window >= last; window--) {
      const startMs = lastMs - day * DAY_MS - window * WINDOW_MS;
      clock.set(startMs + WINDOW_MS - 1_000);
      const sales = day === 0 && window < 12 ? 4 : 2;
      await send(...windowEvents(startMs, sales));
      if (day === 0 && window === 6) await send(...lateAndLost(startMs));
    }
  }
  clock.run();
  await send({ ...eventAt('open', Date.now(), 'page_view'), userId: 'u-opener' });
  await quiet(shop.url, lastMs);
  const close = async () => {
    await shop.close();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  return { url: shop.url, lastMs, send, close };
}

/** An hour of the past has ten new visitors in each window, of whom the first ones buy. */
function windowEvents(startMs: number, sales: number): readonly object[] {
  const atMs = startMs + WINDOW_MS - 6_000;
  return Array.from({ length: VISITORS }, (_, visitor) => {
    const who = {
      userId: `u-${startMs}-${visitor}`,
      location: { country: COUNTRIES[visitor % COUNTRIES.length] ?? 'US' },
    };
    const what =
      visitor % 2 === 0 ? { productId: 'tent', category: 'camping' } : { productId: MARKUP, category: 'toys' };
    const at = (step: string, eventType: string) => ({ ...eventAt(`${who.userId}-${step}`, atMs, eventType), ...who });
    const search = { ...at('search', 'search'), query: visitor < 6 ? ' Tent ' : MARKUP };
    const bought = [
      { ...at('cart', 'add_to_cart'), ...what },
      at('checkout', 'checkout'),
      { ...at('buy', 'purchase'), ...what, price: 10, quantity: 2, orderId: `o-${who.userId}` },
    ];
    return [{ ...at('look', 'page_view'), ...what }, search, ...(visitor < sales ? bought : [])];
  }).flat();
}

/** An order that was cancelled at once, one that was refunded when its window had closed, and one that came late. */
function lateAndLost(startMs: number): readonly object[] {
  const atMs = startMs + WINDOW_MS - 5_000;
  const line = { userId: 'u-lost', productId: 'tent', category: 'camping', price: 7.5 };
  return [
    { ...eventAt('lost', atMs, 'purchase'), ...line, orderId: 'o-lost' },
    { ...eventAt('lost-cancelled', atMs + 1_000, 'order_cancelled'), userId: 'u-lost', orderId: 'o-lost' },
    {
      ...eventAt('refund', atMs, 'order_refunded'),
      ...{ userId: 'u-lost', orderId: `o-u-${startMs - 2 * WINDOW_MS}-0` },
    },
    { ...eventAt('late', atMs - 2 * WINDOW_MS, 'purchase'), ...line, price: 3, orderId: 'o-late' },
  ];
}

export function eventAt(eventId: string, atMs: number, eventType: string) {
  return { eventId, timestamp: new Date(atMs).toISOString(), eventType };
}

async function post(url: string, events: readonly object[]): Promise<void> {
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(events),
  });
  if (!response.ok) throw new Error(`events were refused: ${await response.text()}`);
}

/** Until the last window of the past is in the results, and the days before it are in the norms' history. */
async function quiet(url: string, lastMs: number): Promise<void> {
  const get = async (path: string) => (await fetch(url + path)).json();
  for (;;) {
    const { closedTo } = (await get('/v1/revenue/timeline')) as { closedTo: string };
    const { lastHour } = (await get('/v1/norms/now')) as { lastHour: Record<string, { known: number } | null> };
    const areKnown = Object.values(lastHour).every((norm) => norm?.known === DAYS);
    if (Date.parse(closedTo) > lastMs && areKnown) return;
    await pause(50);
  }
}

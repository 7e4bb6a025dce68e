/** What the demo world's quarantine holds: a bad event of every kind, and files of a partner's till, good and bad. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOUR_MS, MINUTE_MS, type PastEvent, pastEvent } from './past-event.ts';

/** The feed of the till, and how many rows of its Tuesday file are bad. */
export const TILL = { feed: 'till', badRows: 3 } as const;

/** In no order; with those that the simulator spoils beside. */
export function badEvents(endMs: number): readonly PastEvent[] {
  const bad = (name: string, beforeMs: number, event: object) =>
    pastEvent(`world-bad-${name}`, endMs - beforeMs, { userId: 'u-broken', ...event });
  return [
    bad('type', 9 * HOUR_MS, { eventType: 'wishlist_add', productId: 'lamp-brass' }),
    bad('price', 2 * HOUR_MS, { eventType: 'purchase', productId: 'lamp-brass', price: '79,00', orderId: 'o-bad-1' }),
    bad('price-2', 100 * MINUTE_MS, {
      eventType: 'purchase',
      productId: 'mug-blue',
      price: '14,00',
      orderId: 'o-bad-2',
    }),
    bad('clock', 70 * MINUTE_MS, { eventType: 'page_view', timestamp: new Date(endMs + 48 * HOUR_MS).toISOString() }),
    bad('nobody', 50 * MINUTE_MS, { eventType: 'page_view', userId: undefined, productId: 'tent-duo' }),
    bad('size', 30 * MINUTE_MS, { eventType: 'custom', properties: { name: 'debug', dump: 'x'.repeat(40_000) } }),
    bad('time', 12 * MINUTE_MS, { eventType: 'page_view', timestamp: 'yesterday' }),
  ];
}

const MAPPING = {
  about: 'The till of the shop in Main Street: one row a receipt line',
  format: { delimiter: ';', encoding: 'utf-8' },
  columns: ['receipt', 'sold_at', 'article', 'group', 'pieces', 'unit_price', 'customer'],
  fields: {
    timestamp: { column: 'sold_at', time: 'dd.MM.yyyy HH:mm:ss' },
    userId: { column: 'customer' },
    anonymousId: { template: 'till-{receipt}', without: 'customer' },
    productId: { column: 'article' },
    category: { column: 'group' },
    orderId: { column: 'receipt' },
    channel: { constant: 'till' },
  },
  rules: [
    {
      when: [{ column: 'pieces', above: 0 }],
      eventType: 'purchase',
      fields: {
        price: { column: 'unit_price', number: 'decimal', remove: ' EUR$' },
        quantity: { column: 'pieces', number: 'integer' },
      },
    },
  ],
};

/** Writes the till's mapping into a folder of feeds. */
export function writeTillMapping(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${TILL.feed}.json`), JSON.stringify(MAPPING));
}

export interface TillFile {
  readonly name: string;
  readonly text: string;
}

const HEADER = 'receipt;sold_at;article;group;pieces;unit_price;customer';

/** A good file, one with bad rows, the first once more, and one without the right columns. */
export function tillFiles(nowMs: number): readonly TillFile[] {
  const at = (beforeMs: number) => germanTime(nowMs - beforeMs);
  const monday = Array.from({ length: 24 }, (_, index) => {
    const when = at(3 * HOUR_MS - index * 2 * MINUTE_MS);
    return `R-${index};${when};${index % 2 === 0 ? 'mug-blue;home' : 'soap-pine;beauty'};1;9.50 EUR;c-${index}`;
  });
  const tuesday = [
    `R-101;${at(2_000)};novel-sea;books;1;18.90 EUR;c-3`,
    'R-102;yesterday;novel-sea;books;1;18.90 EUR;',
    `R-103;${at(1_000)};mug-blue;home;0;14.00 EUR;`,
    `R-104;${at(1_000)};soap-pine`,
    `R-105;${at(500)};kite-red;toys;1;34.00 EUR;c-9`,
  ];
  const first = [HEADER, ...monday].join('\n');
  return [
    { name: 'monday.csv', text: first },
    { name: 'tuesday.csv', text: [HEADER, ...tuesday].join('\n') },
    { name: 'monday-again.csv', text: first },
    { name: 'wednesday.csv', text: 'receipt;when;article\nR-201;now;lamp-brass' },
  ];
}

/** `26.11.2026 09:30:00`, in UTC. */
function germanTime(ms: number): string {
  const [date = '', time = ''] = new Date(ms).toISOString().split('T');
  return `${date.split('-').reverse().join('.')} ${time.slice(0, 8)}`;
}

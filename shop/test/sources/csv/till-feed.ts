/** A feed for tests: its mapping, files of it, and a server that knows it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TILL = {
  about: 'The till of a shop',
  format: {},
  columns: ['receipt', 'sold_at', 'article', 'pieces', 'price', 'customer'],
  fields: {
    timestamp: { column: 'sold_at', time: 'yyyy-MM-dd HH:mm:ss' },
    userId: { column: 'customer' },
    productId: { column: 'article' },
    orderId: { column: 'receipt' },
    price: { column: 'price', number: 'decimal' },
    quantity: { column: 'pieces', number: 'integer' },
  },
  rules: [{ when: [{ column: 'pieces', above: 0 }], eventType: 'purchase', fields: {} }],
} as const;

export const TILL_HEADER = TILL.columns.join(';');

/** Makes `<folder>/till.json` and `<folder>/till/`. */
export function makeTillFolder(folder: string, more: object = {}): void {
  mkdirSync(join(folder, 'till'), { recursive: true });
  writeFileSync(join(folder, 'till.json'), JSON.stringify({ ...TILL, ...more }));
}

/** A good row; the number goes into all of it. */
export function tillRow(number: number, price: string = `${(number % 900) / 100}`): string {
  const soldAt = new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return `R-${number};${soldAt};article-${number % 50};${1 + (number % 3)};${price};c-${number % 300}`;
}

export function tillFile(rows: readonly string[]): string {
  return `${[TILL_HEADER, ...rows].join('\n')}\n`;
}

/** Good rows with the numbers `from`, `from + 1` … */
export function tillRows(count: number, from = 0): readonly string[] {
  return Array.from({ length: count }, (_, index) => tillRow(from + index));
}

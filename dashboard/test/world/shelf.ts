/** Products of the demo world with names and stock that is known: some sell fast, some are nearly gone. */
import { HOUR_MS, MINUTE_MS, type PastEvent, pastEvent } from './past-event.ts';

interface ShelfProduct {
  readonly productId: string;
  readonly name: string;
  readonly category: string;
  readonly price: number;
  /** At the end of the past. */
  readonly left: number;
  readonly threshold: number;
  readonly soldADay: number;
  readonly leadTimeDays: number;
}

const product = (
  [productId, name, category]: readonly [string, string, string],
  price: number,
  [left, threshold, soldADay, leadTimeDays]: readonly [number, number, number, number],
): ShelfProduct => ({ productId, name, category, price, left, threshold, soldADay, leadTimeDays });

/** What is left, where an alert is due, how many go a day, and how long a delivery takes. */
export const SHELF: readonly ShelfProduct[] = [
  product(['lamp-brass', 'Brass reading lamp', 'home'], 79, [6, 20, 12, 7]),
  product(['tent-duo', 'Duo tent, two seasons', 'sports'], 199, [9, 15, 4, 14]),
  product(['stove-mini', 'Mini gas stove', 'sports'], 49.5, [0, 10, 8, 5]),
  product(['mug-blue', 'Blue stoneware mug', 'home'], 14, [48, 30, 10, 4]),
  product(['novel-sea', 'The Sea Road (novel)', 'books'], 18.9, [11, 25, 15, 3]),
  product(['soap-pine', 'Pine tar soap', 'beauty'], 6.4, [120, 40, 6, 6]),
  product(['kite-red', 'Red stunt kite', 'toys'], 34, [22, 20, 2, 9]),
];

/** A product that fell below its threshold and was filled up again. */
const FILLED_UP = 'mug-blue';

/** In no order. */
export function shelfEvents(startMs: number, endMs: number): readonly PastEvent[] {
  return SHELF.flatMap((item) => [...told(item, startMs), ...sold(item, startMs, endMs), ...counted(item, endMs)]);
}

/** Names and prices, and stock enough for all that is sold. */
function told({ productId, name, category, price, threshold, leadTimeDays }: ShelfProduct, startMs: number) {
  const stock = { threshold, leadTimeDays, safetyStock: 5, onOrder: 0, onHand: 400 };
  return [
    pastEvent(`world-product-${productId}`, startMs, {
      ...{ eventType: 'product_update', productId, category, price },
      properties: { name, brand: 'Alder' },
    }),
    pastEvent(`world-stock-${productId}`, startMs, {
      ...{ eventType: 'inventory_update', productId, category },
      properties: stock,
    }),
  ];
}

/** Orders spread evenly, each by another buyer. */
function sold({ productId, category, price, soldADay }: ShelfProduct, startMs: number, endMs: number) {
  const everyMs = (24 * HOUR_MS) / soldADay;
  const orders = Math.floor((endMs - startMs - 5 * MINUTE_MS) / everyMs);
  return Array.from({ length: orders }, (_, index) => {
    const about = { productId, category, price, quantity: 1, orderId: `o-${productId}-${index}` };
    return pastEvent(`world-sold-${productId}-${index}`, startMs + (index + 0.5) * everyMs, {
      ...{ eventType: 'purchase', userId: `u-${productId}-${index}`, sessionId: `s-${productId}-${index}` },
      ...{ deviceType: 'desktop', location: { country: 'GB', region: 'ENG' }, ip: `81.2.${index % 250}.9` },
      ...about,
    });
  });
}

/** Minutes before the end the shelf is counted: what is left falls below the threshold then, or not. */
function counted({ productId, category, left, threshold }: ShelfProduct, endMs: number): readonly PastEvent[] {
  const count = (name: string, beforeMs: number, onHand: number) =>
    pastEvent(`world-count-${productId}-${name}`, endMs - beforeMs, {
      ...{ eventType: 'inventory_update', productId, category },
      properties: { onHand },
    });
  const before = productId === FILLED_UP ? [count('low', 90 * MINUTE_MS, threshold - 8)] : [];
  return [...before, count('end', 3 * MINUTE_MS, left)];
}

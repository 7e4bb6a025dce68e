/**
 * The stock room: what is sold goes out (the purchase itself says so), what runs low is ordered and comes in. The first
 * time that a product is asked for, it is counted: what the books had wrong is put right, and its threshold and lead time
 * are told.
 */
import type { Random } from './random.ts';
import type { ShopperEvent } from './shopper.ts';

const FIRST_STOCK = 200;
const LOW = 20;
const ORDER_UNITS = 150;

export class StockRoom {
  readonly #units = new Map<string, number>();
  readonly #inBooks: ReadonlyMap<string, number>;
  readonly #random: Random;

  /** @param inBooks what has been told of each product's stock. */
  constructor(inBooks: ReadonlyMap<string, number>, random: Random) {
    this.#inBooks = inBooks;
    this.#random = random;
  }

  /** What a purchase makes the stock room tell: a count at first, a delivery when the shelf is nearly empty. */
  sell({ productId, category, quantity = 1 }: ShopperEvent): readonly ShopperEvent[] {
    if (productId === undefined) return [];
    const movement = {
      eventType: 'inventory_update',
      userId: 'stock-room',
      productId,
      ...(category ? { category } : {}),
    };
    const known = this.#units.get(productId);
    const counted = known ?? LOW + quantity + this.#random.below(FIRST_STOCK);
    const left = counted - quantity;
    const delivery = left < LOW && this.#random.chance(0.5) ? ORDER_UNITS : 0;
    this.#units.set(productId, left + delivery);
    const count = known === undefined ? [{ ...movement, ...this.#putRight(productId, counted) }] : [];
    return [...count, ...(delivery > 0 ? [{ ...movement, quantity: delivery, properties: { onOrder: 0 } }] : [])];
  }

  #putRight(productId: string, counted: number): Pick<ShopperEvent, 'quantity' | 'properties'> {
    return { quantity: counted - (this.#inBooks.get(productId) ?? 0), properties: this.#particulars() };
  }

  #particulars(): Readonly<Record<string, number>> {
    return {
      threshold: LOW,
      leadTimeDays: 2 + this.#random.below(12),
      safetyStock: this.#random.below(10),
      onOrder: 0,
    };
  }
}

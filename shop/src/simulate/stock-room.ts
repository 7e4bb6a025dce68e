/** The stock room: what is sold goes out, what runs low comes in again. */
import type { ProductCatalog } from './product-catalog.ts';
import type { Random } from './random.ts';
import type { ShopperEvent } from './shopper.ts';

const FIRST_STOCK = 200;
const LOW = 20;
const ORDER_UNITS = 150;

export class StockRoom {
  readonly #units: Map<string, number>;

  constructor(catalog: ProductCatalog, random: Random) {
    this.#units = new Map(catalog.products.map(({ productId }) => [productId, 1 + random.below(FIRST_STOCK)]));
  }

  /** The stock movement that a purchase causes: a sale, and a delivery when the shelf is nearly empty. */
  sell({ productId, category, quantity = 1 }: ShopperEvent): readonly ShopperEvent[] {
    if (productId === undefined) return [];
    const left = (this.#units.get(productId) ?? 0) - quantity;
    const delivery = left < LOW ? ORDER_UNITS : 0;
    this.#units.set(productId, left + delivery);
    const movement = {
      eventType: 'inventory_update',
      userId: 'stock-room',
      productId,
      ...(category ? { category } : {}),
    };
    const moves = delivery > 0 ? [-quantity, delivery] : [-quantity];
    return moves.map((units) => ({ ...movement, quantity: units }));
  }
}

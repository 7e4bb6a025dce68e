/**
 * The catalogue as the shop's own systems tell it: at first every product with its name, brand, price and what the books
 * say is in stock; later a changed price now and then. A few products are hidden, a few are sold out.
 */
import type { Product, ProductCatalog } from './product-catalog.ts';
import type { Random } from './random.ts';
import type { ShopperEvent } from './shopper.ts';

const BRANDS = ['Alder', 'Birch', 'Cedar', 'Elm', 'Fir', 'Hazel', 'Larch', 'Maple', 'Oak', 'Pine', 'Rowan', 'Willow'];
const KINDS = ['Basic', 'Classic', 'Compact', 'Deluxe', 'Eco', 'Plus', 'Pro', 'Travel'];
const HIDDEN_CHANCE = 0.02;
const SOLD_OUT_CHANCE = 0.03;
const MOST_IN_BOOKS = 200;
const THRESHOLD = 20;

export interface FeedEntry {
  readonly events: readonly ShopperEvent[];
  readonly productId: string;
  /** Pieces that the books say are there. */
  readonly inBooks: number;
}

/** Every product, in the catalogue's order. */
export function productFeed(catalog: ProductCatalog, random: Random): readonly FeedEntry[] {
  return catalog.products.map((product, index) => {
    const inBooks = random.chance(SOLD_OUT_CHANCE) ? 0 : 1 + random.below(MOST_IN_BOOKS);
    const hidden = random.chance(HIDDEN_CHANCE);
    const brand = random.pick(BRANDS);
    const name = `${brand} ${random.pick(KINDS)} ${product.category} ${index + 1}`;
    const { productId, category } = product;
    const told = { ...priceUpdate(product), properties: { name, brand, ...(hidden ? { hidden } : {}) } };
    const properties = { threshold: THRESHOLD };
    const stock = { eventType: 'inventory_update', productId, category, quantity: inBooks, properties };
    return { events: [told, stock], productId, inBooks };
  });
}

/** Up or down by a twentieth to a tenth. Carts that were filled before keep the price that they had. */
export function changedPrice(catalog: ProductCatalog, random: Random): ShopperEvent {
  const place = random.below(catalog.products.length);
  const factor = (random.chance(0.5) ? 1 : -1) * (0.05 + random.unit() * 0.05);
  return priceUpdate(catalog.reprice(place, 1 + factor));
}

function priceUpdate({ productId, category, priceCents }: Product): ShopperEvent {
  return { eventType: 'product_update', productId, category, price: priceCents / 100 };
}

/**
 * What is known of products. `product_update` says what a product is, and may say how many pieces there are; stock then
 * moves with `inventory_update` and purchases in the order of arrival, as in `pipelines/inventory.sql`.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { propertiesOf, type ShopEvent } from '../shop-event.ts';
import type { Product } from './enriched-event.ts';

export interface StoredProduct {
  name: string | null;
  brand: string | null;
  category: string | null;
  priceTenThousandths: number | null;
  onHand: number | null;
  hidden: boolean;
  /** All movements so far: the stock once it is counted, for movements may come before the count. */
  moved: number;
  /** Event time of the newest `product_update`; null when there was none. */
  toldMs: number | null;
}

/** Called when what the catalogue says of a product has changed: anything but its stock. */
export type OnProduct = (productId: string, product: StoredProduct) => void;

export class ProductCatalogue {
  readonly #products: FoldTable<StoredProduct>;
  readonly #onProduct: OnProduct;

  constructor(tables: FoldTables, onProduct: OnProduct) {
    this.#products = tables.table('enrich-products');
    this.#onProduct = onProduct;
  }

  get(productId: string): StoredProduct | undefined {
    return this.#products.get(productId);
  }

  /** Takes in a `product_update`: what it does not mention stays. One that is older than the newest fills gaps only. */
  tell(productId: string, event: ShopEvent): void {
    const product = this.#products.get(productId) ?? newProduct();
    const before = { ...product };
    const isNewest = product.toldMs === null || event.timestampMs >= product.toldMs;
    const { name, brand, hidden, onHand } = propertiesOf(event);
    const { category, priceTenThousandths } = event;
    if (isText(name) && (isNewest || product.name === null)) product.name = name;
    if (isText(brand) && (isNewest || product.brand === null)) product.brand = brand;
    if (category !== null && (isNewest || product.category === null)) product.category = category;
    if (isNewest) {
      product.priceTenThousandths = priceTenThousandths ?? product.priceTenThousandths;
      if (typeof hidden === 'boolean') product.hidden = hidden;
      if (Number.isSafeInteger(onHand)) count(product, Number(onHand));
      product.toldMs = event.timestampMs;
    } else product.priceTenThousandths ??= priceTenThousandths;
    this.#products.put(productId, product);
    if (saysOther(before, product)) this.#onProduct(productId, product);
  }

  /** Takes in an `inventory_update`: its quantity comes in, or goes out when it is negative; `onHand` is a count. */
  move(productId: string, event: ShopEvent): void {
    const product = this.#products.get(productId) ?? newProduct();
    const { onHand } = propertiesOf(event);
    const isNews = product.category === null && event.category !== null;
    product.category ??= event.category;
    count(product, Number.isSafeInteger(onHand) ? Number(onHand) : product.moved + (event.quantity ?? 0));
    this.#products.put(productId, product);
    if (isNews) this.#onProduct(productId, product);
  }

  /** Takes a purchase line off the shelf. */
  sell(productId: string, event: ShopEvent): void {
    const product = this.#products.get(productId) ?? newProduct();
    product.moved -= event.quantity ?? 1;
    if (product.onHand !== null) product.onHand = product.moved;
    this.#products.put(productId, product);
  }
}

/** The product as others are given it. */
export function shownProduct({ moved, toldMs, ...product }: StoredProduct): Product {
  return product;
}

function newProduct(): StoredProduct {
  return {
    name: null,
    brand: null,
    category: null,
    priceTenThousandths: null,
    onHand: null,
    hidden: false,
    moved: 0,
    toldMs: null,
  };
}

function count(product: StoredProduct, pieces: number): void {
  product.moved = pieces;
  product.onHand = pieces;
}

function saysOther(before: StoredProduct, after: StoredProduct): boolean {
  return (
    before.toldMs === null ||
    before.name !== after.name ||
    before.brand !== after.brand ||
    before.category !== after.category ||
    before.priceTenThousandths !== after.priceTenThousandths ||
    before.hidden !== after.hidden
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

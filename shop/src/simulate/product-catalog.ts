/** What the simulated shop sells: products with a category and a price, the popular ones first. */
import type { Random } from './random.ts';
import { zipf } from './zipf.ts';

export interface Product {
  readonly productId: string;
  readonly category: string;
  /** In whole cents, so that no price has a rounding error. */
  readonly priceCents: number;
}

/** Categories with the range of their prices in cents. */
const CATEGORIES: readonly (readonly [name: string, fromCents: number, toCents: number])[] = [
  ['electronics', 1_999, 149_999],
  ['fashion', 990, 24_990],
  ['home', 599, 39_900],
  ['beauty', 399, 8_900],
  ['sports', 899, 44_900],
  ['toys', 499, 12_900],
  ['books', 599, 4_900],
  ['grocery', 99, 2_900],
  ['garden', 799, 59_900],
  ['music', 899, 89_900],
];
const POPULARITY_EXPONENT = 1.05;

export class ProductCatalog {
  readonly #products: Product[];
  readonly #draw: (random: Random) => number;

  constructor(size: number, random: Random) {
    this.#products = Array.from({ length: size }, (_, index) => makeProduct(index, random));
    this.#draw = zipf(size, POPULARITY_EXPONENT);
  }

  get products(): readonly Product[] {
    return this.#products;
  }

  /** Multiplies a price, from now on. Whoever holds the product already holds it at the price of before. */
  reprice(place: number, factor: number): Product {
    const product = this.#at(place);
    const priceCents = Math.max(1, Math.round(product.priceCents * factor));
    this.#products[place] = { ...product, priceCents };
    return this.#at(place);
  }

  /** A product as a shopper would come upon it: popular ones far more often. */
  draw(random: Random): Product {
    return this.#at(this.#draw(random));
  }

  #at(place: number): Product {
    const product = this.#products[place];
    if (!product) throw new RangeError('there is no such product');
    return product;
  }
}

function makeProduct(index: number, random: Random): Product {
  const [category, fromCents, toCents] = random.pick(CATEGORIES);
  // Squaring draws cheap prices more often than dear ones.
  const priceCents = Math.round(fromCents + random.unit() ** 2 * (toCents - fromCents));
  return { productId: `p-${String(index + 1).padStart(5, '0')}`, category, priceCents };
}

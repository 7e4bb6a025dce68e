/**
 * What the catalogue says of each product, for all buckets: in DynamoDB for good, in Valkey at hand, and in memory for some
 * seconds. The bucket that a product belongs to tells it, with an id that rises; an older word never replaces a newer
 * one, however often and however late it is told.
 *
 * A product that changes is thus known to other buckets some seconds later.
 */
import type { StoredProduct } from '@millrace/shop/functions/enrich/product-catalogue.ts';
import { eachInTurns } from '../../results/each-in-turns.ts';
import { setIfNewer } from '../../results/newer-item.ts';
import { readItems, type TableAccess } from '../../state/table-access.ts';
import { type Valkey, ValkeyScript } from '../../state/valkey-script.ts';
import { bucketOf } from '../../stream/bucket.ts';
import type { SharedProducts } from './enrich-function.ts';

export interface ToldProduct {
  readonly productId: string;
  readonly product: StoredProduct;
  readonly at: string;
}

export interface ShopCatalogueOptions {
  readonly valkey: Valkey;
  /** The table `state`. */
  readonly table: TableAccess;
  readonly freshMs?: number;
}

/** What Valkey keeps: `<at>|<JSON of the product>`; nothing behind the bar for a product that there is not. */
interface Held {
  readonly product: StoredProduct | undefined;
  readonly untilMs: number;
}

/** A product as it lies in Valkey. */
interface KeptProduct {
  readonly productId: string;
  readonly at: string;
  readonly json: string;
  readonly seconds: number;
}

const FRESH_MS = 10_000;
const GROUPS = 16;
/** Calls under way: a new catalogue of thousands of products must not look as if a service were away. */
const AT_ONCE = 16;
const MOST_HELD = 200_000;
const KEPT_SECONDS = 86_400;
const UNKNOWN_SECONDS = 60;

/** Sets each of KEYS to `at|product` for so many seconds, by three of ARGV, unless what stands there is newer. */
const SET_IF_NEWER = new ValkeyScript(`
for index, key in ipairs(KEYS) do
  local at, product, seconds = ARGV[index * 3 - 2], ARGV[index * 3 - 1], ARGV[index * 3]
  local held = redis.call('GET', key)
  if not held or string.sub(held, 1, string.find(held, '|', 1, true) - 1) <= at then
    redis.call('SET', key, at .. '|' .. product, 'EX', seconds)
  end
end
return 1`);

export class ShopCatalogue implements SharedProducts {
  readonly #options: ShopCatalogueOptions;
  readonly #freshMs: number;
  readonly #held = new Map<string, Held>();

  constructor(options: ShopCatalogueOptions) {
    this.#options = options;
    this.#freshMs = options.freshMs ?? FRESH_MS;
  }

  get(productId: string): StoredProduct | undefined {
    return this.#held.get(productId)?.product;
  }

  /** Has these products at hand. @throws when neither Valkey nor DynamoDB can be asked. */
  async fetch(productIds: ReadonlySet<string>): Promise<void> {
    const nowMs = Date.now();
    const wanted = [...productIds].filter((productId) => (this.#held.get(productId)?.untilMs ?? 0) <= nowMs);
    await eachInTurns([...Map.groupBy(wanted, groupOf)], AT_ONCE, ([, group]) => this.#fetchGroup(group));
  }

  /** Each bucket's in order. */
  async tell(products: readonly ToldProduct[]): Promise<void> {
    const newest = new Map(products.map((told) => [told.productId, told]));
    await eachInTurns([...newest.values()], AT_ONCE, (told) => this.#keep(told));
    await this.#show([...newest.values()].map(({ productId, product, at }) => keptOf(productId, at, product)));
    // What was told may have been older than what is known: it is asked for again.
    for (const productId of newest.keys()) this.#held.delete(productId);
  }

  /** Of one slot. */
  async #fetchGroup(productIds: readonly string[]): Promise<void> {
    const held = await this.#options.valkey.call('MGET', ...productIds.map(keyOf));
    const texts = Array.isArray(held) ? held : [];
    const absent = productIds.filter((_, index) => typeof texts[index] !== 'string');
    for (const [index, productId] of productIds.entries()) {
      const text: unknown = texts[index];
      if (typeof text === 'string') this.#hold(productId, text.slice(text.indexOf('|') + 1));
    }
    if (absent.length > 0) await this.#fetchKept(absent);
  }

  /** From DynamoDB into memory and Valkey. */
  async #fetchKept(productIds: readonly string[]): Promise<void> {
    const items = await readItems(this.#options.table, productIds.map(itemKeyOf));
    const kept = productIds.map((productId): KeptProduct => {
      const item = items.get(itemKeyOf(productId));
      const seconds = item === undefined ? UNKNOWN_SECONDS : KEPT_SECONDS;
      return { productId, at: item?.at?.S ?? '', json: item?.product?.S ?? '', seconds };
    });
    for (const { productId, json } of kept) this.#hold(productId, json);
    await this.#show(kept);
  }

  /** In DynamoDB, unless something newer is there. */
  async #keep({ productId, product, at }: ToldProduct): Promise<void> {
    const key = { pk: { S: itemKeyOf(productId) } };
    const set = { at: { S: at }, product: { S: JSON.stringify(product) } };
    await setIfNewer(this.#options.table, { key, set, rising: 'at' });
  }

  /** In Valkey, unless something newer is there. */
  async #show(products: readonly KeptProduct[]): Promise<void> {
    const { valkey } = this.#options;
    await eachInTurns([...Map.groupBy(products, ({ productId }) => groupOf(productId))], AT_ONCE, ([, group]) =>
      SET_IF_NEWER.run(
        valkey,
        group.map(({ productId }) => keyOf(productId)),
        group.flatMap(({ at, json, seconds }) => [at, json, seconds]),
      ),
    );
  }

  /** @param json empty for a product that there is not. */
  #hold(productId: string, json: string): void {
    if (this.#held.size >= MOST_HELD) this.#held.clear();
    const product = json === '' ? undefined : JSON.parse(json);
    this.#held.set(productId, { product, untilMs: Date.now() + this.#freshMs });
  }
}

function keptOf(productId: string, at: string, product: StoredProduct): KeptProduct {
  return { productId, at, json: JSON.stringify(product), seconds: KEPT_SECONDS };
}

function groupOf(productId: string): number {
  return bucketOf(productId) % GROUPS;
}

/** Products of a group lie in one slot, and can be asked for together. */
function keyOf(productId: string): string {
  return `{catalogue.${groupOf(productId)}}${productId}`;
}

function itemKeyOf(productId: string): string {
  return `catalogue#${productId}`;
}

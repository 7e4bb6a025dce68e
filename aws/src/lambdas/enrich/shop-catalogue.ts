/**
 * What the catalogue says of each product, for all buckets: in DynamoDB for good, in Valkey at hand, and in memory for some
 * seconds. The bucket that a product belongs to tells it, with an id that rises; an older word never replaces a newer
 * one, however often and however late it is told.
 *
 * A product that changes is thus known to other buckets some seconds later.
 */
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { StoredProduct } from '@millrace/shop/functions/enrich/product-catalogue.ts';
import { type Valkey, ValkeyScript } from '../../state/valkey-script.ts';
import type { SharedProducts } from './enrich-function.ts';

export interface ToldProduct {
  readonly productId: string;
  readonly product: StoredProduct;
  readonly at: string;
}

export interface ShopCatalogueOptions {
  readonly valkey: Valkey;
  readonly dynamo: Pick<DynamoDBClient, 'send'>;
  /** The table `state`. */
  readonly table: string;
  readonly freshMs?: number;
}

/** What Valkey keeps: `<at>|<JSON of the product>`; nothing behind the bar for a product that there is not. */
interface Held {
  readonly product: StoredProduct | undefined;
  readonly untilMs: number;
}

const FRESH_MS = 10_000;
const MOST_HELD = 200_000;
const KEPT_SECONDS = 86_400;
const UNKNOWN_SECONDS = 60;

/** Sets KEYS[1] to `ARGV[1]|ARGV[2]` for ARGV[3] seconds, unless what stands there is newer. */
const SET_IF_NEWER = new ValkeyScript(`
local held = redis.call('GET', KEYS[1])
if held and string.sub(held, 1, string.find(held, '|', 1, true) - 1) > ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. '|' .. ARGV[2], 'EX', ARGV[3])
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
    await Promise.all(wanted.map((productId) => this.#fetchOne(productId)));
  }

  /** Each bucket's in order. */
  async tell(products: readonly ToldProduct[]): Promise<void> {
    const newest = new Map(products.map((told) => [told.productId, told]));
    await Promise.all(Array.from(newest.values(), (told) => this.#tellOne(told)));
  }

  async #fetchOne(productId: string): Promise<void> {
    const { valkey } = this.#options;
    const held = await valkey.call('GET', keyOf(productId));
    const text = typeof held === 'string' ? held : await this.#fetchKept(productId);
    const json = text.slice(text.indexOf('|') + 1);
    this.#hold(productId, json === '' ? undefined : JSON.parse(json));
  }

  /** From DynamoDB into Valkey. */
  async #fetchKept(productId: string): Promise<string> {
    const { dynamo, table, valkey } = this.#options;
    const { Item: item } = await dynamo.send(
      new GetItemCommand({ TableName: table, Key: { pk: { S: keyOf(productId) } } }),
    );
    const [at, json] = [item?.at?.S ?? '', item?.product?.S ?? ''];
    const seconds = item === undefined ? UNKNOWN_SECONDS : KEPT_SECONDS;
    await SET_IF_NEWER.run(valkey, [keyOf(productId)], [at, json, seconds]);
    return `${at}|${json}`;
  }

  async #tellOne({ productId, product, at }: ToldProduct): Promise<void> {
    const { dynamo, table, valkey } = this.#options;
    const json = JSON.stringify(product);
    const put = new PutItemCommand({
      TableName: table,
      Item: { pk: { S: keyOf(productId) }, at: { S: at }, product: { S: json } },
      ConditionExpression: 'attribute_not_exists(pk) OR #at <= :at',
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: { ':at': { S: at } },
    });
    const isNewest = await dynamo.send(put).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
        throw error;
      },
    );
    if (!isNewest) return;
    await SET_IF_NEWER.run(valkey, [keyOf(productId)], [at, json, KEPT_SECONDS]);
    this.#hold(productId, product);
  }

  #hold(productId: string, product: StoredProduct | undefined): void {
    if (this.#held.size >= MOST_HELD) this.#held.clear();
    this.#held.set(productId, { product, untilMs: Date.now() + this.#freshMs });
  }
}

function keyOf(productId: string): string {
  return `catalogue#${productId}`;
}

/**
 * The tables of enrichment as the shop's fold sees them in one bucket: its own state, but for two things.
 *
 * Users of other buckets begin with nothing here, and what is then booked on one is all that has changed: it is sent to the
 * user's bucket. Products are read from the shop's catalogue, and written only by the bucket that a product belongs to.
 */
import type { Emit, FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { StoredProduct } from '@millrace/shop/functions/enrich/product-catalogue.ts';
import type { StoredProfile } from '@millrace/shop/functions/enrich/user-profiles.ts';
import type { EventType } from '@millrace/shop/functions/shop-event.ts';
import { bucketOf } from '../../stream/bucket.ts';
import type { EnrichOutput } from './enrich-output.ts';

/** What is known of products outside of the bucket. */
export interface KnownProducts {
  get(productId: string): StoredProduct | undefined;
}

/** Where the fold is at the moment. */
export interface Situation {
  bucket: number;
  eventType: EventType;
}

export const PRODUCT_TYPES: ReadonlySet<EventType> = new Set(['product_update', 'inventory_update']);

interface EnrichTablesParts {
  readonly situation: Situation;
  readonly products: KnownProducts;
  readonly emit: Emit<EnrichOutput>;
}

export class EnrichTables implements FoldTables {
  readonly #own: FoldTables;
  readonly #parts: EnrichTablesParts;

  constructor(own: FoldTables, parts: EnrichTablesParts) {
    this.#own = own;
    this.#parts = parts;
  }

  /** States have the type that their table's name stands for: the fold's own contract. */
  table<State>(name: string): FoldTable<State> {
    const own = this.#own.table<never>(name);
    switch (name) {
      case 'enrich-users':
        return this.#users(own) as FoldTable<never>;
      case 'enrich-products':
        return this.#products(own) as FoldTable<never>;
      default:
        return own;
    }
  }

  #users(own: FoldTable<StoredProfile>): FoldTable<StoredProfile> {
    const { situation, emit } = this.#parts;
    const isHere = (userId: string) => bucketOf(userId) === situation.bucket;
    return {
      get: (userId) => (isHere(userId) ? own.get(userId) : undefined),
      put: (userId, profile) => {
        if (isHere(userId)) own.put(userId, profile);
        else spendElsewhere(userId, profile, emit);
      },
      remove: (userId) => own.remove(userId),
    };
  }

  /** Stock is not followed here, so what a sale takes off the shelf is written nowhere. */
  #products(own: FoldTable<StoredProduct>): FoldTable<StoredProduct> {
    const { situation, products } = this.#parts;
    const isWritten = (productId: string) =>
      PRODUCT_TYPES.has(situation.eventType) && bucketOf(productId) === situation.bucket;
    return {
      get: (productId) => (isWritten(productId) ? own.get(productId) : copied(products.get(productId))),
      put: (productId, product) => {
        if (isWritten(productId)) own.put(productId, product);
      },
      remove: (productId) => own.remove(productId),
    };
  }
}

/** What a fold has read it may change in place; the catalogue is everybody's. */
function copied(product: StoredProduct | undefined): StoredProduct | undefined {
  return product === undefined ? undefined : { ...product };
}

function spendElsewhere(userId: string, profile: StoredProfile, emit: Emit<EnrichOutput>): void {
  const { lifetimeValueTenThousandths: value, orders } = profile;
  if (value === 0 && orders === 0) return;
  emit({ kind: 'message', to: bucketOf(userId), message: { kind: 'spend', userId, value, orders } });
}

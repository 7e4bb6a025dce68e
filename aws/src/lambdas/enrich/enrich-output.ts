/** What enrichment gives out. All of it leaves from the outbox, in the order of the bucket. */
import { CONTROL_TYPES } from '@millrace/shop/events/event-types.ts';
import type { StoredProduct } from '@millrace/shop/functions/enrich/product-catalogue.ts';
import type { BucketMessage } from './bucket-message.ts';

export type EnrichOutput =
  /** An element of `enriched`, without `at`. */
  | {
      readonly kind: 'enriched';
      readonly text: string;
      /** Whether it is needed for decisions and alerts. */
      readonly decides: boolean;
      /** Whether it is an event of the shop's, and no heartbeat or word to another function: goes into the lake. */
      readonly isEvent: boolean;
    }
  | { readonly kind: 'message'; readonly to: number; readonly message: BucketMessage }
  /** What the catalogue says of a product from now on. */
  | { readonly kind: 'product'; readonly productId: string; readonly product: StoredProduct }
  /** An event that came before; counted, and nothing else. */
  | { readonly kind: 'duplicate' };

/** Whether decisions and alerts are made of events of the type. */
export function decides(eventType: string): boolean {
  return eventType === 'purchase' || CONTROL_TYPES.has(eventType);
}

export function productOutput(productId: string, product: StoredProduct): EnrichOutput {
  return { kind: 'product', productId, product: { ...product } };
}

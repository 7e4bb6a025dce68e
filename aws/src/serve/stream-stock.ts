/**
 * What is known of products where all buckets' events come together: the shop's own catalogue, which counts stock in the
 * order of arrival as one process does. What was told before it began is taken from what enrichment knew.
 */
import type { FoldTables } from '@millrace/engine/fold/fold.ts';
import type { EnrichedEvent, Product } from '@millrace/shop/functions/enrich/enriched-event.ts';
import { isSale } from '@millrace/shop/functions/enrich/order-book.ts';
import { type OnProduct, ProductCatalogue, shownProduct } from '@millrace/shop/functions/enrich/product-catalogue.ts';

export class StreamStock {
  readonly #catalogue: ProductCatalogue;

  constructor(tables: FoldTables, onProduct: OnProduct) {
    this.#catalogue = new ProductCatalogue(tables, onProduct);
  }

  /** Takes in what the event says of its product. @returns the event with the product as it is then. */
  complete(enriched: EnrichedEvent): EnrichedEvent {
    const { event } = enriched;
    const { productId } = event;
    if (productId === null) return enriched;
    if (event.eventType === 'product_update') this.#catalogue.tell(productId, event);
    else if (event.eventType === 'inventory_update') this.#catalogue.move(productId, event);
    else if (isSale(event)) this.#catalogue.sell(productId, event);
    const product = this.#productOf(productId, enriched.product);
    return { ...enriched, product, category: event.category ?? product?.category ?? null };
  }

  #productOf(productId: string, told: Product | null): Product | null {
    const known = this.#catalogue.get(productId);
    if (known === undefined) return told;
    if (told === null || known.toldMs !== null) return shownProduct(known);
    return { ...told, onHand: known.onHand };
  }
}

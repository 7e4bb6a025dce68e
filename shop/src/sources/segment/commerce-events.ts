/**
 * What the events of Segment's e-commerce specification (version 2) are here. The names are compared without regard to
 * case; every other name becomes a `custom` event. docs/clients.md is held to this table by a test.
 */

/** How a tracked event becomes events of ours. */
export type CommerceKind =
  /** One event about one product, whose members are the event's own. */
  | { readonly kind: 'product'; readonly eventType: 'page_view' | 'product_click' | 'add_to_cart' | 'remove_from_cart' }
  | { readonly kind: 'search'; readonly eventType: 'search' }
  | { readonly kind: 'checkout'; readonly eventType: 'checkout' }
  /** One event for each product. */
  | { readonly kind: 'order'; readonly eventType: 'purchase' }
  | { readonly kind: 'refund'; readonly eventType: 'order_refunded' }
  /** One event about a whole order. */
  | { readonly kind: 'order change'; readonly eventType: 'order_update' | 'order_cancelled' };

export const COMMERCE_EVENTS: Readonly<Record<string, CommerceKind>> = {
  'Products Searched': { kind: 'search', eventType: 'search' },
  'Product Clicked': { kind: 'product', eventType: 'product_click' },
  'Product Viewed': { kind: 'product', eventType: 'page_view' },
  'Product Added': { kind: 'product', eventType: 'add_to_cart' },
  'Product Removed': { kind: 'product', eventType: 'remove_from_cart' },
  'Checkout Started': { kind: 'checkout', eventType: 'checkout' },
  'Order Completed': { kind: 'order', eventType: 'purchase' },
  'Order Updated': { kind: 'order change', eventType: 'order_update' },
  'Order Refunded': { kind: 'refund', eventType: 'order_refunded' },
  'Order Cancelled': { kind: 'order change', eventType: 'order_cancelled' },
};

const BY_NAME = new Map(Object.entries(COMMERCE_EVENTS).map(([name, kind]) => [name.toLowerCase(), kind]));

/** Undefined for names that are not of the specification, or say nothing that has a type of its own. */
export function commerceKind(name: string): CommerceKind | undefined {
  return BY_NAME.get(name.toLowerCase());
}

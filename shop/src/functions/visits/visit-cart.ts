/** What lies in the cart of a visit, as far as its events say. */
import type { EnrichedEvent } from '../enrich/enriched-event.ts';

/** A product, how many of it, and the price of one in ten-thousandths. */
export type CartLine = [productId: string, quantity: number, price: number];

/** Products in a cart that are remembered: the newest. */
const MOST_LINES = 20;

/** What becomes of a cart, null for an empty one, by an event that changes it. A payment that failed does not. */
export function changedCart(
  cart: CartLine[] | null,
  { event, product }: EnrichedEvent,
  isOrder: boolean,
): CartLine[] | null {
  const { eventType, productId, quantity } = event;
  if (productId === null) return cart;
  if (eventType === 'add_to_cart') {
    const price = event.priceTenThousandths ?? product?.priceTenThousandths ?? 0;
    return put(cart ?? [], [productId, Math.max(quantity ?? 1, 0), price]);
  }
  if (cart === null) return cart;
  if (eventType === 'remove_from_cart') return take(cart, productId, quantity ?? 1);
  return isOrder ? take(cart, productId, Number.MAX_SAFE_INTEGER) : cart;
}

/** What the cart comes to, in ten-thousandths. */
export function cartValue(cart: readonly CartLine[] | null): number {
  return (cart ?? []).reduce(
    (sum, [, quantity, price]) => Math.min(sum + quantity * price, Number.MAX_SAFE_INTEGER),
    0,
  );
}

/** How many pieces, of all products together. */
export function cartPieces(cart: readonly CartLine[] | null): number {
  return (cart ?? []).reduce((sum, [, quantity]) => sum + quantity, 0);
}

/** What is in the cart already becomes more, at the newest price. */
function put(cart: CartLine[], line: CartLine): CartLine[] {
  const [productId, quantity, price] = line;
  const known = cart.find(([product]) => product === productId);
  if (known) {
    known[1] += quantity;
    known[2] = price;
    return cart;
  }
  cart.push(line);
  if (cart.length > MOST_LINES) cart.shift();
  return cart;
}

/** Out of the cart, or bought: what is not in it cannot be taken. */
function take(cart: CartLine[], productId: string, quantity: number): CartLine[] | null {
  const place = cart.findIndex(([product]) => product === productId);
  const line = cart[place];
  if (!line) return cart;
  line[1] -= quantity;
  if (line[1] <= 0) cart.splice(place, 1);
  return cart.length === 0 ? null : cart;
}

/** What lies in the cart of a visit, as far as its events say. */
import type { EnrichedEvent } from '../enrich/enriched-event.ts';

/** A product, how many of it, and the price of one in ten-thousandths. */
export type CartLine = [productId: string, quantity: number, price: number];

/** Products in a cart that are remembered: the newest. */
const MOST_LINES = 20;

/** Takes in an event that changes the cart; others change nothing. */
export function changeCart(cart: CartLine[], { event, product }: EnrichedEvent): void {
  const { eventType, productId, quantity } = event;
  if (productId === null) return;
  switch (eventType) {
    case 'add_to_cart': {
      const price = event.priceTenThousandths ?? product?.priceTenThousandths ?? 0;
      put(cart, [productId, Math.max(quantity ?? 1, 0), price]);
      return;
    }
    case 'remove_from_cart':
      take(cart, productId, quantity ?? 1);
      return;
    case 'purchase':
      take(cart, productId, Number.MAX_SAFE_INTEGER);
  }
}

/** What the cart comes to, in ten-thousandths. */
export function cartValue(cart: readonly CartLine[]): number {
  return cart.reduce((sum, [, quantity, price]) => Math.min(sum + quantity * price, Number.MAX_SAFE_INTEGER), 0);
}

/** How many pieces, of all products together. */
export function cartPieces(cart: readonly CartLine[]): number {
  return cart.reduce((sum, [, quantity]) => sum + quantity, 0);
}

/** What is in the cart already becomes more, at the newest price. */
function put(cart: CartLine[], line: CartLine): void {
  const [productId, quantity, price] = line;
  const known = cart.find(([product]) => product === productId);
  if (known) {
    known[1] += quantity;
    known[2] = price;
    return;
  }
  cart.push(line);
  if (cart.length > MOST_LINES) cart.shift();
}

/** Out of the cart, or bought: what is not in it cannot be taken. */
function take(cart: CartLine[], productId: string, quantity: number): void {
  const place = cart.findIndex(([product]) => product === productId);
  const line = cart[place];
  if (!line) return;
  line[1] -= quantity;
  if (line[1] <= 0) cart.splice(place, 1);
}

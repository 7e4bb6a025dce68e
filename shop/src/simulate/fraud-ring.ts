/** A fraud ring: many fresh accounts behind one address or one device, buying dear things in a burst, from odd places. */
import type { ProductCatalog } from './product-catalog.ts';
import type { Random } from './random.ts';
import type { ShopperEvent } from './shopper.ts';

const ODD_PLACES = [
  { country: 'KP', region: '01' },
  { country: 'AQ', region: '' },
  { country: 'NG', region: 'LA' },
  { country: 'RU', region: 'MOW' },
];
const SMALLEST = 5;
const LARGEST = 30;

/** The orders of one ring, to be sent close together. */
export function fraudRing(number: number, catalog: ProductCatalog, random: Random): readonly ShopperEvent[] {
  const sharedAddress = random.chance(0.6);
  const ip = `203.0.113.${1 + random.below(250)}`;
  const dear = catalog.products.filter(({ priceCents }) => priceCents > 20_000);
  const size = SMALLEST + random.below(LARGEST - SMALLEST);
  return Array.from({ length: size }, (_, index) => {
    const product = random.pick(dear.length > 0 ? dear : catalog.products);
    return {
      eventType: 'purchase',
      userId: `u-ring-${number}-${index}`,
      sessionId: `ring-${number}-${index}`,
      orderId: `o-ring-${number}-${index}`,
      deviceType: 'desktop',
      location: random.pick(ODD_PLACES),
      properties: { deviceId: sharedAddress ? `d-ring-${number}-${index}` : `d-ring-${number}` },
      ip: sharedAddress ? ip : `198.51.100.${1 + random.below(250)}`,
      productId: product.productId,
      category: product.category,
      price: product.priceCents / 100,
      quantity: 1 + random.below(4),
    };
  });
}

/** Someone who tries out stolen cards: from one address a few tiny or failed orders, and with the card that works a dear one. */
import type { ProductCatalog } from './product-catalog.ts';
import type { Random } from './random.ts';
import type { ShopperEvent } from './shopper.ts';

export interface Attempt {
  readonly event: ShopperEvent;
  /** After the first attempt. */
  readonly afterMs: number;
}

const FEWEST = 3;
const MOST = 9;
const LONGEST_PAUSE_MS = 20_000;

/** The attempts of one tester, in their order: the last one is the dear one. */
export function cardTester(number: number, catalog: ProductCatalog, random: Random): readonly Attempt[] {
  const visitor = {
    deviceType: 'desktop',
    location: { country: 'US', region: 'CA' },
    ip: `192.0.2.${1 + random.below(250)}`,
    properties: { deviceId: `d-tester-${number}` },
  };
  const cheap = random.pick(catalog.products);
  const dear = random.pick(catalog.products);
  const attempts = FEWEST + random.below(MOST - FEWEST);
  let afterMs = 0;
  return Array.from({ length: attempts + 1 }, (_, index): Attempt => {
    const isLast = index === attempts;
    const failed = !isLast && random.chance(0.5);
    const { productId, category } = isLast ? dear : cheap;
    const event = {
      ...visitor,
      eventType: failed ? 'checkout' : 'purchase',
      ...(failed ? { status: 'failed' } : {}),
      userId: `u-tester-${number}-${index}`,
      sessionId: `tester-${number}`,
      orderId: `o-tester-${number}-${index}`,
      productId,
      category,
      price: isLast ? 100 + random.below(900) : (1 + random.below(199)) / 100,
      quantity: 1,
    };
    const attempt = { event, afterMs };
    afterMs += 1_000 + random.below(LONGEST_PAUSE_MS);
    return attempt;
  });
}

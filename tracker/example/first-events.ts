/** What the example's server hears first: the products, and visits of made-up shoppers from which lists can be made. */
import { seededRandom } from '../../shop/src/simulate/random.ts';
import { PRODUCTS } from './catalogue.js';

const VISITS = 100;
const LOOKS = 4;
/** Most go on with what is of the same kind. */
const STAYS_IN_CATEGORY = 0.75;

/** @param nowMs the visits lie in the hour before it. */
export function firstEvents(nowMs: number): readonly object[] {
  return [...PRODUCTS.map((product) => announcement(product, nowMs)), ...visits(nowMs)];
}

function announcement({ productId, name, category, price }: (typeof PRODUCTS)[number], nowMs: number): object {
  return {
    eventId: `example-${productId}`,
    eventType: 'product_update',
    timestamp: new Date(nowMs - 3_600_000).toISOString(),
    productId,
    category,
    price,
    name,
    onHand: 40,
  };
}

function visits(nowMs: number): readonly object[] {
  const random = seededRandom(11);
  return Array.from({ length: VISITS }, (_, visit) => {
    let product = random.pick(PRODUCTS);
    return Array.from({ length: LOOKS }, (_, look) => {
      const stays = random.chance(STAYS_IN_CATEGORY);
      product = random.pick(PRODUCTS.filter(({ category }) => !stays || category === product.category));
      return {
        eventId: `example-${visit}-${look}`,
        anonymousId: `made-up-${visit}`,
        eventType: 'page_view',
        timestamp: new Date(nowMs - 3_000_000 + visit * 25_000 + look * 4_000).toISOString(),
        productId: product.productId,
        category: product.category,
        price: product.price,
      };
    });
  }).flat();
}

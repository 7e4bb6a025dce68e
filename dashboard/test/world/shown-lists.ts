/** Lists of recommendations that were shown in the demo world's past, by placement: some products of them clicked, a few bought. */
import type { ListKind } from '../../../shop/src/functions/recommend/list-id.ts';
import { seededRandom } from '../../../shop/src/simulate/random.ts';
import { MINUTE_MS, type PastEvent, pastEvent, pastListId } from './past-event.ts';
import { worldCatalogue } from './simulated-past.ts';

interface Placement {
  readonly placement: string;
  readonly kind: ListKind;
  readonly clickChance: number;
  readonly buyChance: number;
}

export const PLACEMENTS: readonly Placement[] = [
  { placement: 'home', kind: 'personal', clickChance: 0.3, buyChance: 0.3 },
  { placement: 'product-page', kind: 'similar', clickChance: 0.22, buyChance: 0.2 },
  { placement: 'cart', kind: 'bought-together', clickChance: 0.15, buyChance: 0.4 },
  { placement: 'search', kind: 'trending', clickChance: 0.1, buyChance: 0.1 },
];

const SEED = 13;
const SHOWN_A_MINUTE = 2;
const PRODUCTS_OF_A_LIST = 4;

/** For the last `minutes` of the past; in no order. */
export function shownLists(endMs: number, minutes: number): readonly PastEvent[] {
  const random = seededRandom(SEED);
  const products = worldCatalogue();
  const events: PastEvent[] = [];
  for (let number = 0; number < minutes * SHOWN_A_MINUTE; number++) {
    const { placement, kind, clickChance, buyChance } = random.pick(PLACEMENTS);
    const atMs = endMs - ((number + 2) * MINUTE_MS) / SHOWN_A_MINUTE;
    const list = Array.from({ length: PRODUCTS_OF_A_LIST }, () => random.pick(products));
    const properties = { recommendationId: pastListId(kind, atMs - 300, number), placement };
    const visitor = { userId: `u-${1 + random.below(400)}`, sessionId: `s-shown-${number}` };
    const shown = { ...properties, productIds: list.map(({ productId }) => productId).join() };
    const say = (what: string, afterMs: number, event: object) =>
      events.push(pastEvent(`world-shown-${number}-${what}`, atMs + afterMs, { ...visitor, ...event }));
    say('list', 0, { eventType: 'recommendation_shown', properties: shown });
    const [first] = list;
    if (first === undefined || !random.chance(clickChance)) continue;
    const about = { productId: first.productId, category: first.category, price: first.priceCents / 100 };
    say('click', 4_000, { eventType: 'product_click', ...about, properties });
    if (random.chance(buyChance)) {
      say('buy', 40_000, { eventType: 'purchase', ...about, quantity: 1, orderId: `o-shown-${number}` });
    }
  }
  return events;
}

/** The calls that a shop's page makes, each as the event that the server knows. */
import { pageDetails } from './page-details.ts';
import type { Details, Tracker } from './tracker-api.ts';
import { newId } from './visitor-ids.ts';

export type Track = (eventType: string, details?: Details, eventId?: string) => string | null;

type Calls = Omit<Tracker, 'identify' | 'reset' | 'consent' | 'flush' | 'visitor' | 'onRefused'>;

const LONGEST_QUERY = 1_000;
const LONGEST_EVENT_ID = 100;

export function trackerCalls(track: Track): Calls {
  const page = (details?: Details) => track('page_view', { ...pageDetails(), ...details });
  return {
    page,
    productView: page,
    productClick: (product) => track('product_click', product),
    addToCart: (product) => track('add_to_cart', { quantity: 1, ...product }),
    removeFromCart: (product) => track('remove_from_cart', { quantity: 1, ...product }),
    checkout: (details) => track('checkout', details),
    search: (query, details) => track('search', { ...details, query: query.slice(0, LONGEST_QUERY) }),
    purchase: ({ items, ...order }) =>
      items.map((item, index) => {
        // Made of the order, so that a last page that is loaded again says nothing new.
        const eventId = `order:${order.orderId}:${index + 1}`;
        const line = { quantity: 1, ...order, ...item };
        return track('purchase', line, eventId.length > LONGEST_EVENT_ID ? newId() : eventId);
      }),
    recommendationShown: (recommendationId, details) => track('recommendation_shown', { ...details, recommendationId }),
    custom: (name, details) => track('custom', { ...details, name }),
  };
}

/** The bad events that every collector sees: each is a text that must be quarantined, and must not disturb the others. */
import type { Random } from './random.ts';
import type { ShopEvent } from './shop-event.ts';

type Spoiler = (event: ShopEvent) => string;

const SPOILERS: readonly Spoiler[] = [
  ({ userId, anonymousId, ...event }) => JSON.stringify(event),
  (event) => JSON.stringify({ ...event, eventType: 'teleport' }),
  (event) => JSON.stringify({ ...event, price: 'a lot' }),
  (event) => JSON.stringify({ ...event, quantity: 1.5 }),
  (event) => JSON.stringify({ ...event, timestamp: 'yesterday' }),
  (event) => JSON.stringify({ ...event, timestamp: '9999-12-31T23:59:59Z' }),
  ({ eventId, ...event }) => JSON.stringify(event),
  (event) => JSON.stringify(event).slice(0, -7),
];

/** The event as a broken client would have sent it. */
export function spoil(event: ShopEvent, random: Random): string {
  return random.pick(SPOILERS)(event);
}

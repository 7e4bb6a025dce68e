/** A visit that runs, and the events of a visitor, as the API tells them. */
import { type Static, Type } from 'typebox';
import { EVENT_TYPES } from '../events/event-types.ts';
import { propertiesOf, type ShopEvent } from '../functions/shop-event.ts';
import { type ListedVisit, VISIT_STATES } from '../functions/visits/listed-visit.ts';
import { STAGES } from '../functions/visits/path-stages.ts';
import { DEVICE_CLASSES } from '../functions/visits/visit.ts';
import { priceText } from './money-text.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
export const Time = Type.String({ format: 'date-time' });
export const Device = Type.Enum([...DEVICE_CLASSES]);
export const StageName = Type.Enum([...STAGES]);
export const State = Type.Enum([...VISIT_STATES], {
  description:
    'checkout: the last thing done was to begin a checkout. left: it was to end the session. cart: something is in the cart.',
});
const Count = Type.Integer({ minimum: 0 });
const Money = Type.String({ description: 'Exact decimal.' });

export const OpenVisit = Type.Object({
  visitor: Type.String({ description: 'The userId, or the anonymousId of a visitor without a name.' }),
  isUser: Type.Boolean(),
  state: State,
  start: Time,
  lastSeen: Time,
  events: Count,
  pageViews: Count,
  productViews: Count,
  cartPieces: Count,
  cartValue: Money,
  orders: Count,
  revenue: Money,
  device: Device,
  country: Text,
  region: Text,
  segment: Text,
  doing: Type.Union([Type.Enum([...EVENT_TYPES]), Type.Null()], { description: 'The type of the last event.' }),
  subject: Type.Union([Type.String(), Type.Null()], {
    description: 'What the last event is about: a product, what was searched for, or a category.',
  }),
  path: Type.Array(StageName, {
    description: 'The first stages of the visit, each as long as it lasts; at most eight.',
  }),
});

/** Times as ISO 8601, money as exact text. */
export function openVisit(visit: ListedVisit): Static<typeof OpenVisit> {
  const { startMs, lastMs, cartValue, revenue, path, ...told } = visit;
  return {
    ...told,
    start: timeText(startMs),
    lastSeen: timeText(lastMs),
    cartValue: priceText(cartValue),
    revenue: priceText(revenue),
    path: [...path],
  };
}

const MaybeMoney = Type.Union([Money, Type.Null()]);

export const VisitorEvent = Type.Object({
  eventId: Type.String(),
  eventType: Type.Enum([...EVENT_TYPES]),
  timestamp: Time,
  receivedAt: Time,
  userId: Text,
  anonymousId: Text,
  sessionId: Text,
  productId: Text,
  category: Text,
  price: MaybeMoney,
  quantity: Type.Union([Type.Integer(), Type.Null()]),
  deviceType: Text,
  country: Text,
  region: Text,
  orderId: Text,
  status: Text,
  query: Text,
  ip: Text,
  currency: Text,
  properties: Type.Record(Type.String(), Type.Unknown(), { description: 'Everything else that it came with.' }),
});

/** With the properties as JSON again, which functions keep as text. */
export function visitorEvent(event: ShopEvent): Static<typeof VisitorEvent> {
  const { timestampMs, receivedMs, priceTenThousandths: price, ...told } = event;
  return {
    ...told,
    timestamp: timeText(timestampMs),
    receivedAt: timeText(receivedMs),
    price: price === null ? null : priceText(price),
    properties: { ...propertiesOf(event) },
  };
}

export function timeText(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

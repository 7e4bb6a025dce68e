/** One visit of a shopper, while it runs and until the next one begins: counts, the cart, and the way through the shop. */
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { CartLine } from './visit-cart.ts';

/** Within this time of a visit's last event the next one still belongs to it. */
export const SESSION_GAP_MS = 1_800_000;

export type DeviceClass = EnrichedEvent['deviceClass'];
export const DEVICE_CLASSES = [
  'unknown',
  'mobile',
  'desktop',
  'tablet',
  'bot',
] as const satisfies readonly DeviceClass[];

export interface Visit {
  startMs: number;
  lastMs: number;
  events: number;
  /** Looks at products; `pages` are page views of any kind. */
  views: number;
  pages: number;
  carts: number;
  /** The product that was looked at last. */
  viewed: string | null;
  /** Null until something is put into it: most visits have none. */
  cart: CartLine[] | null;
  orders: number;
  /** In ten-thousandths. */
  revenue: number;
  /** Whether it is a user's, or that of a visitor without a name. */
  isUser: boolean;
  /** What was done last, as a number in EVENT_TYPES; -1 before the first event. */
  doing: number;
  /** To what: a product, what was searched for, or a category. Null is `viewed`: the state is written with each event. */
  subject: string | null;
  /** The first stages of the way: see path-stages.ts. */
  path: number;
  /** The device that it began with, as a number in DEVICE_CLASSES. */
  device: number;
  /** Its place among the visits that are listed: see open-visits.ts. 0 is none. */
  place: number;
}

const HOUR_MS = 3_600_000;

/** A visit of which nothing has been counted yet. */
export function newVisit(atMs: number, device = 0): Visit {
  return {
    startMs: atMs,
    lastMs: atMs,
    events: 0,
    views: 0,
    pages: 0,
    carts: 0,
    viewed: null,
    cart: null,
    orders: 0,
    revenue: 0,
    isUser: false,
    doing: -1,
    subject: null,
    path: 0,
    device,
    place: 0,
  };
}

/** Hours since 1970. */
export function hourOf(timeMs: number): number {
  return Math.floor(timeMs / HOUR_MS);
}

/** Its name. */
export function deviceOf({ device }: Visit): DeviceClass {
  return DEVICE_CLASSES[device] ?? 'unknown';
}

/** Whether an event at that time begins a visit. */
export function isOver({ events, lastMs }: Visit, atMs: number): boolean {
  return events === 0 || atMs > lastMs + SESSION_GAP_MS;
}

/** Whether an event lies so long before the visit that it belongs to none. */
export function isBefore({ startMs }: Visit, atMs: number): boolean {
  return atMs < startMs - SESSION_GAP_MS;
}

/** The visits of an anonymous visitor and of the user that this has turned out to be: one, when one goes over into the other. */
export function joinedVisit(one: Visit, other: Visit): Visit {
  const [older, newer] = one.lastMs <= other.lastMs ? [one, other] : [other, one];
  if (newer.startMs > older.lastMs + SESSION_GAP_MS) return newer;
  return {
    ...newer,
    startMs: Math.min(older.startMs, newer.startMs),
    events: older.events + newer.events,
    views: older.views + newer.views,
    pages: older.pages + newer.pages,
    carts: older.carts + newer.carts,
    viewed: newer.viewed ?? older.viewed,
    cart: newer.cart ?? older.cart,
    orders: older.orders + newer.orders,
    revenue: older.revenue + newer.revenue,
  };
}

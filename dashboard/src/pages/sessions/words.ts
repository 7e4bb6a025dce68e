/** What the server's words are to a reader. */
import type { TagTone } from '../../parts/tag.tsx';
import type { DeviceClass, OpenVisit, Stage, VisitorEvent, VisitState } from './answers.ts';

export const STATE_WORDS: Readonly<Record<VisitState, string>> = {
  checkout: 'In checkout',
  cart: 'Has a cart',
  ordered: 'Has ordered',
  looking: 'Looking',
  left: 'Left',
};

/** Colours only repeat what the word says. */
export const STATE_TONES: Readonly<Record<VisitState, TagTone>> = {
  checkout: 'accent',
  cart: 'warn',
  ordered: 'good',
  looking: 'plain',
  left: 'plain',
};

export const DEVICE_WORDS: Readonly<Record<DeviceClass, string>> = {
  mobile: 'Phone',
  desktop: 'Desktop',
  tablet: 'Tablet',
  unknown: 'Not known',
  bot: 'Machine',
};

/** What lists may be narrowed down to: machines are in none. */
export const DEVICE_CHOICES: readonly (readonly [string, string])[] = [
  ['', 'All devices'],
  ...Object.entries(DEVICE_WORDS).filter(([device]) => device !== 'bot'),
];

export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  page: 'Pages',
  product: 'Products',
  search: 'Search',
  cart: 'Into the cart',
  cart_removal: 'Out of the cart',
  checkout: 'Checkout',
  purchase: 'Purchase',
};

/** What is not here is told by its type's own name. */
const EVENT_WORDS: Readonly<Record<string, string>> = {
  page_view: 'Page',
  product_click: 'Looks at',
  add_to_cart: 'Into the cart',
  remove_from_cart: 'Out of the cart',
  checkout: 'Checkout',
  purchase: 'Buys',
  order_cancelled: 'Order cancelled',
  order_refunded: 'Order refunded',
  search: 'Searches',
  session_start: 'Comes',
  session_end: 'Leaves',
  identify: 'Signs in',
  recommendation_shown: 'Is shown a list',
};

/** What is done, as one word or two; a page view of a product is a look at it. */
export function doneWords(eventType: string, hasProduct: boolean): string {
  if (eventType === 'page_view' && hasProduct) return 'Looks at';
  return EVENT_WORDS[eventType] ?? eventType.replaceAll('_', ' ');
}

/** Where a visitor is now: what was done last, and to what. */
export function whereNow({ doing, subject }: OpenVisit): { readonly done: string; readonly what: string | null } {
  if (doing === null) return { done: '–', what: null };
  // Neither is about the product that was looked at before.
  const isShown = doing !== 'session_end' && doing !== 'identify';
  return { done: doneWords(doing, subject !== null), what: isShown ? subject : null };
}

/** What an event is about, in one line: the product, the search, the order, the page, or what a custom event is called. */
export function subjectOf({ productId, query, orderId, eventType, properties, category }: VisitorEvent): string | null {
  if (eventType === 'search') return query ?? productId;
  if (productId !== null) return productId;
  // Trackers name the page in one of these.
  const told = properties.page ?? properties.path ?? properties.url ?? properties.title ?? properties.name;
  if (typeof told === 'string') return told;
  return query ?? orderId ?? category;
}

/** The kind of step that an event is: its mark in the timeline. */
export function kindOf(eventType: string): 'money' | 'cart' | 'bad' | 'look' {
  if (eventType === 'purchase') return 'money';
  if (eventType === 'add_to_cart' || eventType === 'checkout') return 'cart';
  if (eventType === 'remove_from_cart' || eventType.startsWith('order_')) return 'bad';
  return 'look';
}

/** `/sessions/visitor/…` of a name that may hold anything. */
export function visitorPath(visitor: string): string {
  return `/sessions/visitor/${encodeURIComponent(visitor)}`;
}

/** People of the demo world whom tests can look for: what each of them did, minute by minute. */
import { HOUR_MS, MINUTE_MS, type PastEvent, pastEvent } from './past-event.ts';

export interface Person {
  readonly userId: string;
  readonly deviceType: 'mobile' | 'desktop' | 'tablet';
  readonly location: { readonly country: string; readonly region: string };
  readonly ip: string;
}

/** Three visits yesterday and today; the first one anonymous, under `a-mara`. In the shop at the end of the past. */
export const MARA: Person = {
  userId: 'u-mara',
  deviceType: 'desktop',
  location: { country: 'DE', region: 'BE' },
  ip: '91.12.40.7',
};

/** Filled a cart and left it, more than half an hour ago. */
export const TOMAS: Person = {
  userId: 'u-tomas',
  deviceType: 'mobile',
  location: { country: 'US', region: 'NY' },
  ip: '73.20.11.9',
};

/** Looks around since a few minutes, and has just put something into the cart. */
export const YUKI: Person = {
  userId: 'u-yuki',
  deviceType: 'tablet',
  location: { country: 'JP', region: '13' },
  ip: '126.5.80.3',
};

type Step = readonly [minute: number, eventType: string, more?: object];

const LAMP = { productId: 'lamp-brass', category: 'home', price: 79 };
const TENT = { productId: 'tent-duo', category: 'sports', price: 199 };
const STOVE = { productId: 'stove-mini', category: 'sports', price: 49.5 };

const VISITS: readonly {
  readonly person: Person;
  /** Before the end of the past. */
  readonly beganMs: number;
  readonly name: string;
  readonly anonymousId?: string;
  readonly steps: readonly Step[];
}[] = [
  {
    person: MARA,
    beganMs: 22 * HOUR_MS,
    name: 'mara-1',
    anonymousId: 'a-mara',
    steps: [
      [0, 'session_start', { page: '/', referrer: 'search' }],
      [1, 'search', { query: 'tent' }],
      [2, 'product_click', TENT],
      [4, 'page_view', { ...TENT, page: '/product' }],
      [6, 'product_click', STOVE],
      [7, 'session_end'],
    ],
  },
  {
    person: MARA,
    beganMs: 5 * HOUR_MS,
    name: 'mara-2',
    anonymousId: 'a-mara',
    steps: [
      [0, 'session_start', { page: '/', referrer: 'mail' }],
      [1, 'identify', { properties: { country: 'DE', segment: 'regular' } }],
      [2, 'page_view', { ...TENT, page: '/product' }],
      [3, 'add_to_cart', { ...TENT, quantity: 1 }],
      [5, 'add_to_cart', { ...STOVE, quantity: 1 }],
      [6, 'checkout', { page: '/checkout' }],
      [8, 'purchase', { ...TENT, quantity: 1, orderId: 'o-mara-1' }],
      [8, 'purchase', { ...STOVE, quantity: 1, orderId: 'o-mara-1' }],
    ],
  },
  {
    person: MARA,
    beganMs: 12 * MINUTE_MS,
    name: 'mara-3',
    steps: [
      [0, 'session_start', { page: '/', referrer: 'direct' }],
      [2, 'search', { query: 'lamp' }],
      [4, 'product_click', LAMP],
      [6, 'page_view', { ...LAMP, page: '/product' }],
      [9, 'add_to_cart', { ...LAMP, quantity: 2 }],
      [11, 'checkout', { page: '/checkout' }],
    ],
  },
  {
    person: TOMAS,
    beganMs: 80 * MINUTE_MS,
    name: 'tomas-1',
    steps: [
      [0, 'session_start', { page: '/', referrer: 'ad' }],
      [1, 'page_view', { page: '/sale' }],
      [3, 'product_click', LAMP],
      [5, 'add_to_cart', { ...LAMP, quantity: 1 }],
      [6, 'page_view', { page: '/cart' }],
    ],
  },
  {
    person: YUKI,
    beganMs: 6 * MINUTE_MS,
    name: 'yuki-1',
    steps: [
      [0, 'session_start', { page: '/new', referrer: 'mail' }],
      [1, 'page_view', { page: '/new' }],
      [3, 'product_click', STOVE],
      [5, 'add_to_cart', { ...STOVE, quantity: 1 }],
    ],
  },
];

/** In no order. */
export function peoplesVisits(endMs: number): readonly PastEvent[] {
  return VISITS.flatMap(({ person, beganMs, name, anonymousId, steps }) => {
    const { userId, ...where } = person;
    const knows = steps.findIndex(([, eventType]) => eventType === 'identify');
    return steps.map(([minute, eventType, more], index) => {
      const isKnown = anonymousId === undefined || (knows >= 0 && index >= knows);
      const who = { ...(isKnown ? { userId } : {}), ...(anonymousId === undefined ? {} : { anonymousId }) };
      const event = { eventType, ...who, sessionId: `s-${name}`, ...where, ...more };
      return pastEvent(`world-${name}-${index}`, endMs - beganMs + minute * MINUTE_MS, event);
    });
  });
}

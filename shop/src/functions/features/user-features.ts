/**
 * Features of one shopper. Those of the visit that runs are too old when the visit is over.
 */
import { SESSION_GAP_MS } from '../visits/visit.ts';
import { dayOf, ranked, type ScoreList, strongest } from './fading-scores.ts';
import {
  DAY_MS,
  fading,
  highest,
  listed,
  MONTH_MS,
  type Moment,
  OLDEST_MS,
  ratio,
  shares,
  type UserFeature,
  windowOf,
} from './feature-definition.ts';
import { averageText, moneyOf } from './money-of.ts';
import {
  DEVICES,
  HABITS,
  HALF_LIFE_DAYS,
  habitOf,
  PRICE_BANDS,
  USER_COUNTS,
  type UserState,
  userWindows,
} from './user-state.ts';
import { WINDOW_LEVELS } from './window-counts.ts';

const LAST_MONTH = 3;
const EVER = { window: 'all', reachMs: null, maxAgeMs: OLDEST_MS } as const;
const VISIT = { window: 'the visit that runs', reachMs: DAY_MS, maxAgeMs: SESSION_GAP_MS, type: 'INT64' } as const;
const THIRTY_DAYS = { ...windowOf(LAST_MONTH), maxAgeMs: MONTH_MS } as const;
const TASTE = { ...fading(HALF_LIFE_DAYS.categories), maxAgeMs: OLDEST_MS } as const;
const HABIT = { ...fading(HALF_LIFE_DAYS.habits), maxAgeMs: OLDEST_MS } as const;

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function user(
  name: string,
  description: string,
  rest: Omit<UserFeature, 'name' | 'entity' | 'description'>,
): UserFeature {
  return { name: `user:${name}`, entity: 'userId', description, ...rest };
}

const USER_COUNT_TEXTS: Readonly<Record<(typeof USER_COUNTS)[number], string>> = {
  events: 'What the shopper did in the shop, of any kind.',
  views: 'Looks at products: page_view and product_click with a product.',
  carts: 'Products put into the cart.',
  orders: 'Orders whose payment did not fail; lines with one orderId are one order.',
  sessions: 'Visits that began: half an hour without an event ends one.',
  spend: 'What the orders came to, before cancellations and refunds.',
};

const USER_COUNT_FEATURES = USER_COUNTS.flatMap((count, place) =>
  WINDOW_LEVELS.map(({ window }, level): UserFeature => {
    const sum = ({ windows }: UserState, { nowMs }: Moment) => userWindows.sum(windows, level, place, nowMs);
    const isMoney = count === 'spend';
    return user(`${count}_${window}`, USER_COUNT_TEXTS[count], {
      ...windowOf(level),
      type: isMoney ? 'DECIMAL' : 'INT64',
      maxAgeMs: MONTH_MS,
      value: isMoney ? (state, moment) => moneyOf(sum(state, moment)) : sum,
    });
  }),
);

export const USER_FEATURES: readonly UserFeature[] = [
  ...USER_COUNT_FEATURES,
  user('seconds_since_last_event', 'How long ago the shopper last did something.', {
    ...EVER,
    type: 'INT64',
    value: ({ lastMs }, { nowMs }) => secondsSince(lastMs, nowMs),
  }),
  user('seconds_since_last_order', 'How long ago the last order was; NULL_VALUE without one.', {
    ...EVER,
    type: 'INT64',
    value: ({ lastOrderMs }, { nowMs }) => (lastOrderMs === 0 ? null : secondsSince(lastOrderMs, nowMs)),
  }),
  user('days_since_first_event', 'Whole days since the first event that is remembered.', {
    ...EVER,
    type: 'INT64',
    value: ({ firstMs }, { nowMs }) => Math.floor(Math.max(0, nowMs - firstMs) / DAY_MS),
  }),
  user('orders', 'All orders that are remembered.', {
    ...EVER,
    type: 'INT64',
    value: ({ orders }) => orders,
  }),
  user('average_order_value', 'Mean value of all orders that are remembered, to four decimals.', {
    ...EVER,
    type: 'DECIMAL',
    value: ({ spend, orders }) => averageText(spend, orders),
  }),
  user('average_order_value_30d', 'Mean value of the orders of the window, to four decimals.', {
    ...THIRTY_DAYS,
    type: 'DECIMAL',
    value: (state, { nowMs }) => averageText(userSum(state, 'spend', nowMs), userSum(state, 'orders', nowMs)),
  }),
  user('conversion_rate_30d', 'Orders for each visit of the window; NULL_VALUE without a visit.', {
    ...THIRTY_DAYS,
    type: 'DOUBLE',
    value: (state, { nowMs }) => ratio(userSum(state, 'orders', nowMs), userSum(state, 'sessions', nowMs)),
  }),
  user('category_affinity', 'Categories by interest: a look counts 1, a cart 3, an order 10. The best 8 are kept.', {
    ...TASTE,
    type: 'LIST',
    value: ({ categories, day }, { nowMs }) =>
      affinity('category', categories, dayOf(nowMs) - day, HALF_LIFE_DAYS.categories),
  }),
  user('top_category', 'The category of most interest.', {
    ...TASTE,
    type: 'STRING',
    value: ({ categories }) => strongest(categories),
  }),
  user('product_affinity', 'Products by interest, counted as categories are. The best 10 are kept.', {
    ...fading(HALF_LIFE_DAYS.products),
    type: 'LIST',
    maxAgeMs: OLDEST_MS,
    value: ({ products, day }, { nowMs }) =>
      affinity('productId', products, dayOf(nowMs) - day, HALF_LIFE_DAYS.products),
  }),
  user(
    'price_band',
    'The prices of most interest, such as 25-50 or 1000+: bands begin at 0, 10, 25, 50, 100, 250, 500, 1000.',
    {
      ...HABIT,
      type: 'STRING',
      value: (state) => bandName(highest(habitOf(state, HABITS.prices))),
    },
  ),
  user('hour_of_day_habit', 'Share of events by hour of the day in UTC, from "0" to "23".', {
    ...HABIT,
    type: 'MAP',
    value: (state) => shares(HOURS, habitOf(state, HABITS.hours)),
  }),
  user('usual_hour', 'The hour of the day in UTC with most events.', {
    ...HABIT,
    type: 'INT64',
    value: (state) => highest(habitOf(state, HABITS.hours)),
  }),
  user('weekday_habit', 'Share of events by weekday in UTC.', {
    ...HABIT,
    type: 'MAP',
    value: (state) => shares(WEEKDAYS, habitOf(state, HABITS.weekdays)),
  }),
  user('device_mix', 'Share of events by class of device.', {
    ...HABIT,
    type: 'MAP',
    value: (state) => shares(DEVICES, habitOf(state, HABITS.devices)),
  }),
  user('location_mix', 'Share of events by country, of the four with most.', {
    ...HABIT,
    type: 'MAP',
    value: ({ countries }) => shares(countries.keys, countries.scores),
  }),
  user('session_depth', 'Events of the visit that runs.', {
    ...VISIT,
    value: ({ visit }) => visit.events,
    seenMs: lastOfVisit,
  }),
  user('session_views', 'Looks at products in the visit that runs.', {
    ...VISIT,
    value: ({ visit }) => visit.views,
    seenMs: lastOfVisit,
  }),
  user('session_carts', 'Products put into the cart in the visit that runs.', {
    ...VISIT,
    value: ({ visit }) => visit.carts,
    seenMs: lastOfVisit,
  }),
  user('session_seconds', 'From the first to the last event of the visit that runs.', {
    ...VISIT,
    value: ({ visit }) => Math.floor((visit.lastMs - visit.startMs) / 1000),
    seenMs: lastOfVisit,
  }),
];

function userSum({ windows }: UserState, count: (typeof USER_COUNTS)[number], nowMs: number): number {
  return userWindows.sum(windows, LAST_MONTH, USER_COUNTS.indexOf(count), nowMs);
}

function lastOfVisit({ visit }: UserState): number {
  return visit.lastMs;
}

function secondsSince(timeMs: number, nowMs: number): number {
  return Math.floor(Math.max(0, nowMs - timeMs) / 1000);
}

function affinity(key: string, list: ScoreList, days: number, halfLifeDays: number) {
  return listed(key, ranked(list, days, halfLifeDays));
}

function bandName(band: number | null): string | null {
  if (band === null) return null;
  const [from, to] = [PRICE_BANDS[band] ?? 0, PRICE_BANDS[band + 1]].map((price) => price && price / 10_000);
  return to === undefined ? `${from}+` : `${from}-${to}`;
}

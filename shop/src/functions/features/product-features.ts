/** Features of one product. */
import { dayOf, ranked } from './fading-scores.ts';
import {
  DAY_MS,
  fading,
  listed,
  MONTH_MS,
  OLDEST_MS,
  type ProductFeature,
  ratio,
  windowOf,
} from './feature-definition.ts';
import {
  COMPANION_HALF_LIFE_DAYS,
  interestIn,
  PRODUCT_COUNTS,
  type ProductState,
  productWindows,
} from './product-state.ts';
import { WINDOW_LEVELS } from './window-counts.ts';

const [LAST_HOUR, LAST_DAY, LAST_MONTH] = [0, 1, 3];
const THIRTY_DAYS = { ...windowOf(LAST_MONTH), maxAgeMs: MONTH_MS } as const;
const COMPANY = { ...fading(COMPANION_HALF_LIFE_DAYS), type: 'LIST', maxAgeMs: OLDEST_MS } as const;
/** Pulls the trend of a product of which little is known towards 1. */
const TREND_PRIOR = 5;

const COUNT_TEXTS: Readonly<Record<(typeof PRODUCT_COUNTS)[number], string>> = {
  views: 'Looks at the product: page_view and product_click.',
  carts: 'How often it was put into a cart.',
  orders: 'Lines of orders with the product whose payment did not fail.',
};

function product(
  name: string,
  description: string,
  rest: Omit<ProductFeature, 'name' | 'entity' | 'description'>,
): ProductFeature {
  return { name: `product:${name}`, entity: 'productId', description, ...rest };
}

const COUNT_FEATURES = PRODUCT_COUNTS.flatMap((count, place) =>
  WINDOW_LEVELS.map(({ window }, level) =>
    product(`${count}_${window}`, COUNT_TEXTS[count], {
      ...windowOf(level),
      type: 'INT64',
      maxAgeMs: MONTH_MS,
      value: ({ windows }, { nowMs }) => productWindows.sum(windows, level, place, nowMs),
    }),
  ),
);

export const PRODUCT_FEATURES: readonly ProductFeature[] = [
  ...COUNT_FEATURES,
  product('conversion_rate_30d', 'Orders for each look; NULL_VALUE without a look.', {
    ...THIRTY_DAYS,
    type: 'DOUBLE',
    value: (state, { nowMs }) => ratio(sum(state, 'orders', nowMs), sum(state, 'views', nowMs)),
  }),
  product('interest_1h', 'Looks, 3 for each cart and 10 for each order: what the trending list ranks by.', {
    ...windowOf(LAST_HOUR),
    type: 'INT64',
    maxAgeMs: MONTH_MS,
    value: (state, { nowMs }) => interestIn(state, LAST_HOUR, nowMs),
  }),
  product(
    'trend',
    'Interest of 24 h against the mean of the days before, of 29 at most; 1 is as usual. NULL_VALUE in its first two days.',
    {
      ...THIRTY_DAYS,
      type: 'DOUBLE',
      value: (state, { nowMs }) => trend(state, nowMs),
    },
  ),
  product(
    'co_viewed',
    'Products looked at right before or after it in a visit, with how often. The best 10 are kept.',
    {
      ...COMPANY,
      value: ({ coViewed, day }, { nowMs }) =>
        listed('productId', ranked(coViewed, dayOf(nowMs) - day, COMPANION_HALF_LIFE_DAYS)),
    },
  ),
  product('co_bought', 'Products bought with it in one order, with how often. The best 10 are kept.', {
    ...COMPANY,
    value: ({ coBought, day }, { nowMs }) =>
      listed('productId', ranked(coBought, dayOf(nowMs) - day, COMPANION_HALF_LIFE_DAYS)),
  }),
];

function sum({ windows }: ProductState, count: (typeof PRODUCT_COUNTS)[number], nowMs: number): number {
  return productWindows.sum(windows, LAST_MONTH, PRODUCT_COUNTS.indexOf(count), nowMs);
}

function trend(state: ProductState, nowMs: number): number | null {
  const daysBefore = Math.min(29, (nowMs - state.firstMs) / DAY_MS - 1);
  if (daysBefore < 1) return null;
  const today = interestIn(state, LAST_DAY, nowMs);
  const usual = (interestIn(state, LAST_MONTH, nowMs) - today) / daysBefore;
  return ratio(today + TREND_PRIOR, usual + TREND_PRIOR);
}

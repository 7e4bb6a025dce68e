/** Features of the crowd: what draws interest now, and what shoppers who are alike have bought. */
import { dayOf, ranked, strongest } from './fading-scores.ts';
import {
  type FeatureValue,
  fading,
  type GlobalFeature,
  HOUR_MS,
  listed,
  type Moment,
  OLDEST_MS,
  type UserFeature,
  windowOf,
} from './feature-definition.ts';
import { SHOP } from './features-fold.ts';
import { categoryGroup, GROUP_HALF_LIFE_DAYS, type GroupState, interestIn, segmentGroup } from './product-state.ts';
import type { TrendingState } from './trending-candidates.ts';
import type { UserState } from './user-state.ts';

const LAST_HOUR = 0;
const TRENDING = { ...windowOf(LAST_HOUR), type: 'LIST', maxAgeMs: HOUR_MS } as const;
const ALIKE = { entity: 'userId', type: 'LIST', ...fading(GROUP_HALF_LIFE_DAYS), maxAgeMs: OLDEST_MS } as const;

export const SOCIAL_FEATURES: readonly (GlobalFeature | UserFeature)[] = [
  {
    ...TRENDING,
    name: 'social:trending',
    entity: null,
    description: 'The 10 products of most interest in the shop; see product:interest_1h.',
    value: (moment) => trending(shopList(moment), moment),
    seenMs: (moment) => heardMs(shopList(moment)),
  },
  {
    ...TRENDING,
    name: 'social:trending_in_category',
    entity: 'userId',
    description: "The 10 products of most interest in the shopper's top category.",
    value: (state, moment) => trending(categoryList(state, moment), moment),
    seenMs: (state, moment) => heardMs(categoryList(state, moment)) ?? state.lastMs,
  },
  {
    ...ALIKE,
    name: 'social:similar_bought',
    description:
      'What shoppers with the same top category bought, without what the shopper has bought lately. The best 20 are kept.',
    value: (state, moment) => bought(categoryGroupOf(state, moment), state, moment),
    seenMs: (state, moment) => categoryGroupOf(state, moment)?.lastMs ?? state.lastMs,
  },
  {
    ...ALIKE,
    name: 'social:segment_bought',
    description:
      'What shoppers of the same segment bought, without what the shopper has bought lately. The best 20 are kept.',
    value: (state, moment) => bought(segmentGroupOf(state, moment), state, moment),
    seenMs: (state, moment) => segmentGroupOf(state, moment)?.lastMs ?? state.lastMs,
  },
];

function shopList({ tables }: Moment): TrendingState | undefined {
  return tables.shopTrending.get(SHOP);
}

function categoryList({ categories }: UserState, { tables }: Moment): TrendingState | undefined {
  const category = strongest(categories);
  return category === null ? undefined : tables.categoryTrending.get(category);
}

function heardMs(list: TrendingState | undefined): number | null {
  return list === undefined ? null : Math.max(...list.heardMs);
}

const MOST_TRENDING = 10;

/** The candidates by the interest that each really has at the moment, equal ones by name. */
function trending(list: TrendingState | undefined, { nowMs, tables }: Moment): FeatureValue {
  if (list === undefined) return null;
  const all = list.products.map((productId) => {
    const state = tables.products.get(productId);
    return { productId, score: state === undefined ? 0 : interestIn(state, LAST_HOUR, nowMs) };
  });
  const best = all.filter(({ score }) => score > 0);
  best.sort((a, b) => b.score - a.score || (a.productId < b.productId ? -1 : 1));
  return best.length === 0 ? null : best.slice(0, MOST_TRENDING);
}

function categoryGroupOf({ categories }: UserState, { tables }: Moment): GroupState | undefined {
  const category = strongest(categories);
  return category === null ? undefined : tables.groups.get(categoryGroup(category));
}

function segmentGroupOf({ segment }: UserState, { tables }: Moment): GroupState | undefined {
  return segment === null ? undefined : tables.groups.get(segmentGroup(segment));
}

function bought(group: GroupState | undefined, user: UserState, { nowMs }: Moment): FeatureValue {
  if (group === undefined) return null;
  const all = ranked(group.bought, dayOf(nowMs) - group.day, GROUP_HALF_LIFE_DAYS);
  return listed(
    'productId',
    all.filter(({ key }) => !user.bought.includes(key)),
  );
}

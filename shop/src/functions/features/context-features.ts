/** Features of the moment: when it is, and where and how the shopper is here now. */

import { SESSION_GAP_MS } from '../visits/visit.ts';
import { weekdayOf } from './count-user.ts';
import { dayOf } from './fading-scores.ts';
import {
  DAY_MS,
  fading,
  type GlobalFeature,
  HOUR_MS,
  type Moment,
  OLDEST_MS,
  ratio,
  type UserFeature,
} from './feature-definition.ts';
import { HABITS, HALF_LIFE_DAYS, habitOf, type UserState } from './user-state.ts';

const CLOCK = { entity: null, type: 'INT64', window: 'the moment', reachMs: 0, maxAgeMs: null } as const;
const HERE = {
  entity: 'userId',
  type: 'STRING',
  window: 'the newest event',
  reachMs: DAY_MS,
  maxAgeMs: SESSION_GAP_MS,
} as const;

export const CONTEXT_FEATURES: readonly (GlobalFeature | UserFeature)[] = [
  {
    ...CLOCK,
    name: 'context:hour_of_day',
    description: 'The hour in UTC, 0 to 23.',
    value: ({ nowMs }: Moment) => hourOf(nowMs),
  },
  {
    ...CLOCK,
    name: 'context:weekday',
    description: 'The weekday in UTC: 1 is Monday, 7 Sunday.',
    value: ({ nowMs }: Moment) => weekdayOf(dayOf(nowMs)) + 1,
  },
  {
    ...HERE,
    name: 'context:device',
    description: 'The class of the device that the shopper uses now.',
    value: ({ device }: UserState) => device,
  },
  {
    ...HERE,
    name: 'context:country',
    description: 'The country from which the shopper comes now.',
    value: ({ country }: UserState) => country,
  },
  {
    ...HERE,
    name: 'context:region',
    description: 'The region from which the shopper comes now.',
    value: ({ region }: UserState) => region,
  },
  {
    name: 'context:hour_share',
    entity: 'userId',
    type: 'DOUBLE',
    ...fading(HALF_LIFE_DAYS.habits),
    maxAgeMs: OLDEST_MS,
    description: "The share of the shopper's events that fall into this hour of the day: how usual the hour is.",
    value: (state, { nowMs }) => hourShare(state, hourOf(nowMs)),
  },
];

function hourOf(nowMs: number): number {
  return Math.floor(nowMs / HOUR_MS) % 24;
}

function hourShare(state: UserState, hour: number): number | null {
  const hours = habitOf(state, HABITS.hours);
  return ratio(
    hours[hour] ?? 0,
    hours.reduce((sum, count) => sum + count, 0),
  );
}

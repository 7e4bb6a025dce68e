/** Who comes to the shop: returning users with a home, a device and an address, and strangers. */
import type { Random } from './random.ts';
import { zipf } from './zipf.ts';

export interface Visitor {
  readonly userId: string | undefined;
  readonly anonymousId: string | undefined;
  readonly deviceType: string;
  readonly deviceId: string;
  readonly location: { readonly country: string; readonly region: string };
  /** Does not say where it is: the address tells. */
  readonly hidesLocation: boolean;
  readonly ip: string;
}

const HOMES: readonly (readonly [country: string, regions: readonly string[], weight: number])[] = [
  ['US', ['CA', 'NY', 'TX', 'WA', 'FL'], 45],
  ['DE', ['BE', 'BY', 'NW'], 15],
  ['GB', ['ENG', 'SCT'], 14],
  ['FR', ['IDF', 'PAC'], 9],
  ['JP', ['13', '27'], 7],
  ['BR', ['SP', 'RJ'], 6],
  ['IN', ['MH', 'KA'], 4],
];
const TOTAL_WEIGHT = HOMES.reduce((sum, [, , weight]) => sum + weight, 0);
const STRANGER_SHARE = 0.3;
const STRANGERS_PER_HIDDEN = 8;
const LOYALTY_EXPONENT = 0.6;

/** Draws who comes next. The popular users of one seed stay the popular ones. */
export class Visitors {
  readonly #draw: (random: Random) => number;
  #strangers = 0;

  /** @param userCount registered users; the loyal ones come most often. */
  constructor(userCount: number) {
    this.#draw = zipf(userCount, LOYALTY_EXPONENT);
  }

  next(random: Random): Visitor {
    if (random.chance(STRANGER_SHARE)) return this.#stranger(random);
    return knownUser(this.#draw(random));
  }

  #stranger(random: Random): Visitor {
    this.#strangers += 1;
    const home = homeOf(random.below(TOTAL_WEIGHT), random.below(1000));
    return {
      userId: undefined,
      anonymousId: `a-${this.#strangers}-${random.below(1_000_000)}`,
      deviceType: deviceOf(random.below(100)),
      deviceId: `d-a-${this.#strangers}`,
      location: home,
      hidesLocation: this.#strangers % STRANGERS_PER_HIDDEN === 0,
      ip: address(random.below(2 ** 30)),
    };
  }
}

/** Everything about a user follows from the number, so that the same user is the same every time. */
export function knownUser(number: number): Visitor {
  const mixed = Math.imul(number + 1, 0x9e3779b1) >>> 0;
  return {
    userId: `u-${number + 1}`,
    anonymousId: undefined,
    deviceType: deviceOf(mixed % 100),
    deviceId: `d-${number + 1}`,
    location: homeOf((mixed >>> 7) % TOTAL_WEIGHT, mixed >>> 11),
    hidesLocation: false,
    ip: address(mixed >>> 2),
  };
}

function deviceOf(percent: number): string {
  if (percent < 58) return 'mobile';
  return percent < 92 ? 'desktop' : 'tablet';
}

function homeOf(weight: number, number: number): Visitor['location'] {
  let left = weight;
  for (const [country, regions, share] of HOMES) {
    if (left < share) return { country, region: regions[number % regions.length] ?? '' };
    left -= share;
  }
  return { country: 'US', region: 'CA' };
}

function address(number: number): string {
  return `${11 + (number % 180)}.${(number >>> 8) % 256}.${(number >>> 16) % 256}.${1 + ((number >>> 22) % 254)}`;
}

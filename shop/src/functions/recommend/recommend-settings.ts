/**
 * What recommendations are made with. The sizes bound memory; the weights lie on a plateau that `npm run bench:recommend
 * -- --sensitivity` shows.
 */

export interface RecommendSettings {
  /** Products that are known at a time; beyond it the one that has been quiet longest, about, is forgotten. */
  readonly products: number;
  /** Visitors that are remembered at a time, and categories with a list of their own. */
  readonly visitors: number;
  readonly categories: number;
  /** Visits with two products or more that are kept: the newest. */
  readonly sessions: number;
  /** Products of one visit that are kept: the latest. */
  readonly sessionItems: number;
  /** A visit ends after so long without a product. */
  readonly sessionGapMs: number;
  /** Full chunks of 32 visits that are kept for one product, beside the chunk that is filling. */
  readonly postingChunks: number;
  /** Products that are remembered to follow one, and to be bought with one. */
  readonly links: number;
  /** Places of a list of trends. */
  readonly trends: number;
  /** Half-lives: of interest in a product, of what follows what, of a visitor's liking for a category. */
  readonly trendHalfLifeMs: number;
  readonly linkHalfLifeMs: number;
  readonly likingHalfLifeMs: number;
  /** Latest products of a visit that are asked about. */
  readonly contextItems: number;
  /** Visits that are compared with the present one, and those of them that have a say. */
  readonly sampleSessions: number;
  readonly neighbours: number;
  /** After so many newer products a product of the present visit weighs 1/e. */
  readonly positionDecay: number;
  /** At so many steps from the shared product a product of another visit weighs 1/e. */
  readonly distanceDecay: number;
  /** Powers of inverse frequency: of what visits share, and of what is recommended. */
  readonly sharedRarity: number;
  readonly itemRarity: number;
  /** Power of a visit's length by which its likeness is divided. */
  readonly lengthPower: number;
  /** What the shared product itself weighs, against 1 for its neighbours. */
  readonly matchedWeight: number;
  /** Age of a visit, as a share of all that are kept, at which it weighs 1/e. */
  readonly sessionAge: number;
  /** The blend: visits that are alike weigh 1. */
  readonly sequenceWeight: number;
  readonly likingWeight: number;
  readonly trendWeight: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const RECOMMEND_DEFAULTS: RecommendSettings = {
  products: 262_144,
  visitors: 1_000_000,
  categories: 2_000,
  sessions: 262_144,
  sessionItems: 20,
  sessionGapMs: HOUR_MS / 2,
  postingChunks: 4,
  links: 24,
  trends: 150,
  trendHalfLifeMs: 12 * HOUR_MS,
  linkHalfLifeMs: 30 * DAY_MS,
  likingHalfLifeMs: 7 * DAY_MS,
  contextItems: 10,
  sampleSessions: 500,
  neighbours: 100,
  positionDecay: 2,
  distanceDecay: 4,
  sharedRarity: 2,
  itemRarity: 1,
  lengthPower: 0.25,
  matchedWeight: 1.5,
  sessionAge: 1,
  sequenceWeight: 0.02,
  likingWeight: 0.1,
  trendWeight: 0.03,
};

/**
 * Session nearest neighbours in the manner of V-SKNN (Ludewig, Jannach 2018) and STAN (Garg et al. 2019): visits that
 * share products with the present one, the shared ones weighing more the later they came in it and the rarer they are;
 * newer and shorter visits before older and longer ones. Their products count by how near they are to the shared one.
 */
import { barOf } from './bar-of.ts';
import type { RecommendSettings } from './recommend-settings.ts';
import type { SessionIndex } from './session-index.ts';

/** A product that shoppers with a visit like this one looked at. */
export interface Neighbour {
  readonly number: number;
  /** Above 0; the highest of a search is 1. */
  readonly score: number;
  /** The product of the present visit that led here most. */
  readonly because: number;
}

/** A neighbour that is still being weighed. */
type Found = { -readonly [Part in keyof Neighbour]: Neighbour[Part] };

/** Of the products that are found, so many go on to be weighed by rarity. */
const FINALISTS = 100;

export class NeighbourSearch {
  readonly #sessions: SessionIndex;
  readonly #settings: RecommendSettings;
  readonly #products: number;
  /** By product slot: weight in the present visit; score so far; who led here, and how much at most. */
  readonly #asked: Float64Array;
  readonly #scores: Float64Array;
  readonly #because: Int32Array;
  readonly #strongest: Float64Array;
  readonly #found: number[] = [];
  /** By visit slot: its likeness, and the latest product of the present visit by which it was found. */
  readonly #likeness: Float64Array;
  readonly #foundBy: Int32Array;
  readonly #candidates: number[] = [];
  readonly #visits: number[] = [];
  /** What a visit's length divides its likeness by, and what a product counts at a distance from the shared one. */
  readonly #lengthFactors: readonly number[];
  readonly #distanceShares: readonly number[];

  constructor(sessions: SessionIndex, settings: RecommendSettings) {
    this.#sessions = sessions;
    this.#settings = settings;
    this.#products = settings.products;
    this.#asked = new Float64Array(settings.products);
    this.#scores = new Float64Array(settings.products);
    this.#strongest = new Float64Array(settings.products);
    this.#because = new Int32Array(settings.products);
    this.#likeness = new Float64Array(settings.sessions);
    this.#foundBy = new Int32Array(settings.sessions);
    const lengths = Array.from({ length: settings.sessionItems + 1 }, (_, length) => length);
    this.#lengthFactors = lengths.map((length) => length ** settings.lengthPower);
    this.#distanceShares = lengths.map((distance) =>
      distance === 0 ? settings.matchedWeight : Math.exp((1 - distance) / settings.distanceDecay),
    );
  }

  /**
   * @param context product numbers of the present visit, each once, the latest last
   * @param accepts which products may be found
   */
  search(context: readonly number[], accepts: (number: number) => boolean): readonly Neighbour[] {
    const asked = context.slice(-this.#settings.contextItems);
    this.#gatherVisits(asked);
    for (const visit of this.#nearest()) this.#addItems(visit);
    for (const visit of this.#candidates) this.#likeness[visit % this.#sessions.capacity] = 0;
    for (const number of asked) this.#asked[number % this.#products] = 0;
    return this.#finalists(accepts);
  }

  /** Visits that share a product, beginning with those that share the latest one, each product's newest first. */
  #gatherVisits(asked: readonly number[]): void {
    const { positionDecay, sharedRarity, sampleSessions } = this.#settings;
    const candidates = this.#candidates;
    candidates.length = 0;
    for (let index = asked.length - 1; index >= 0; index--) {
      const number = asked[index] ?? 0;
      const weight = Math.exp((index + 1 - asked.length) / positionDecay);
      this.#asked[number % this.#products] = weight;
      const value = weight * this.#sessions.rarity(number) ** sharedRarity;
      if (value <= 0) continue;
      this.#sessions.visitsWith(number, this.#visits);
      for (const visit of this.#visits) {
        const slot = visit % this.#sessions.capacity;
        const before = this.#likeness[slot] ?? 0;
        if (before === 0) {
          if (candidates.length >= sampleSessions || this.#sessions.lengthOf(visit) < 2) continue;
          candidates.push(visit);
          this.#foundBy[slot] = number;
        }
        this.#likeness[slot] = before + value;
      }
    }
  }

  /** The most alike of the candidates; their likeness now holds what they weigh. */
  #nearest(): readonly number[] {
    const { sessionAge, neighbours } = this.#settings;
    const newest = this.#sessions.newest;
    const old = Math.min(newest, this.#sessions.capacity) * sessionAge;
    const weights = new Float64Array(this.#candidates.length);
    for (const [index, visit] of this.#candidates.entries()) {
      const slot = visit % this.#sessions.capacity;
      const age = Math.exp((visit - newest) / old);
      const factor = this.#lengthFactors[this.#sessions.lengthOf(visit)] ?? 1;
      const weight = ((this.#likeness[slot] ?? 0) * age) / factor;
      this.#likeness[slot] = weight;
      weights[index] = weight;
    }
    const bar = barOf(weights, neighbours);
    return this.#candidates.filter((_, index) => (weights[index] ?? 0) >= bar);
  }

  #addItems(visit: number): void {
    const { items } = this.#sessions;
    const from = this.#sessions.itemsAt(visit);
    const to = from + this.#sessions.lengthOf(visit);
    const likeness = this.#likeness[visit % this.#sessions.capacity] ?? 0;
    const matched = this.#matchedAt(from, to);
    const because = (matched < from ? this.#foundBy[visit % this.#sessions.capacity] : items[matched]) ?? 0;
    for (let at = from; at < to; at++) {
      const share = this.#distanceShares[Math.abs(at - matched)] ?? 0;
      this.#addScore(items[at] ?? 0, likeness * share, because);
    }
  }

  /**
   * Where the visit has the product that weighs most in the present one; before all others when it has gone on for so long
   * that none of the shared ones is kept.
   */
  #matchedAt(from: number, to: number): number {
    const { items } = this.#sessions;
    let matched = from - 1;
    let most = 0;
    for (let at = from; at < to; at++) {
      const weight = this.#asked[(items[at] ?? 0) % this.#products] ?? 0;
      if (weight < most || weight === 0) continue;
      most = weight;
      matched = at;
    }
    return matched;
  }

  #addScore(number: number, score: number, because: number): void {
    const slot = number % this.#products;
    const before = this.#scores[slot] ?? 0;
    if (before === 0) this.#found.push(number);
    this.#scores[slot] = before + score;
    if (score <= (this.#strongest[slot] ?? 0)) return;
    this.#strongest[slot] = score;
    this.#because[slot] = because;
  }

  /** The best of what was found, weighed by rarity too, best first. Leaves the arrays as they were before the search. */
  #finalists(accepts: (number: number) => boolean): readonly Neighbour[] {
    const accepted = this.#found.filter(accepts);
    const scores = new Float64Array(accepted.length);
    for (const [index, number] of accepted.entries()) scores[index] = this.#scores[number % this.#products] ?? 0;
    const bar = barOf(scores, FINALISTS);
    const finalists: Found[] = [];
    for (const [index, number] of accepted.entries()) {
      const score = scores[index] ?? 0;
      if (score < bar) continue;
      const rarity = this.#sessions.rarity(number) ** this.#settings.itemRarity;
      finalists.push({ number, score: score * rarity, because: this.#because[number % this.#products] ?? 0 });
    }
    for (const number of this.#found) {
      this.#scores[number % this.#products] = 0;
      this.#strongest[number % this.#products] = 0;
    }
    this.#found.length = 0;
    return relativeToBest(finalists);
  }
}

/** Sorts in place, and divides by the highest score. */
function relativeToBest(found: Found[]): readonly Neighbour[] {
  found.sort((a, b) => b.score - a.score || a.number - b.number);
  const best = found[0]?.score ?? 0;
  if (best > 0) for (const neighbour of found) neighbour.score /= best;
  return found;
}

/**
 * Which person, auction or bid the n-th event is, and whom it may refer to. Everything follows from the event's number,
 * so that references meet what has been made, or soon will be.
 */
import type { NexmarkSettings } from './nexmark-settings.ts';
import type { RandomNumbers } from './random-numbers.ts';

/** Ids start here, so that they do not look like counts. */
export const FIRST_ID = 1000;
export const FIRST_CATEGORY = 10;

/** Some references point to people and auctions that are yet to come, up to so many of them. */
const LEAD = 10;

export type EventKind = 'person' | 'auction' | 'bid';

export class NexmarkIds {
  readonly #settings: NexmarkSettings;
  readonly #cycle: number;

  constructor(settings: NexmarkSettings) {
    this.#settings = settings;
    this.#cycle = settings.people + settings.auctions + settings.bids;
  }

  /** Each cycle begins with its people, then come its auctions, then its bids. */
  kindOf(event: number): EventKind {
    const { people, auctions } = this.#settings;
    const place = event % this.#cycle;
    if (place < people) return 'person';
    return place < people + auctions ? 'auction' : 'bid';
  }

  /** The number of the newest person as of this event. */
  newestPerson(event: number): number {
    const { people } = this.#settings;
    return Math.floor(event / this.#cycle) * people + Math.min(event % this.#cycle, people - 1);
  }

  /** The number of the newest auction as of this event; −1 before the first. */
  newestAuction(event: number): number {
    const { people, auctions } = this.#settings;
    const ofThisCycle = Math.min((event % this.#cycle) - people, auctions - 1);
    return Math.floor(event / this.#cycle) * auctions + Math.max(ofThisCycle, -1);
  }

  anyPerson(event: number, random: RandomNumbers): number {
    const count = this.newestPerson(event) + 1;
    const active = Math.min(count, this.#settings.activePeople);
    return count - active + random.below(active + LEAD);
  }

  anyAuction(event: number, random: RandomNumbers): number {
    const newest = this.newestAuction(event);
    const oldest = Math.max(newest - this.#settings.openAuctions, 0);
    return oldest + random.below(newest - oldest + 1 + LEAD);
  }

  hotAuction(event: number): number {
    return this.#firstOfGroup(Math.max(this.newestAuction(event), 0));
  }

  hotSeller(event: number): number {
    return this.#firstOfGroup(this.newestPerson(event));
  }

  /** Never the hot seller. */
  hotBidder(event: number): number {
    return this.#firstOfGroup(this.newestPerson(event)) + 1;
  }

  #firstOfGroup(number: number): number {
    return number - (number % this.#settings.hotGroup);
  }
}

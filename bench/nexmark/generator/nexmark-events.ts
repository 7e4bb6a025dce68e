/**
 * The Nexmark streams: people who register, auctions they open, bids they make, one after another. The same settings
 * give the same events.
 */
import { type EventKind, FIRST_CATEGORY, FIRST_ID, NexmarkIds } from './nexmark-ids.ts';
import type { NexmarkSettings } from './nexmark-settings.ts';
import { RandomNumbers } from './random-numbers.ts';
import { RandomTexts } from './random-texts.ts';

export interface Person {
  readonly id: number;
  readonly name: string;
  readonly emailAddress: string;
  readonly creditCard: string;
  readonly city: string;
  readonly state: string;
  readonly dateTime: string;
  readonly extra: string;
}

export interface Auction {
  readonly id: number;
  readonly itemName: string;
  readonly description: string;
  readonly initialBid: number;
  readonly reserve: number;
  readonly dateTime: string;
  readonly expires: string;
  readonly seller: number;
  readonly category: number;
  readonly extra: string;
}

export interface Bid {
  readonly auction: number;
  readonly bidder: number;
  readonly price: number;
  readonly channel: string;
  readonly url: string;
  readonly dateTime: string;
  readonly extra: string;
}

/** One row of the table `datagen`: of the three, the one that `event_type` says is there. */
export interface NexmarkEvent {
  readonly event_type: 0 | 1 | 2;
  readonly person: Person | null;
  readonly auction: Auction | null;
  readonly bid: Bid | null;
}

const CATEGORIES = 5;
const STATES = ['AZ', 'CA', 'ID', 'OR', 'WA', 'WY'];
const CITIES = 'Phoenix,Los Angeles,San Francisco,Boise,Portland,Bend,Redmond,Seattle,Kent,Cheyenne'.split(',');
const FIRST_NAMES = 'Peter,Paul,Luke,John,Saul,Vicky,Kate,Julie,Sarah,Deiter,Walter'.split(',');
const LAST_NAMES = 'Shultz,Abrams,Spencer,White,Bartels,Walton,Smith,Jones,Noris'.split(',');

/** What the numbers of an event take in the specification's count of bytes. */
const BID_NUMBERS_BYTES = 32;
const AUCTION_NUMBERS_BYTES = 48;
const PERSON_NUMBERS_BYTES = 8;

/** A factor without a divisor in common with any group size in use mixes a group's events up and loses none. */
const MIXING_FACTOR = 953;

export function* nexmarkEvents(settings: NexmarkSettings): Generator<NexmarkEvent> {
  const maker = new EventMaker(settings);
  for (let index = 0; index < settings.eventCount; index += 1) yield maker.event(disordered(index, settings));
}

function disordered(index: number, { disorderGroup, eventCount }: NexmarkSettings): number {
  const start = index - (index % disorderGroup);
  // A last group that is not full stays in order: mixing it would reach beyond the end.
  return start + disorderGroup > eventCount ? index : start + ((index * MIXING_FACTOR) % disorderGroup);
}

class EventMaker {
  readonly #settings: NexmarkSettings;
  readonly #ids: NexmarkIds;
  readonly #random: RandomNumbers;
  readonly #texts: RandomTexts;

  constructor(settings: NexmarkSettings) {
    this.#settings = settings;
    this.#ids = new NexmarkIds(settings);
    this.#random = new RandomNumbers(settings.seed);
    this.#texts = new RandomTexts(settings.seed);
  }

  event(number: number): NexmarkEvent {
    const kind: EventKind = this.#ids.kindOf(number);
    if (kind === 'person') return { event_type: 0, person: this.#person(number), auction: null, bid: null };
    if (kind === 'auction') return { event_type: 1, person: null, auction: this.#auction(number), bid: null };
    return { event_type: 2, person: null, auction: null, bid: this.#bid(number) };
  }

  #person(event: number): Person {
    const random = this.#random;
    const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
    const emailAddress = `${this.#texts.word(random, 7)}@${this.#texts.word(random, 5)}.com`;
    const creditCard = Array.from({ length: 4 }, () => String(random.below(10_000)).padStart(4, '0')).join(' ');
    const city = random.pick(CITIES);
    const state = random.pick(STATES);
    const size = PERSON_NUMBERS_BYTES + [name, emailAddress, creditCard, city, state].join('').length;
    return {
      id: FIRST_ID + this.#ids.newestPerson(event),
      name,
      emailAddress,
      creditCard,
      city,
      state,
      dateTime: sqlTime(this.#timeOf(event)),
      extra: this.#texts.extra(random, size, this.#settings.personBytes),
    };
  }

  #auction(event: number): Auction {
    const random = this.#random;
    const isHot = random.isHot(this.#settings.hotSellerRatio);
    const itemName = this.#texts.word(random, 20);
    const description = this.#texts.word(random, 100);
    const initialBid = this.#price();
    return {
      id: FIRST_ID + this.#ids.newestAuction(event),
      itemName,
      description,
      initialBid,
      reserve: initialBid + this.#price(),
      dateTime: sqlTime(this.#timeOf(event)),
      expires: sqlTime(this.#timeOf(event) + 1 + random.below(Math.max(2 * this.#usualLengthMs(event), 1))),
      seller: FIRST_ID + (isHot ? this.#ids.hotSeller(event) : this.#ids.anyPerson(event, random)),
      category: FIRST_CATEGORY + random.below(CATEGORIES),
      extra: this.#texts.extra(
        random,
        AUCTION_NUMBERS_BYTES + itemName.length + description.length,
        this.#settings.auctionBytes,
      ),
    };
  }

  #bid(event: number): Bid {
    const random = this.#random;
    const ids = this.#ids;
    const { hotAuctionRatio, hotBidderRatio, bidBytes } = this.#settings;
    const auction = random.isHot(hotAuctionRatio) ? ids.hotAuction(event) : ids.anyAuction(event, random);
    const bidder = random.isHot(hotBidderRatio) ? ids.hotBidder(event) : ids.anyPerson(event, random);
    const { name, url } = this.#texts.channel(random);
    return {
      auction: FIRST_ID + auction,
      bidder: FIRST_ID + bidder,
      price: this.#price(),
      channel: name,
      url,
      dateTime: sqlTime(this.#timeOf(event)),
      extra: this.#texts.extra(random, BID_NUMBERS_BYTES, bidBytes),
    };
  }

  /** In cents, from one to a million, evenly spread over the orders of magnitude. */
  #price(): number {
    return Math.round(10 ** (this.#random.fraction() * 6) * 100);
  }

  #timeOf(event: number): number {
    const { startMs, eventsPerSecond } = this.#settings;
    return startMs + Math.floor((event * 1000) / eventsPerSecond);
  }

  /** As long as it takes until `openAuctions` more have been opened. */
  #usualLengthMs(event: number): number {
    const { openAuctions, people, auctions, bids } = this.#settings;
    const events = Math.floor((openAuctions * (people + auctions + bids)) / auctions);
    return this.#timeOf(event + events) - this.#timeOf(event);
  }
}

/** As Flink's `json` format expects it: `2024-01-15 08:00:00.000`. */
function sqlTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, -1).replace('T', ' ');
}

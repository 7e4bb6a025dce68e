/**
 * The simulated shop: an endless, repeatable stream of events with the moment at which each is sent.
 *
 * At any moment there is a fixed crowd of shoppers; each event is the next step of one of them, drawn at random, so the
 * times between a shopper's steps are exponential and the rate is right from the first second. Whoever leaves is
 * replaced. Some events are delivered late, some twice, a few are broken; rings, machines, stock movements and what the
 * shop's own systems tell come between.
 */
import { accountOf } from './account.ts';
import { busyness } from './busyness.ts';
import { cardTester } from './card-tester.ts';
import { Deliveries, type Delivery } from './deliveries.ts';
import { fraudRing } from './fraud-ring.ts';
import { crawler, type MachineStep, scraper } from './machines.ts';
import { changedOrderRow, orderRow } from './order-ledger.ts';
import { ProductCatalog } from './product-catalog.ts';
import { changedPrice, productFeed } from './product-feed.ts';
import { type Random, seededRandom } from './random.ts';
import type { ShopEvent } from './shop-event.ts';
import { Shopper, type ShopperEvent } from './shopper.ts';
import { spoil } from './spoil.ts';
import { StockRoom } from './stock-room.ts';
import { Visitors } from './visitor.ts';

export interface SimulationOptions {
  /** The same seed and start give the same events. */
  readonly seed: number;
  /** Events a second, as a mean over the run. */
  readonly rate: number;
  readonly seconds: number;
  /** Event time of the first event, in epoch milliseconds. */
  readonly startMs: number;
  readonly users?: number;
  readonly products?: number;
}

/** Shoppers a unit of rate: the mean time between two steps of one shopper, in seconds. */
const SECONDS_BETWEEN_STEPS = 8;
const MEAN_STEPS = 12;
const LATE_CHANCE = 0.01;
const LONGEST_DELAY_MS = 45_000;
const SECOND_COPY_CHANCE = 0.004;
const BAD_CHANCE = 0.0015;
const EVENTS_PER_RING = 20_000;
const EVENTS_PER_CARD_TESTER = 20_000;
const EVENTS_PER_PRICE_CHANGE = 5_000;
const EVENTS_PER_CRAWLER = 5_000;
const EVENTS_PER_SCRAPER = 50_000;
/** Of the users that come for the first time: whose account is told at once, and whose only after a while. */
const INTRODUCED_CHANCE = 0.5;
const INTRODUCED_LATE_CHANCE = 0.2;
const LONGEST_INTRODUCTION_MS = 120_000;
const COME_BACK_CHANCE = 0.05;
const SHORTEST_ABSENCE_MS = 1_800_000;
const LONGEST_ABSENCE_MS = 7_200_000;
/** From the look at what has become cheaper to the purchase. */
const SECOND_LOOK_MS = 40_000;
const CANCELLED_CHANCE = 0.03;
const REFUNDED_CHANCE = 0.01;
const LONGEST_REGRET_MS = 600_000;

export class Simulation {
  readonly #options: SimulationOptions;
  readonly #random: Random;
  /** What goes on beside the visits has chances of its own, and leaves the visits of a seed as they are. */
  readonly #aside: Random;
  /** The same for what tells nothing of visits: the catalogue, accounts, machines. */
  readonly #reference: Random;
  readonly #catalog: ProductCatalog;
  readonly #visitors: Visitors;
  readonly #stock: StockRoom;
  readonly #deliveries = new Deliveries();
  readonly #crowd: Shopper[];
  /** Mean busyness of the run: the rate that was asked for is the run's mean. */
  readonly #meanBusyness: number;
  #sessions = 0;
  #events = 0;
  #rings = 0;
  #cardTesters = 0;
  /** Events that were told beside the visits. */
  #told = 0;
  #crawlers = 0;
  #scrapers = 0;
  readonly #introduced = new Set<string>();

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
    this.#aside = seededRandom(options.seed + 0x5eed);
    this.#reference = seededRandom(options.seed + 0xfeed);
    this.#catalog = new ProductCatalog(options.products ?? 5_000, this.#random);
    this.#visitors = new Visitors(options.users ?? 100_000);
    this.#stock = new StockRoom(this.#tellCatalog(), this.#random);
    this.#crowd = Array.from({ length: Math.max(1, Math.round(options.rate * SECONDS_BETWEEN_STEPS)) }, () =>
      this.#arriveEarlier(),
    );
    this.#meanBusyness = meanBusyness(options);
  }

  /** Events in the order in which they are sent; `atMs` counts from the start. */
  *events(): Generator<Delivery> {
    const endMs = this.#options.seconds * 1000;
    let nowMs = 0;
    while (nowMs < endMs) {
      yield* this.#deliveries.due(nowMs);
      for (const event of this.#happen(nowMs)) this.#send(event, nowMs);
      const rate = (this.#options.rate * busyness(this.#options.startMs + nowMs)) / this.#meanBusyness;
      nowMs += 1000 / rate;
    }
    yield* this.#deliveries.due(endMs);
  }

  #happen(nowMs: number): readonly ShopperEvent[] {
    this.#happenBeside(nowMs);
    if (this.#events > 0 && this.#random.chance(1 / EVENTS_PER_RING)) return this.#ring(nowMs);
    if (this.#events > 0 && this.#aside.chance(1 / EVENTS_PER_CARD_TESTER)) this.#tryCards(nowMs);
    const place = this.#random.below(this.#crowd.length);
    const shopper = this.#crowd[place] ?? this.#arrive();
    const events = shopper.next(this.#random);
    this.#introduce(events[0], nowMs);
    if (shopper.gone) {
      this.#crowd[place] = this.#arrive();
      if (this.#aside.chance(COME_BACK_CHANCE)) this.#comeBack(shopper, nowMs);
    }
    const purchases = events.filter(({ eventType }) => eventType === 'purchase');
    this.#record(purchases[0], nowMs);
    this.#reconsider(purchases[0], nowMs);
    return [...purchases.flatMap((event) => this.#stock.sell(event)), ...events];
  }

  /** What is told of the whole catalogue at the start. Returns what the books say of the stock. */
  #tellCatalog(): ReadonlyMap<string, number> {
    const feed = productFeed(this.#catalog, this.#reference);
    for (const { events } of feed) for (const event of events) this.#tell(event, 0);
    return new Map(feed.map(({ productId, inBooks }) => [productId, inBooks]));
  }

  /** Prices change, machines come: nothing that a visit depends on but the price. */
  #happenBeside(nowMs: number): void {
    const happens = (events: number) => this.#reference.chance(1 / events);
    if (happens(EVENTS_PER_PRICE_CHANGE)) this.#tell(changedPrice(this.#catalog, this.#reference), nowMs);
    if (happens(EVENTS_PER_CRAWLER)) this.#tellAll(crawler(++this.#crawlers, this.#catalog, this.#reference), nowMs);
    if (happens(EVENTS_PER_SCRAPER)) this.#tellAll(scraper(++this.#scrapers, this.#catalog, this.#reference), nowMs);
  }

  #tellAll(steps: readonly MachineStep[], nowMs: number): void {
    for (const { event, afterMs } of steps) this.#tell(event, nowMs + afterMs);
  }

  /** Of a user who comes for the first time the account may be told, or not yet. */
  #introduce(arrival: ShopperEvent | undefined, nowMs: number): void {
    if (arrival?.eventType !== 'session_start' || arrival.userId === undefined) return;
    if (this.#introduced.has(arrival.userId)) return;
    this.#introduced.add(arrival.userId);
    const { page, referrer, properties, ...visit } = arrival;
    const identify = { ...visit, eventType: 'identify', properties: { country: arrival.location?.country ?? '' } };
    if (this.#reference.chance(INTRODUCED_CHANCE)) this.#tell(identify, nowMs);
    else if (this.#reference.chance(INTRODUCED_LATE_CHANCE)) {
      this.#tell(identify, nowMs + this.#reference.below(LONGEST_INTRODUCTION_MS));
    }
  }

  /** Some orders are cancelled minutes later, and a few come back. */
  #reconsider(purchase: ShopperEvent | undefined, nowMs: number): void {
    if (purchase?.orderId === undefined) return;
    const { productId, category, price, quantity, ...order } = purchase;
    const cancelled = this.#random.chance(CANCELLED_CHANCE);
    if (!cancelled && !this.#random.chance(REFUNDED_CHANCE)) return;
    const eventType = cancelled ? 'order_cancelled' : 'order_refunded';
    const atMs = nowMs + this.#random.below(LONGEST_REGRET_MS);
    this.#send({ ...order, eventType }, atMs);
    this.#send(changedOrderRow(purchase.orderId, cancelled ? 'cancelled' : 'refunded'), atMs, this.#aside);
  }

  /** The order's row in the database, a moment later. */
  #record(purchase: ShopperEvent | undefined, nowMs: number): void {
    if (purchase?.orderId === undefined) return;
    const row = orderRow(purchase.orderId, this.#aside);
    if (row !== undefined) this.#send(row.event, nowMs + row.afterMs, this.#aside);
  }

  /** After an absence, for what has become cheaper. */
  #comeBack(shopper: Shopper, nowMs: number): void {
    const span = LONGEST_ABSENCE_MS - SHORTEST_ABSENCE_MS;
    const atMs = nowMs + SHORTEST_ABSENCE_MS + this.#aside.below(span);
    const [look, purchase] = shopper.comeBack(this.#aside);
    if (look === undefined || purchase === undefined) return;
    this.#send(look, atMs, this.#aside);
    this.#send(purchase, atMs + SECOND_LOOK_MS, this.#aside);
    this.#record(purchase, atMs + SECOND_LOOK_MS);
  }

  #tryCards(nowMs: number): void {
    this.#cardTesters += 1;
    for (const { event, afterMs } of cardTester(this.#cardTesters, this.#catalog, this.#aside)) {
      this.#send(event, nowMs + afterMs, this.#aside);
      if (event.eventType === 'purchase') this.#record(event, nowMs + afterMs);
    }
  }

  #ring(nowMs: number): readonly ShopperEvent[] {
    this.#rings += 1;
    const orders = fraudRing(this.#rings, this.#catalog, this.#random);
    const createdAt = this.#timeOf(nowMs);
    for (const { orderId, productId, category, price, quantity, ...account } of orders) {
      this.#tell({ ...account, eventType: 'identify', properties: { createdAt, segment: 'new' } }, nowMs);
    }
    for (const order of orders) this.#record(order, nowMs);
    return orders;
  }

  #arrive(): Shopper {
    this.#sessions += 1;
    const visitor = this.#visitors.next(this.#random);
    return new Shopper(visitor, `s-${this.#options.seed}-${this.#sessions}`, this.#catalog);
  }

  /** One of those who are here already when the simulation begins: some way into the visit. */
  #arriveEarlier(): Shopper {
    let shopper = this.#arrive();
    for (let steps = this.#random.below(MEAN_STEPS * 2); steps > 0; steps -= 1) {
      shopper.next(this.#random);
      if (shopper.gone) shopper = this.#arrive();
    }
    return shopper;
  }

  /** What goes straight to the server, with ids of its own: the ids of the visits stay as they are. */
  #tell(made: ShopperEvent, nowMs: number): void {
    this.#told += 1;
    const text = JSON.stringify(this.#completed(made, `sim-${this.#options.seed}-told-${this.#told}`, nowMs));
    this.#deliveries.add({ atMs: nowMs, text });
  }

  #completed(made: ShopperEvent, eventId: string, nowMs: number): ShopEvent {
    const event = { eventId, ...made, timestamp: this.#timeOf(nowMs) };
    if (made.eventType !== 'identify' || made.userId === undefined) return event;
    return { ...event, properties: { ...accountOf(made.userId, this.#options.startMs), ...made.properties } };
  }

  #timeOf(nowMs: number): string {
    return new Date(this.#options.startMs + nowMs).toISOString();
  }

  /** At once for the most part; later when the phone had no connection; twice when an answer was lost. */
  #send(made: ShopperEvent, nowMs: number, random = this.#random): void {
    this.#events += 1;
    const event = this.#completed(made, `sim-${this.#options.seed}-${this.#events}`, nowMs);
    const text = random.chance(BAD_CHANCE) ? spoil(event, random) : JSON.stringify(event);
    const offline = event.deviceType === 'mobile' && random.chance(LATE_CHANCE);
    const atMs = offline ? nowMs + random.below(LONGEST_DELAY_MS) : nowMs;
    this.#deliveries.add({ atMs, text });
    if (random.chance(SECOND_COPY_CHANCE)) this.#deliveries.add({ atMs: atMs + random.below(5_000), text });
  }
}

function meanBusyness({ startMs, seconds }: SimulationOptions): number {
  const samples = Array.from({ length: 100 }, (_, index) => busyness(startMs + seconds * 10 * index));
  return samples.reduce((sum, value) => sum + value, 0) / samples.length;
}

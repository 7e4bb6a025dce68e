/**
 * The simulated shop: an endless, repeatable stream of events with the moment at which each is sent.
 *
 * At any moment there is a fixed crowd of shoppers; each event is the next step of one of them, drawn at random, so the
 * times between a shopper's steps are exponential and the rate is right from the first second. Whoever leaves is
 * replaced. Some events are delivered late, some twice, a few are broken; rings and stock movements come between.
 */
import { busyness } from './busyness.ts';
import { cardTester } from './card-tester.ts';
import { Deliveries, type Delivery } from './deliveries.ts';
import { fraudRing } from './fraud-ring.ts';
import { changedOrderRow, orderRow } from './order-ledger.ts';
import { ProductCatalog } from './product-catalog.ts';
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

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
    this.#aside = seededRandom(options.seed + 0x5eed);
    this.#catalog = new ProductCatalog(options.products ?? 5_000, this.#random);
    this.#visitors = new Visitors(options.users ?? 100_000);
    this.#stock = new StockRoom(this.#random);
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
    if (this.#events > 0 && this.#random.chance(1 / EVENTS_PER_RING)) return this.#ring(nowMs);
    if (this.#events > 0 && this.#aside.chance(1 / EVENTS_PER_CARD_TESTER)) this.#tryCards(nowMs);
    const place = this.#random.below(this.#crowd.length);
    const shopper = this.#crowd[place] ?? this.#arrive();
    const events = shopper.next(this.#random);
    if (shopper.gone) {
      this.#crowd[place] = this.#arrive();
      if (this.#aside.chance(COME_BACK_CHANCE)) this.#comeBack(shopper, nowMs);
    }
    const purchases = events.filter(({ eventType }) => eventType === 'purchase');
    this.#record(purchases[0], nowMs);
    this.#reconsider(purchases[0], nowMs);
    return [...purchases.flatMap((event) => this.#stock.sell(event)), ...events];
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

  /** At once for the most part; later when the phone had no connection; twice when an answer was lost. */
  #send(made: ShopperEvent, nowMs: number, random = this.#random): void {
    this.#events += 1;
    const event: ShopEvent = {
      eventId: `sim-${this.#options.seed}-${this.#events}`,
      ...made,
      timestamp: new Date(this.#options.startMs + nowMs).toISOString(),
    };
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

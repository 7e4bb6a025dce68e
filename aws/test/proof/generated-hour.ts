/**
 * What a collector would have taken in within some minutes of a simulated shop: canonical records, each with the moment at
 * which it arrived. Both sides of the proof are given these.
 *
 * G1. No two events arrive in one millisecond: what counts in order of arrival has one order, over all shards.
 * G2. What comes out of order is within the watermark's ten seconds by far, or older than any window that is open: which
 *     rows are late then does not depend on how quickly a shard is read.
 * G3. Copies of events that came before are among the records; bad events are not, since no collector lets them in.
 * G4. The catalogue is told hours before the first visitor comes: nobody meets a product that is not known yet, and what
 *     sells fast sells faster than in the hours before.
 * G5. Half-way happens what alerts, cases and corrections are made of (`incidents.ts`), however short the run.
 */
import { eventRecord } from '@millrace/shop/events/event-record.ts';
import { formatInstant } from '@millrace/shop/events/instant.ts';
import { orderKeyOf, partitionOf } from '@millrace/shop/events/partition-of.ts';
import { screenEvent } from '@millrace/shop/events/screen-event.ts';
import type { Delivery } from '@millrace/shop/simulate/deliveries.ts';
import { type Random, seededRandom } from '@millrace/shop/simulate/random.ts';
import { Simulation } from '@millrace/shop/simulate/simulation.ts';
import { incidents, rushCatalogue } from './incidents.ts';

export interface HourOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly eventsPerSecond: number;
}

/** An event that was taken in. */
export interface Arrival {
  readonly arrivalMs: number;
  readonly eventId: string;
  /** Whose order it keeps: decides about bucket and partition. */
  readonly orderKey: string;
  readonly partition: number;
  /** The canonical record. */
  readonly record: string;
}

export interface GeneratedHour {
  readonly startMs: number;
  readonly endMs: number;
  readonly arrivals: readonly Arrival[];
  readonly copies: number;
  readonly bad: number;
  readonly late: number;
}

const START_MS = Date.UTC(2026, 2, 2, 10);
const USERS = 400;
const PRODUCTS = 120;
/** The simulation begins with these: each product, and what the books say of its stock. */
const CATALOGUE_EVENTS = 2 * PRODUCTS;
const CATALOGUE_BEFORE_MS = 4 * 3_600_000;
/** Of a delivery that the simulation holds back for longer only so much counts. */
const LONGEST_DELAY_MS = 2_500;
const VERY_LATE_CHANCE = 0.004;
const VERY_LATE_MS = 3 * 3_600_000;
/** By then every shard has told what time it is. */
const FIRST_LATE_MS = 90_000;
const SOURCE = { hasEscapes: false, sizeBytes: () => 0 };

export function generatedHour({ seed, minutes, eventsPerSecond }: HourOptions): GeneratedHour {
  const seconds = minutes * 60;
  const simulation = new Simulation({
    seed,
    rate: eventsPerSecond,
    seconds,
    startMs: START_MS,
    users: USERS,
    products: PRODUCTS,
  });
  const endMs = START_MS + seconds * 1000;
  const waiting = [...incidents({ seed, products: PRODUCTS, startMs: START_MS, endMs })];
  const taken = new Intake(seededRandom(seed + 0xa35));
  for (const delivery of rushCatalogue(START_MS)) taken.take(hoursBefore(delivery));
  let sent = 0;
  for (const delivery of simulation.events()) {
    for (let next = waiting[0]; next !== undefined && next.atMs <= delivery.atMs; next = waiting[0]) {
      taken.take(next);
      waiting.shift();
    }
    if (sent++ < CATALOGUE_EVENTS) taken.take(hoursBefore(delivery));
    else taken.takeHeldBack(delivery);
  }
  const { arrivals, copies, bad, late } = taken;
  return { startMs: START_MS, endMs, arrivals, copies, bad, late };
}

function hoursBefore({ atMs, text }: Delivery): Delivery {
  const timestamp = new Date(START_MS - CATALOGUE_BEFORE_MS).toISOString();
  return { atMs: atMs - CATALOGUE_BEFORE_MS, text: JSON.stringify({ ...JSON.parse(text), timestamp }) };
}

/** What a collector does to each event, with a clock that the proof sets. */
class Intake {
  readonly arrivals: Arrival[] = [];
  copies = 0;
  bad = 0;
  late = 0;
  readonly #random: Random;
  readonly #seen = new Set<string>();
  #lastMs = START_MS - CATALOGUE_BEFORE_MS;

  constructor(random: Random) {
    this.#random = random;
  }

  take({ atMs, text }: Delivery): void {
    this.#passTo(atMs);
    this.#screen(parsed(text));
  }

  /** With the time at which it would have happened to come late by so much as G2 allows. */
  takeHeldBack({ atMs, text }: Delivery): void {
    this.#passTo(atMs);
    const value = parsed(text);
    this.#screen(isEvent(value) ? this.#heldBack(value, atMs) : value);
  }

  #passTo(atMs: number): void {
    this.#lastMs = Math.max(this.#lastMs + 1, START_MS + Math.ceil(atMs));
  }

  #screen(value: unknown): void {
    const screened = screenEvent(value, SOURCE, { receivedMs: this.#lastMs });
    if (screened.code !== undefined) {
      this.bad += 1;
      return;
    }
    const { event } = screened;
    if (this.#seen.has(event.eventId)) this.copies += 1;
    this.#seen.add(event.eventId);
    this.arrivals.push({
      arrivalMs: this.#lastMs,
      eventId: event.eventId,
      orderKey: orderKeyOf(event),
      partition: partitionOf(event),
      record: eventRecord(screened, formatInstant(this.#lastMs)),
    });
  }

  #heldBack(event: { readonly timestamp: string; readonly eventId: string }, atMs: number): object {
    const sentMs = Date.parse(event.timestamp);
    if (Number.isNaN(sentMs) || this.#seen.has(event.eventId)) return event;
    const isVeryLate = atMs > FIRST_LATE_MS && this.#random.chance(VERY_LATE_CHANCE);
    if (isVeryLate) this.late += 1;
    const happenedMs = isVeryLate ? sentMs - VERY_LATE_MS : Math.max(sentMs, this.#lastMs - LONGEST_DELAY_MS);
    return { ...event, timestamp: new Date(happenedMs).toISOString() };
  }
}

function isEvent(value: unknown): value is { readonly timestamp: string; readonly eventId: string } {
  if (typeof value !== 'object' || value === null) return false;
  return 'timestamp' in value && typeof value.timestamp === 'string' && 'eventId' in value;
}

/** Some simulated events are no JSON on purpose. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An event that only says what time it is: pipelines and functions leave it out. */
export function heartbeatRecord(arrivalMs: number, place: string): string {
  const at = formatInstant(arrivalMs);
  return JSON.stringify({
    eventId: `heartbeat-${place}-${arrivalMs}`,
    eventType: 'heartbeat',
    timestamp: at,
    receivedAt: at,
  });
}

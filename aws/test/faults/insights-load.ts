/**
 * Puts into `insights` what a shop would have there: orders with what Flink measured of them, words of people on orders and
 * lists, standings of stock, windows of results that change and leave; and, as after a failure of who puts them, some of it
 * again. Some records cannot be read by anybody.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { enriched, rowOf } from '../../../shop/test/functions/score/made-shop.ts';
import { bucketOf } from '../../src/stream/bucket.ts';
import { enrichedText, withPosition } from '../../src/stream/enriched-event.ts';
import { type EventRecord, shopEventOf } from '../../src/stream/event-record.ts';
import { DECISIONS, eventInsight, partitionKeyOfRow } from '../../src/stream/insight-record.ts';
import type { Faults } from '../emulated/faults.ts';

export interface InsightsLoadSettings {
  readonly client: KinesisClient;
  /** Steps: most put one or two records. */
  readonly events: number;
  readonly faults: Faults;
}

interface Put {
  readonly partitionKey: string;
  readonly text: string;
}

const START_MS = Date.UTC(2026, 10, 26, 10);
/** Of the shop's time. */
const MOST_STEP_MS = 4_000;
const MOST_PAUSE_MS = 100;
const USERS = 12;
const PRODUCTS = 6;
const WINDOWS = 4;
const POISON_SHARE = 0.03;
const REPEAT_SHARE = 0.06;
const MOST_REPEATED = 3;
const LATE_SHARE = 0.2;
/** Buyers of these use one address with many others. */
const SHARED_ADDRESS_SHARE = 0.3;

export class InsightsLoad {
  readonly #settings: InsightsLoadSettings;
  /** Sequence numbers of records that cannot be read. */
  readonly poison: string[] = [];
  #nowMs = START_MS;
  #made = 0;
  readonly #orders: string[] = [];
  /** What has been put, by who put it: the events of each bucket, the standings. */
  readonly #said = new Map<string, Put[]>();
  /** Measurements that Flink is late with. */
  readonly #late: Put[] = [];

  constructor(settings: InsightsLoadSettings) {
    this.#settings = settings;
  }

  async run(): Promise<void> {
    const { events, faults } = this.#settings;
    const kinds = [
      ...new Array(5).fill(this.#order),
      this.#word,
      this.#standing,
      this.#window,
      this.#window,
      this.#time,
    ];
    for (let step = 0; step < events; step++) {
      this.#nowMs += faults.below(MOST_STEP_MS);
      if (faults.chance(POISON_SHARE)) await this.#putPoison();
      for (const put of (faults.pick(kinds) ?? this.#time).call(this)) await this.#put(put);
      for (const put of this.#takeLate()) await this.#put(put);
      for (const put of this.#again()) await this.#put(put);
      await sleep(faults.below(MOST_PAUSE_MS));
    }
    for (const put of this.#late) await this.#put(put);
  }

  /** Hours later: what has waited for anything is decided and told. What Valkey has lost is made again with it. */
  async close(): Promise<void> {
    for (const hours of [1, 2, 26]) {
      this.#nowMs += hours * 3_600_000;
      for (const put of this.#time()) await this.#put(put);
    }
  }

  /** An order, and what was measured of it: after it, before it, or late. */
  #order(): readonly Put[] {
    const { faults } = this.#settings;
    const orderId = `o-${this.#made}`;
    const userId = `u-${faults.below(USERS)}`;
    this.#orders.push(orderId);
    const record = this.#record({ eventType: 'purchase', userId, orderId, price: 10 + faults.below(90), quantity: 1 });
    const event = this.#event(record);
    const shared = faults.chance(SHARED_ADDRESS_SHARE) ? { ipOrders5m: 9, ipUsers1h: 12 } : {};
    const score = this.#row('fraud_scores', rowOf(shopEventOf(record), shared).row);
    if (faults.chance(LATE_SHARE)) {
      this.#late.push(score);
      return [event];
    }
    return faults.chance(LATE_SHARE) ? [score, event] : [event, score];
  }

  /** Of a person, on an order or on a list. */
  #word(): readonly Put[] {
    const { faults } = this.#settings;
    const orderId = faults.pick(this.#orders) ?? 'o-none';
    const words = [
      { eventType: 'order_label', orderId, status: faults.pick(['chargeback', 'good']) ?? 'good' },
      { eventType: 'list_entry', properties: { list: 'block', kind: 'user', value: `u-${faults.below(USERS)}` } },
      { eventType: 'case_update', properties: { caseId: `case-${orderId}`, action: 'note', note: 'seen' } },
    ] as const;
    return [this.#event(this.#record(faults.pick(words) ?? words[0]))];
  }

  #standing(): readonly Put[] {
    const { faults } = this.#settings;
    const productId = `p-${faults.below(PRODUCTS)}`;
    const standing = { onHand: faults.below(12), threshold: 5, daysOfCover: '1.50', reorder: 10 };
    const row = { changedAt: isoTime(this.#nowMs), productId, eventId: `s-${this.#made++}`, ...standing };
    const put = this.#row('stock_standings', row);
    this.#remember('stock_standings', put);
    return [put];
  }

  /** A value that rises with each word on it, or a product that leaves the view; rows of sessions only go to the lake. */
  #window(): readonly Put[] {
    const { faults } = this.#settings;
    const place = faults.below(WINDOWS);
    const windowStart = isoTime(START_MS + place * 60_000);
    const windowEnd = isoTime(START_MS + (place + 1) * 60_000);
    const figures = { windowStart, windowEnd, visitors: 40, events: this.#made++ };
    const rows = [
      () => this.#row('revenue', { windowStart, category: `c-${place}`, revenue: this.#made++ }),
      () => this.#row('stock', { productId: `p-${place}`, onHand: this.#made++ }, faults.chance(0.4)),
      () => this.#row('traffic', { ...figures, viewers: 30, carts: 9, checkouts: 5, buyers: 4 }),
      () => this.#row('sessions', { visitor: `v-${this.#made++}`, sessionStart: windowStart, events: 3 }),
    ];
    return [(faults.pick(rows) ?? (() => this.#row('revenue', {})))()];
  }

  #time(): readonly Put[] {
    return [this.#event(this.#record({ eventType: 'heartbeat' }))];
  }

  #record(given: Pick<EventRecord, 'eventType'> & Partial<EventRecord>): EventRecord {
    const at = isoTime(this.#nowMs);
    return { eventId: `e-${this.#made++}`, timestamp: at, receivedAt: at, ip: '203.0.113.1', ...given };
  }

  /** As enrichment puts it, bucket by bucket. */
  #event(record: EventRecord): Put {
    const bucket = bucketOf(record.userId ?? record.eventId);
    const at = String(this.#made++).padStart(8, '0');
    const element = withPosition(enrichedText(record, enriched(shopEventOf(record)), false), at);
    const put = { partitionKey: DECISIONS, text: eventInsight(element, bucket) };
    this.#remember(String(bucket), put);
    return put;
  }

  #row(view: string, row: object, deleted = false): Put {
    const text = JSON.stringify(deleted ? { view, row, deleted } : { view, row });
    return { partitionKey: partitionKeyOfRow(view), text };
  }

  #remember(writer: string, put: Put): void {
    this.#said.set(writer, [...(this.#said.get(writer) ?? []), put]);
  }

  #takeLate(): readonly Put[] {
    return this.#settings.faults.chance(LATE_SHARE) ? this.#late.splice(0) : [];
  }

  /** Who has died between putting and knowing it puts its last ones again. */
  #again(): readonly Put[] {
    const { faults } = this.#settings;
    if (!faults.chance(REPEAT_SHARE)) return [];
    return (faults.pick([...this.#said.values()]) ?? []).slice(-1 - faults.below(MOST_REPEATED));
  }

  async #putPoison(): Promise<void> {
    const { faults } = this.#settings;
    const texts = [
      { partitionKey: DECISIONS, text: 'no JSON' },
      { partitionKey: DECISIONS, text: '{"event":{"eventId":"x"},"bucket":1}' },
      { partitionKey: 'revenue', text: '{"view":"revenue"}' },
    ];
    const put = faults.pick(texts);
    if (put !== undefined) this.poison.push(await this.#put(put));
  }

  /** @returns its sequence number. */
  async #put({ partitionKey, text }: Put): Promise<string> {
    const record = { StreamName: 'insights', PartitionKey: partitionKey, Data: Buffer.from(text) };
    return (await this.#settings.client.send(new PutRecordCommand(record))).SequenceNumber ?? '';
  }
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

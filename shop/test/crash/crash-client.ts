/**
 * A client under whose hands the server dies: it keeps which events were acknowledged, sends again what was not, and
 * now and then sends again what was.
 *
 * Its events run through event time fast (minutes a request, out of order, a few of them too late), so that windows
 * and sessions open and close all the time.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../src/simulate/random.ts';

const PRODUCTS = 5;
const USERS_PER_CLIENT = 8;
/** After this much event time others come, so that sessions end. */
const USERS_CHANGE_MS = 20 * 60_000;
const MAX_BATCH = 60;
/** Event time between two requests of one client, at most. */
const LONGEST_STEP_MS = 150_000;
/** Behind every watermark: a row that windows refuse, and that must be kept once. */
const TOO_LATE_MS = 30 * 60_000;
/** Event time begins here, and every client's clock is the same. */
const BEGINNING_MS = Date.UTC(2026, 0, 5);
const EVENT_TYPES = [
  'page_view',
  'page_view',
  'page_view',
  'product_click',
  'add_to_cart',
  'purchase',
  'purchase',
  'search',
  'identify',
  'inventory_update',
  'order_cancelled',
  'order_recorded',
  'order_label',
  'list_entry',
  'case_update',
];
/** Orders that may still be cancelled: some in their window, most later. */
const RECENT_ORDERS = 50;
const CATEGORIES = ['books', 'garden', 'music', 'tools'];

interface Sent {
  readonly id: string;
  readonly text: string;
}

/** How far the shop's own time has come, for all clients together. */
export interface ShopClock {
  elapsedMs: number;
}

export class CrashClient {
  readonly acknowledged = new Set<string>();
  readonly #name: string;
  readonly #random: Random;
  readonly #clock: ShopClock;
  #made = 0;
  #pending: readonly Sent[] = [];
  #recent: readonly Sent[] = [];
  readonly #orders: string[] = [];

  constructor(name: string, random: Random, clock: ShopClock) {
    this.#name = name;
    this.#random = random;
    this.#clock = clock;
  }

  /** Sends until the server no longer answers or `stopped` says so; an unanswered batch is kept for the next time. */
  async run(url: string, stopped: () => boolean): Promise<void> {
    while (!stopped()) {
      if (this.#pending.length === 0) this.#pending = this.#nextBatch();
      if (!(await this.#send(url, this.#pending))) {
        await pause(5);
        continue;
      }
      this.#recent = this.#pending;
      this.#pending = [];
    }
  }

  async #send(url: string, batch: readonly Sent[]): Promise<boolean> {
    try {
      const response = await fetch(`${url}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: batch.map(({ text }) => text).join('\n'),
      });
      if (response.status !== 200) return false;
      const { verdicts } = (await response.json()) as { verdicts: readonly { verdict: string }[] };
      batch.forEach(({ id }, index) => {
        if (verdicts[index]?.verdict !== 'quarantined') this.acknowledged.add(id);
      });
      return true;
    } catch {
      return false;
    }
  }

  /** New events, with some of the last batch's between them. */
  #nextBatch(): readonly Sent[] {
    const size = 1 + this.#random.below(MAX_BATCH);
    this.#clock.elapsedMs += this.#random.below(LONGEST_STEP_MS);
    const batch = Array.from({ length: size }, () => this.#event());
    if (this.#recent.length > 0 && this.#random.below(4) === 0) batch.push(...this.#recent.slice(0, 5));
    return batch;
  }

  #event(): Sent {
    const { pick, below } = this.#random;
    this.#made += 1;
    const id = `${this.#name}-${this.#made}`;
    const eventType = pick(EVENT_TYPES);
    const delayMs = below(40) === 0 ? TOO_LATE_MS : below(9_000);
    const time = BEGINNING_MS + this.#clock.elapsedMs - delayMs;
    const event = {
      eventId: id,
      userId: `${this.#name}-user-${Math.floor(time / USERS_CHANGE_MS)}-${below(USERS_PER_CLIENT)}`,
      eventType,
      timestamp: new Date(time).toISOString(),
      productId: `p-${below(PRODUCTS)}`,
      category: pick(CATEGORIES),
      deviceType: pick(['mobile', 'desktop', 'tablet']),
      ip: `10.0.0.${below(30)}`,
      location: { country: pick(['US', 'DE', 'JP']) },
      ...this.#particulars(eventType, id),
    };
    return { id, text: JSON.stringify(event) };
  }

  #particulars(eventType: string, id: string): Readonly<Record<string, unknown>> {
    const { below, pick } = this.#random;
    switch (eventType) {
      case 'purchase':
        this.#orders.push(`o-${id}`);
        if (this.#orders.length > RECENT_ORDERS) this.#orders.shift();
        return { price: below(100_000) / 1000, quantity: 1 + below(3), orderId: `o-${id}`, deviceId: `d-${below(40)}` };
      case 'order_cancelled':
        return this.#orders.length === 0 ? {} : { orderId: pick(this.#orders), productId: null };
      case 'order_recorded':
        return this.#orders.length === 0 ? {} : { orderId: this.#orders.at(-1), productId: null, status: 'placed' };
      case 'order_label':
        return this.#orders.length === 0
          ? {}
          : { orderId: pick(this.#orders), productId: null, status: pick(['chargeback', 'confirmed_good']) };
      case 'list_entry':
        return {
          productId: null,
          properties: { list: 'block', kind: 'device', value: `d-${below(40)}`, action: pick(['add', 'remove']) },
        };
      case 'case_update':
        return this.#orders.length === 0
          ? {}
          : {
              productId: null,
              properties: { caseId: `case-${pick(this.#orders)}`, action: 'assign', assignee: 'kim' },
            };
      case 'add_to_cart':
        return { price: below(100_000) / 1000 };
      case 'inventory_update':
        return { quantity: 5 + below(20), threshold: 10, leadTimeDays: 1 + below(9) };
      case 'identify':
        return { country: pick(['US', 'DE']), createdAt: new Date(BEGINNING_MS + this.#clock.elapsedMs).toISOString() };
      default:
        return {};
    }
  }
}

/**
 * Enrichment in one bucket: the shop's own fold, and around it what it takes that a bucket reaches only its own state.
 *
 * E1. An event is completed in the bucket of its visitor: the user, if it has one or the anonymous visitor is known to be
 *     one. Where it comes in another bucket, it is sent on. So everything of a user lies together, and each bucket of
 *     `enriched` is written by the same bucket of `events` alone, in order.
 * E2. An event that came before within the window is dropped; a message that a sender has sent before is, too.
 * E3. Each input goes through the fold once at most, after everything else that it needs was read: so it can begin anew
 *     whenever a state has to be fetched (F3).
 */
import type { Emit, FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { type EnrichMemory, type Enrichment, enrich } from '@millrace/shop/functions/enrich/enrich.ts';
import type { EnrichedEvent } from '@millrace/shop/functions/enrich/enriched-event.ts';
import { NOWHERE } from '@millrace/shop/functions/enrich/place.ts';
import type { ShopEvent } from '@millrace/shop/functions/shop-event.ts';
import { propertiesOf } from '@millrace/shop/functions/shop-event.ts';
import { bucketOf } from '../../stream/bucket.ts';
import { enrichedText } from '../../stream/enriched-event.ts';
import { type EventRecord, shopEventOf } from '../../stream/event-record.ts';
import { claimRecord, forgetRecord } from '../../stream/hand-over.ts';
import { PutBacks } from '../../stream/put-backs.ts';
import type { BucketMessage, SentMessage } from './bucket-message.ts';
import { decides, type EnrichOutput, productOutput } from './enrich-output.ts';
import { EnrichTables, type KnownProducts, PRODUCT_TYPES, type Situation } from './enrich-tables.ts';
import { OrderBuckets, takenBackEvent } from './order-buckets.ts';
import { SeenEvents } from './seen-events.ts';
import { VisitorBuckets } from './visitor-buckets.ts';

/** Of the buckets that have heartbeats, the one whose heartbeats tell decisions and alerts that time passes. */
const TIME_BUCKET = 0;

export type EnrichInput = { readonly bucket: number } & (
  | {
      readonly kind: 'event';
      readonly record: EventRecord;
      readonly event: ShopEvent;
      /** When the stream took it, in epoch milliseconds. */
      readonly arrivedMs: number;
    }
  | { readonly kind: 'message'; readonly sent: SentMessage }
);

export interface BucketEnricherParts {
  readonly tables: FoldTables;
  readonly emit: Emit<EnrichOutput>;
  readonly memory: EnrichMemory;
  readonly products: KnownProducts;
  readonly dedupHours: number;
}

export class BucketEnricher {
  readonly #emit: Emit<EnrichOutput>;
  readonly #enrichment: Enrichment;
  readonly #seen: SeenEvents;
  /** Of each sender, the id of its last message. */
  readonly #heard: FoldTable<string>;
  readonly #putBacks: PutBacks;
  readonly #orders: OrderBuckets;
  readonly #visitors: VisitorBuckets;
  readonly #situation: Situation = { bucket: -1, eventType: 'heartbeat' };
  /** What is being completed; null while only its effect is wanted. */
  #record: EventRecord | null = null;
  #awaits = false;

  constructor({ tables, emit, memory, products, dedupHours }: BucketEnricherParts) {
    this.#emit = emit;
    this.#seen = new SeenEvents(tables, dedupHours);
    this.#heard = tables.table('enrich-heard');
    this.#putBacks = new PutBacks(tables, 'enrich-put-back');
    const send = (to: number, message: BucketMessage) => emit({ kind: 'message', to, message });
    this.#orders = new OrderBuckets(tables, send);
    this.#visitors = new VisitorBuckets(tables, send);
    const own = new EnrichTables(tables, { situation: this.#situation, products, emit });
    const fold = enrich(NOWHERE, (productId, product) => emit(productOutput(productId, product)), memory);
    this.#enrichment = fold.open(own, (enriched) => this.#onEnriched(enriched));
  }

  apply(input: EnrichInput): void {
    this.#situation.bucket = input.bucket;
    if (input.kind === 'message') this.#hear(input.bucket, input.sent);
    else if (input.event.eventType === 'heartbeat') this.#passOn(input.record, input.bucket === TIME_BUCKET);
    else this.#take(input);
  }

  /** An event that comes from outside. Time goes by the stream: an old event, put back or spooled, is known from now on. */
  #take({ bucket, record, event, arrivedMs }: Extract<EnrichInput, { kind: 'event' }>): void {
    const { eventId } = event;
    if (this.#seen.has(eventId, arrivedMs)) {
      this.#emit({ kind: 'duplicate' });
      return;
    }
    const home = this.#homeOf(bucket, event);
    if (home === bucket) this.#complete(bucket, record, event);
    else this.#emit({ kind: 'message', to: home, message: { kind: 'forward', event: record } });
    this.#seen.note(eventId, arrivedMs);
  }

  /** The bucket in which the event is completed. */
  #homeOf(bucket: number, event: ShopEvent): number {
    const { eventType, productId } = event;
    if (PRODUCT_TYPES.has(eventType)) return productId === null ? bucket : bucketOf(productId);
    const visitor = this.#visitors.visitorOf(event);
    return visitor === null ? bucket : bucketOf(visitor);
  }

  #complete(bucket: number, record: EventRecord, event: ShopEvent): void {
    const order = this.#orders.read(event);
    const claim = this.#visitors.claimOf(bucket, record);
    this.#run(record, event, claim?.asks === true);
    if (order !== null) this.#orders.tell(order, event);
    if (claim !== null) this.#emit({ kind: 'message', to: bucketOf(claim.anonymousId), message: claim });
    if (event.eventType === 'user_forget') this.#forgetAll(record, event);
  }

  /** @param record null when only the effect of the event is wanted. */
  #run(record: EventRecord | null, event: ShopEvent, awaits = false): void {
    this.#situation.eventType = event.eventType;
    this.#record = record;
    this.#awaits = awaits;
    this.#enrichment.apply(event);
  }

  #onEnriched(enriched: EnrichedEvent): void {
    const record = this.#record;
    if (record === null) return;
    const { product } = enriched;
    // Stock is counted by inventory.sql alone: what a bucket has seen of it says nothing.
    const shown = product === null ? enriched : { ...enriched, product: { ...product, onHand: null } };
    const text = enrichedText(record, shown, this.#awaits);
    this.#emit({ kind: 'enriched', text, decides: decides(record.eventType), isEvent: true });
  }

  #passOn(record: EventRecord, decides = false): void {
    this.#emit({ kind: 'enriched', text: JSON.stringify(record), decides, isEvent: false });
  }

  #hear(bucket: number, { from, at, message, putBack }: SentMessage): void {
    const last = this.#heard.get(String(from));
    const isKnown = putBack ? this.#putBacks.has(from, at) : last !== undefined && at <= last;
    if (isKnown) return;
    this.#follow(bucket, from, message);
    if (putBack) this.#putBacks.note(from, at);
    else this.#heard.put(String(from), at);
  }

  #follow(bucket: number, from: number, message: BucketMessage): void {
    switch (message.kind) {
      case 'forward':
        this.#complete(bucket, message.event, shopEventOf(message.event));
        return;
      case 'claim':
        if (this.#visitors.claimed(message)) this.#passOn(claimRecord(message));
        return;
      case 'stranger':
      case 'spend':
        this.#visitors.adopt(message);
        return;
      case 'order-here':
        this.#orders.settle(message, from);
        return;
      case 'take-back':
        this.#orders.takeBack(message);
        return;
      case 'taken-back':
        this.#run(null, takenBackEvent(message));
        return;
      case 'forget':
        this.#visitors.forget(message.names);
        this.#passOn(forgetRecord(message.names, message.event));
        return;
    }
  }

  /** Each bucket that knows one of the names forgets all of them. */
  #forgetAll(record: EventRecord, event: ShopEvent): void {
    const { names: pairs } = propertiesOf(event);
    const names = Array.isArray(pairs) ? pairs.map(([name]) => String(name)) : [];
    for (const to of new Set(names.map(bucketOf))) {
      this.#emit({ kind: 'message', to, message: { kind: 'forget', names, event: record } });
    }
  }
}

/**
 * Who an anonymous visitor has turned out to be, told from bucket to bucket. The `identify` event comes in the user's bucket;
 * the visitor's learns it by a claim, which lies in the stream behind all that the visitor did before. From then on it sends
 * the visitor's events on, and it gives to the user what it knew of the visitor.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { TYPES_WITHOUT_VISITOR } from '@millrace/shop/events/event-types.ts';
import { type StoredProfile, UserProfiles } from '@millrace/shop/functions/enrich/user-profiles.ts';
import { VisitorRates } from '@millrace/shop/functions/enrich/visitor-rates.ts';
import type { ShopEvent } from '@millrace/shop/functions/shop-event.ts';
import { bucketOf } from '../../stream/bucket.ts';
import type { EventRecord } from '../../stream/event-record.ts';
import type { BucketMessage, Claim } from './bucket-message.ts';
import type { Send } from './order-buckets.ts';

/** As `Identities` of the shop keeps it: the user of now, and the first one. */
type Identity = [present: string, first: string];

const OF_VISITORS = ['enrich-users', 'enrich-strangers', 'enrich-identities', 'enrich-anonymous-ids'] as const;

export class VisitorBuckets {
  readonly #tables: FoldTables;
  readonly #identities: FoldTable<Identity>;
  readonly #strangers: FoldTable<StoredProfile>;
  readonly #profiles: UserProfiles;
  readonly #send: Send;

  constructor(tables: FoldTables, send: Send) {
    this.#tables = tables;
    this.#identities = tables.table('enrich-identities');
    this.#strangers = tables.table('enrich-strangers');
    this.#profiles = new UserProfiles(tables);
    this.#send = send;
  }

  /** Whose event it is, as far as this bucket knows; null for nobody's. */
  visitorOf({ eventType, userId, anonymousId }: ShopEvent): string | null {
    if (TYPES_WITHOUT_VISITOR.has(eventType)) return null;
    if (userId !== null || anonymousId === null) return userId;
    return this.#identities.get(anonymousId)?.[0] ?? anonymousId;
  }

  /** Before an event is completed: what the visitor's bucket must be told, when it is another one; else null. */
  claimOf(bucket: number, { eventType, userId, anonymousId, timestamp, receivedAt }: EventRecord): Claim | null {
    if (eventType !== 'identify' || userId == null || anonymousId == null) return null;
    if (bucketOf(anonymousId) === bucket) return null;
    // Whoever is known here already has been claimed from here before, with all that was counted of it.
    const asks = this.#identities.get(anonymousId) === undefined;
    return { kind: 'claim', anonymousId, userId, timestamp, receivedAt, asks };
  }

  /** In the visitor's bucket. @returns whether the features must be told. */
  claimed({ anonymousId, userId, timestamp, asks }: Claim): boolean {
    const identity = this.#identities.get(anonymousId);
    const stranger = this.#strangers.get(anonymousId);
    if (identity?.[0] !== userId) this.#identities.put(anonymousId, [userId, identity?.[1] ?? userId]);
    if (stranger !== undefined) {
      this.#strangers.remove(anonymousId);
      const atMs = Date.parse(timestamp);
      this.#send(bucketOf(userId), { kind: 'stranger', userId, profile: stranger, atMs });
    }
    return asks || identity === undefined;
  }

  /** In the user's bucket. */
  adopt(message: Extract<BucketMessage, { kind: 'stranger' | 'spend' }>): void {
    const { userId } = message;
    if (message.kind === 'stranger') this.#profiles.adopt(userId, message.profile, message.atMs);
    else this.#profiles.spend(userId, true, { valueTenThousandths: message.value, orders: message.orders });
  }

  forget(names: readonly string[]): void {
    const rates = new VisitorRates(this.#tables);
    const tables = OF_VISITORS.map((name) => this.#tables.table<unknown>(name));
    const known = names.flatMap((name) => tables.map((table) => ({ table, name, state: table.get(name) })));
    rates.read();
    for (const { table, name, state } of known) if (state !== undefined) table.remove(name);
    for (const name of names) rates.forget(name);
  }
}

/**
 * Features of users in one bucket: the shop's own fold, and around it the way by which what was counted of an anonymous
 * visitor comes to the user that it turns out to be, exactly as if both had been in one place.
 *
 * H1. The user's `identify` record says that it `awaits` a hand-over when the visitor lies in another bucket and was not
 *     known to be the user. It and all of the user's events behind it wait, in order.
 * H2. The visitor's bucket is told by a claim, which lies behind all of the visitor's events, and answers with what it has
 *     counted, or with nothing. Then it has forgotten the visitor: later events come as the user's.
 * H3. The answer is joined right before the event that awaits it is counted: both find what they would have found in one
 *     process. An answer that comes earlier than its turn waits, too.
 * H4. Nobody waits for ever: after a minute of arrival time, or too many events, the user goes on without, and what
 *     comes later is joined then. Sums are the same; a visit may count twice.
 * H5. Ids rise along each sender's records of a bucket, so each of them counts once. What was put back counts once, too.
 */
import type { Emit, FoldTable, FoldTables, RunningFold } from '@millrace/engine/fold/fold.ts';
import type { EnrichedEvent } from '@millrace/shop/functions/enrich/enriched-event.ts';
import { dayOf } from '@millrace/shop/functions/features/fading-scores.ts';
import { featuresFold } from '@millrace/shop/functions/features/features-fold.ts';
import { joinUsers } from '@millrace/shop/functions/features/join-users.ts';
import type { UserState } from '@millrace/shop/functions/features/user-state.ts';
import { bucketOf } from '../../stream/bucket.ts';
import { type EnrichedRecord, enrichedEventOf } from '../../stream/enriched-event.ts';
import type { ClaimRecord, HandOverRecord } from '../../stream/hand-over.ts';
import { PutBacks } from '../../stream/put-backs.ts';
import { FeatureTablesOfUsers, type Today } from './feature-tables-of-users.ts';

export interface FeatureInput {
  readonly bucket: number;
  /** Enrichment's own bucket, or that of the features that hand over. */
  readonly from: number | 'enrich';
  readonly at: string;
  readonly receivedMs: number;
  readonly putBack?: boolean;
  readonly word:
    | { readonly kind: 'event'; readonly record: EnrichedRecord; readonly enriched: EnrichedEvent }
    | { readonly kind: 'claim'; readonly record: ClaimRecord }
    | { readonly kind: 'hand-over'; readonly record: HandOverRecord }
    | { readonly kind: 'forget'; readonly names: readonly string[] };
}

/** What was counted of a visitor, on its way to the user's bucket. */
export interface FeatureOutput {
  readonly to: number;
  readonly claim: ClaimRecord;
  readonly guest: UserState | null;
}

/** Of a user: events that wait, the first one for a hand-over, and hand-overs that have come before their turn. */
interface Waiting {
  readonly sinceMs: number;
  readonly records: EnrichedRecord[];
  readonly answers: [anonymousId: string, guest: UserState | null][];
}

export const LONGEST_WAIT_MS = 60_000;
export const MOST_WAITING = 100;
const NEWEST = 'newest';

export class BucketFeatures {
  readonly #emit: Emit<FeatureOutput>;
  readonly #today: Today = { day: 0 };
  readonly #users: FoldTable<UserState>;
  readonly #fold: RunningFold<EnrichedEvent>;
  readonly #waiting: FoldTable<Waiting>;
  /** Of each sender, the id of its last record. */
  readonly #heard: FoldTable<string>;
  readonly #putBacks: PutBacks;
  /** The newest arrival time of an event, by which windows have rolled on. */
  readonly #arrived: FoldTable<number>;

  constructor(tables: FoldTables, emit: Emit<FeatureOutput>) {
    const own = new FeatureTablesOfUsers(tables, this.#today);
    this.#emit = emit;
    this.#users = own.users();
    this.#fold = featuresFold.open(own, () => undefined);
    this.#waiting = tables.table('features-waiting');
    this.#heard = tables.table('features-heard');
    this.#putBacks = new PutBacks(tables, 'features-put-back');
    this.#arrived = tables.table('features-arrived');
  }

  apply(input: FeatureInput): void {
    const from = String(input.from);
    const last = this.#heard.get(from);
    const isKnown = input.putBack ? this.#putBacks.has(from, input.at) : last !== undefined && input.at <= last;
    if (isKnown) return;
    const newestMs = Math.max(this.#arrived.get(NEWEST) ?? 0, input.receivedMs);
    this.#today.day = dayOf(newestMs);
    this.#take(input.word, newestMs);
    if (input.putBack) this.#putBacks.note(from, input.at);
    else this.#heard.put(from, input.at);
    this.#arrived.put(NEWEST, newestMs);
  }

  #take(word: FeatureInput['word'], newestMs: number): void {
    switch (word.kind) {
      case 'event':
        this.#count(word.record, word.enriched);
        return;
      case 'claim':
        this.#handOver(word.record);
        return;
      case 'hand-over':
        this.#join(word.record, newestMs);
        return;
      case 'forget':
        for (const name of word.names) this.#forget(name);
        return;
    }
  }

  #count(record: EnrichedRecord, enriched: EnrichedEvent): void {
    const { visitor, event } = enriched;
    const found = visitor === null ? undefined : this.#waiting.get(visitor);
    if (visitor === null || (found === undefined && record.awaits !== true)) {
      this.#fold.apply(enriched);
      return;
    }
    const waiting = found ?? { sinceMs: event.receivedMs, records: [], answers: [] };
    waiting.records.push(record);
    this.#goOn(visitor, waiting, isOver(waiting, event.receivedMs));
  }

  /** In the visitor's bucket. */
  #handOver(claim: ClaimRecord): void {
    const { anonymousId, userId, asks } = claim.claim;
    const guest = this.#users.get(anonymousId) ?? null;
    if (guest !== null) this.#users.remove(anonymousId);
    if (guest !== null || asks) this.#emit({ to: bucketOf(userId), claim, guest });
  }

  /** In the user's bucket. */
  #join({ handOver: { userId, anonymousId, guest } }: HandOverRecord, newestMs: number): void {
    const waiting = this.#waiting.get(userId);
    const isAwaited = waiting?.records.some((record) => record.awaits === true && record.anonymousId === anonymousId);
    if (waiting !== undefined && isAwaited === true) {
      waiting.answers.push([anonymousId, guest]);
      this.#goOn(userId, waiting, false);
    } else if (guest !== null) this.#joinGuest(userId, guest, newestMs);
  }

  #joinGuest(userId: string, answer: UserState, nowMs: number): void {
    const user = this.#users.get(userId);
    // Inputs may be applied again, and joining uses its guest up.
    const guest = structuredClone(answer);
    if (user !== undefined) joinUsers(user, guest, nowMs);
    this.#users.put(userId, user ?? guest);
  }

  /** Counts what has waited, up to the next event whose hand-over has not come. @param isOver nothing waits any longer. */
  #goOn(userId: string, waiting: Waiting, isOver: boolean): void {
    const { records, answers } = waiting;
    for (let record = records[0]; record !== undefined; record = records[0]) {
      const { awaits, anonymousId } = record;
      const place = answers.findIndex(([name]) => name === anonymousId);
      if (awaits === true && place < 0 && !isOver) break;
      const enriched = enrichedEventOf(record);
      const [, guest] = awaits === true ? (answers.splice(place, place < 0 ? 0 : 1)[0] ?? []) : [];
      if (guest != null) this.#joinGuest(userId, guest, enriched.event.receivedMs);
      this.#fold.apply(enriched);
      records.shift();
    }
    if (records.length > 0) this.#waiting.put(userId, waiting);
    else this.#waiting.remove(userId);
  }

  #forget(name: string): void {
    if (this.#users.get(name) !== undefined) this.#users.remove(name);
    if (this.#waiting.get(name) !== undefined) this.#waiting.remove(name);
  }
}

function isOver({ sinceMs, records }: Waiting, receivedMs: number): boolean {
  return receivedMs > sinceMs + LONGEST_WAIT_MS || records.length >= MOST_WAITING;
}

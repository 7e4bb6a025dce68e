/** A user waits for what was counted of the visitor that it was: in order, not for ever, and for each visitor once. */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import type { UserState } from '@millrace/shop/functions/features/user-state.ts';
import { expect, it } from 'vitest';
import {
  BucketFeatures,
  type FeatureInput,
  type FeatureOutput,
  LONGEST_WAIT_MS,
  MOST_WAITING,
} from '../../../src/lambdas/features/bucket-features.ts';
import { type EnrichedRecord, enrichedEventOf } from '../../../src/stream/enriched-event.ts';
import { claimRecord, handOverRecord } from '../../../src/stream/hand-over.ts';

const START_MS = Date.UTC(2026, 0, 5, 9);

class Bucket {
  readonly tables = new JsonTables();
  readonly outputs: FeatureOutput[] = [];
  readonly #features = new BucketFeatures(this.tables, (output) => this.outputs.push(output));
  #number = 0;

  event(eventType: 'page_view' | 'identify', who: Partial<EnrichedRecord>, atMs: number): void {
    const times = { timestamp: new Date(atMs).toISOString(), receivedAt: new Date(atMs).toISOString() };
    const visitor = who.userId ?? who.anonymousId ?? '';
    const enrichment = { visitor, deviceClass: 'mobile' } as const;
    const record: EnrichedRecord = { eventId: `e-${atMs}`, eventType, productId: 'p', ...times, ...who, enrichment };
    this.#apply('enrich', atMs, { kind: 'event', record, enriched: enrichedEventOf(record) });
  }

  claim(anonymousId: string, atMs: number): void {
    const times = { timestamp: new Date(atMs).toISOString(), receivedAt: new Date(atMs).toISOString() };
    this.#apply('enrich', atMs, {
      kind: 'claim',
      record: claimRecord({ anonymousId, userId: 'u', asks: true, ...times }),
    });
  }

  handOver({ claim, guest }: FeatureOutput, from: number, atMs: number): void {
    const { anonymousId, userId } = claim.claim;
    this.#apply(from, atMs, { kind: 'hand-over', record: handOverRecord({ anonymousId, userId, guest }, from, claim) });
  }

  #apply(from: number | 'enrich', receivedMs: number, word: FeatureInput['word']): void {
    this.#number += 1;
    this.#features.apply({ bucket: 1, from, at: String(this.#number).padStart(6, '0'), receivedMs, word });
  }

  user(name: string): UserState | undefined {
    return this.tables.table<UserState>('features-users').get(name);
  }

  get isWaiting(): boolean {
    return this.tables.table('features-waiting').get('u') !== undefined;
  }
}

/** What a visitor's bucket answers who has seen some pages. */
function answerOf(anonymousId: string, pages: number): FeatureOutput {
  const bucket = new Bucket();
  for (let page = 0; page < pages; page++) bucket.event('page_view', { anonymousId }, START_MS + page);
  bucket.claim(anonymousId, START_MS + 1_000);
  expect(bucket.user(anonymousId)).toBeUndefined();
  const [answer] = bucket.outputs;
  if (answer === undefined) throw new Error('the bucket did not answer');
  return answer;
}

const AWAITS = { userId: 'u', anonymousId: 'a', awaits: true } as const;

it('counts nothing of the user before the answer, and then everything in one visit', () => {
  const bucket = new Bucket();
  bucket.event('identify', AWAITS, START_MS + 1_000);
  bucket.event('page_view', { userId: 'u' }, START_MS + 2_000);
  expect(bucket.user('u')).toBeUndefined();
  bucket.handOver(answerOf('a', 3), 7, START_MS + 3_000);
  expect(bucket.user('u')?.visit).toMatchObject({ events: 5, views: 4, startMs: START_MS });
  expect(bucket.isWaiting).toBe(false);
});

it('goes on when there was nothing to hand over', () => {
  const bucket = new Bucket();
  bucket.event('identify', AWAITS, START_MS + 1_000);
  bucket.handOver(answerOf('a', 0), 7, START_MS + 3_000);
  expect(bucket.user('u')?.visit.events).toBe(1);
});

it('waits for two visitors in the order in which they were identified, whichever answers first', () => {
  const [inTurn, early] = [new Bucket(), new Bucket()];
  for (const bucket of [inTurn, early]) {
    bucket.event('identify', AWAITS, START_MS + 1_000);
    bucket.event('identify', { ...AWAITS, anonymousId: 'b' }, START_MS + 2_000);
    bucket.event('page_view', { userId: 'u' }, START_MS + 2_500);
  }
  inTurn.handOver(answerOf('a', 2), 7, START_MS + 3_000);
  inTurn.handOver(answerOf('b', 4), 8, START_MS + 3_000);
  early.handOver(answerOf('b', 4), 8, START_MS + 3_000);
  expect(early.user('u')).toBeUndefined();
  early.handOver(answerOf('a', 2), 7, START_MS + 3_000);
  expect(early.user('u')).toEqual(inTurn.user('u'));
  expect(early.user('u')?.visit.events).toBe(9);
});

it.each([
  ['too long', 1, LONGEST_WAIT_MS],
  ['with too many events', MOST_WAITING, 10],
])('goes on when it has waited %s, and joins what comes later', (_what, events, everyMs) => {
  const bucket = new Bucket();
  bucket.event('identify', AWAITS, START_MS + 1_000);
  for (let event = 1; event < events; event++)
    bucket.event('page_view', { userId: 'u' }, START_MS + 1_000 + event * everyMs);
  bucket.event('page_view', { userId: 'u' }, START_MS + 1_001 + events * everyMs);
  expect(bucket.isWaiting).toBe(false);
  const before = bucket.user('u')?.visit.events ?? 0;
  expect(before).toBe(events + 1);
  bucket.handOver(answerOf('a', 3), 7, START_MS + 200_000);
  expect(bucket.user('u')?.windows[0]?.slice(1, 3)).toEqual([before + 3, before - 1 + 3]);
});

it('counts what is delivered twice once', () => {
  const bucket = new Bucket();
  const features = new BucketFeatures(bucket.tables, () => undefined);
  const record: EnrichedRecord = {
    eventId: 'e',
    eventType: 'page_view',
    userId: 'u',
    timestamp: '2026-01-05T09:00:00.000Z',
    receivedAt: '2026-01-05T09:00:00.000Z',
    enrichment: { visitor: 'u', deviceClass: 'mobile' },
  };
  const word = { kind: 'event', record, enriched: enrichedEventOf(record) } as const;
  for (const at of ['01', '02', '01', '02'])
    features.apply({ bucket: 1, from: 'enrich', at, receivedMs: START_MS, word });
  expect(bucket.user('u')?.visit.events).toBe(2);
});

it('forgets who has not come for as long as features reach', () => {
  const bucket = new Bucket();
  bucket.event('page_view', { userId: 'u' }, START_MS);
  bucket.event('page_view', { userId: 'u' }, START_MS + 90 * 86_400_000);
  expect(bucket.user('u')?.firstMs).toBe(START_MS);
  bucket.event('page_view', { userId: 'u' }, START_MS + 181 * 86_400_000);
  expect(bucket.user('u')?.firstMs).toBe(START_MS + 181 * 86_400_000);
});

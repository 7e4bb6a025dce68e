/**
 * Elements of `enriched` that are no events of the shop but words to the features, in the order of what they are about.
 * They travel as heartbeats, which SQL leaves out and which move no clock ahead, for their times are those of an event that
 * went before.
 *
 *     {…, "eventType": "heartbeat", "claim": {…}}      to the anonymous visitor's bucket, from its enrichment
 *     {…, "eventType": "heartbeat", "handOver": {…}}   to the user's bucket, from the visitor's features
 *     {…, "eventType": "heartbeat", "forget": […]}     to a bucket, from its enrichment
 *     {…, "eventType": "heartbeat", "putBack": {…}}    an element that features could not take: SQL has had it
 */
import type { UserState } from '@millrace/shop/functions/features/user-state.ts';
import { type EventRecord, isObject } from './event-record.ts';

/** The visitor has turned out to be the user; whether the user's features wait for an answer. */
export interface ClaimWord {
  readonly anonymousId: string;
  readonly userId: string;
  readonly asks: boolean;
}

/** What was counted of the visitor; null when that is nothing. */
export interface HandOverWord {
  readonly anonymousId: string;
  readonly userId: string;
  readonly guest: UserState | null;
}

export interface ClaimRecord extends EventRecord {
  readonly claim: ClaimWord;
}

export interface HandOverRecord extends EventRecord {
  readonly handOver: HandOverWord;
  /** The sender's bucket: ids rise along each sender's. */
  readonly from: number;
}

export interface ForgetRecord extends EventRecord {
  readonly forget: readonly string[];
}

export interface PutBackRecord extends EventRecord {
  /** The element, with its own `at`. */
  readonly putBack: Readonly<Record<string, unknown>>;
}

/** Times of the event that it follows from, as in records. */
interface Times {
  readonly timestamp: string;
  readonly receivedAt: string;
}

export function claimRecord({ anonymousId, userId, asks, ...times }: ClaimWord & Times): ClaimRecord {
  return { ...heartbeat(`claim:${anonymousId}:${userId}`, times), claim: { anonymousId, userId, asks } };
}

export function handOverRecord(word: HandOverWord, from: number, times: Times): HandOverRecord {
  return { ...heartbeat(`hand-over:${word.anonymousId}:${word.userId}`, times), handOver: word, from };
}

export function forgetRecord(names: readonly string[], event: EventRecord): ForgetRecord {
  return { ...heartbeat(`forget:${event.eventId}`, event), forget: names };
}

/** @param element with its `at`. */
export function putBackRecord(element: EventRecord & { readonly at: string }): PutBackRecord & { readonly at: string } {
  const { at, eventId } = element;
  return { ...heartbeat(`put-back:${eventId}`, element), at, putBack: { ...element } };
}

function heartbeat(eventId: string, { timestamp, receivedAt }: Times): EventRecord {
  return { eventId, eventType: 'heartbeat', timestamp, receivedAt };
}

export function isClaim(record: EventRecord): record is ClaimRecord {
  return 'claim' in record && isObject(record.claim);
}

export function isHandOver(record: EventRecord): record is HandOverRecord {
  return 'handOver' in record && isObject(record.handOver);
}

export function isPutBack(record: EventRecord): record is PutBackRecord {
  return 'putBack' in record && isObject(record.putBack);
}

export function isForget(record: EventRecord): record is ForgetRecord {
  return 'forget' in record && Array.isArray(record.forget);
}

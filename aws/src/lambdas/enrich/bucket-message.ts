/**
 * What buckets of enrichment tell each other. A bucket reaches only its own state, so whatever concerns a visitor, an order
 * or a product of another bucket is put into the stream `events` again, into that bucket, as an element
 *
 *     {"from": 17, "at": "<id of the output>", "message": {"kind": …}}
 *
 * Ids rise along each sender's bucket, so the receiver knows by the last one of each sender what it has had.
 */
import type { StoredProfile } from '@millrace/shop/functions/enrich/user-profiles.ts';
import { type EventRecord, isObject } from '../../stream/event-record.ts';

export type BucketMessage =
  /** An event whose visitor, or product, belongs to this bucket. */
  | { readonly kind: 'forward'; readonly event: EventRecord }
  | Claim
  | Stranger
  /** An order of an anonymous visitor, now this user's, comes to more, or to less. */
  | { readonly kind: 'spend'; readonly userId: string; readonly value: number; readonly orders: number }
  /** To the order's home: its lines lie in the sender's bucket. */
  | { readonly kind: 'order-here'; readonly orderId: string; readonly receivedMs: number }
  /** To the order's home: whoever has its lines must know that it, or a product of it, was taken back. */
  | TakeBack<'take-back'>
  /** From the order's home to where its lines lie. */
  | TakeBack<'taken-back'>
  /** Nothing may be known any more of those who had these names. */
  | { readonly kind: 'forget'; readonly names: readonly string[]; readonly event: EventRecord };

/** To the anonymous visitor's bucket: an `identify` event has said who it is. */
export interface Claim {
  readonly kind: 'claim';
  readonly anonymousId: string;
  readonly userId: string;
  /** Times of the `identify` event, as in records. */
  readonly timestamp: string;
  readonly receivedAt: string;
  /** Whether the user's features wait for what was counted of the visitor. */
  readonly asks: boolean;
}

/** What was known of an anonymous visitor, to the user's bucket. */
export interface Stranger {
  readonly kind: 'stranger';
  readonly userId: string;
  readonly profile: StoredProfile;
  /** When the visitor turned out to be the user, in epoch milliseconds of event time. */
  readonly atMs: number;
}

export interface TakeBack<Kind> {
  readonly kind: Kind;
  readonly orderId: string;
  /** Null stands for the whole order. */
  readonly productId: string | null;
  readonly receivedMs: number;
}

/** A message with its sender and its place in what the sender has said. */
export interface SentMessage {
  readonly from: number;
  readonly at: string;
  readonly message: BucketMessage;
  /** It could not be taken at its place, and was put back behind it: see stream/put-backs.ts. */
  readonly putBack?: true;
}

export function messageText({ from, at, message }: SentMessage): string {
  return JSON.stringify({ from, at, message });
}

/** @param value an element of a record of `events`. */
export function isMessage(value: unknown): value is SentMessage {
  if (!isObject(value)) return false;
  const { from, at, message } = value;
  return typeof from === 'number' && typeof at === 'string' && isObject(message) && typeof message.kind === 'string';
}

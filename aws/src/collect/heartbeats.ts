/**
 * Lets time pass on a quiet stream, so that windows close and the last session of the night ends: an event of type `heartbeat`
 * a second in each of 32 buckets that lie evenly over all of them.
 *
 * A reader's time stands still as long as one of its shards says nothing. Shards share the buckets' range evenly, so
 * that every shard of up to 32 has one of these buckets; of more shards each gets one as soon as they are known. A heartbeat
 * goes with the record of its bucket: in a busy shop it costs its bytes, at night a record a second and bucket. It waits
 * while older events of this process are on disk, for to tell that time has passed before they are sent would make them late.
 */
import { eventRecord } from '@millrace/shop/events/event-record.ts';
import { formatInstant } from '@millrace/shop/events/instant.ts';
import type { StreamProducer } from '../producer/stream-producer.ts';
import { BUCKET_COUNT, bucketOf } from '../stream/bucket.ts';
import type { StreamEvent } from '../stream/stream-event.ts';

const EVERY_MS = 1_000;
const FEWEST_BUCKETS = 32;

export interface HeartbeatParts {
  readonly producer: Pick<StreamProducer, 'backlog' | 'put'>;
  /** The clock by which events are stamped, in epoch milliseconds. */
  readonly now: () => number;
  /** Part of the ids, which no two processes may share. */
  readonly source: string;
}

export class Heartbeats {
  readonly #parts: HeartbeatParts;
  readonly #timer: NodeJS.Timeout;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.beat(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Puts a heartbeat into each of the buckets. None is missed much: the next ones say the same. */
  async beat(): Promise<void> {
    const { producer, now, source } = this.#parts;
    const { spooledEvents, isFull, awayMs, shards } = producer.backlog;
    if (spooledEvents > 0 || isFull || awayMs > 0) return;
    const beats = heartbeatEvents({ shards, nowMs: now(), source });
    await Promise.all(beats.map((beat) => producer.put(beat).catch(() => undefined)));
  }
}

/** A heartbeat for each of the buckets. */
export function heartbeatEvents(of: { readonly shards: number; readonly nowMs: number; readonly source: string }) {
  return heartbeatBuckets(of.shards).map((bucket): StreamEvent => {
    return { bucket, json: heartbeat(bucket, of.nowMs, of.source) };
  });
}

/** As many buckets, evenly spread, as reach each of so many even shards. */
export function heartbeatBuckets(shards: number): readonly number[] {
  const wanted = Math.min(BUCKET_COUNT, Math.max(FEWEST_BUCKETS, 2 ** Math.ceil(Math.log2(Math.max(1, shards)))));
  const step = BUCKET_COUNT / wanted;
  return Array.from({ length: wanted }, (_, index) => index * step);
}

/** The event's id puts it into its bucket, by the rule for all events that are nobody's. */
export function heartbeat(bucket: number, nowMs: number, source: string): string {
  const prefix = `heartbeat:${source}:${nowMs.toString(36)}:${bucket}`;
  let tries = 0;
  while (bucketOf(`${prefix}:${tries}`) !== bucket) tries++;
  const receivedAt = formatInstant(nowMs);
  const event = { eventId: `${prefix}:${tries}`, eventType: 'heartbeat', timestamp: receivedAt } as const;
  return eventRecord({ event, timestampMs: nowMs, free: undefined }, receivedAt);
}

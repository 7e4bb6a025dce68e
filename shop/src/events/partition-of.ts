/** Which partition of the log an event belongs to. */
import type { EventInput } from './event-schema.ts';

export const PARTITION_COUNT = 16;

/** The partition of the event's user, so that each user's events stay in order; what is nobody's visit goes by product. */
export function partitionOf(event: Pick<EventInput, 'eventId'> & Partial<EventInput>): number {
  return hashOf(orderKeyOf(event)) & (PARTITION_COUNT - 1);
}

/** Whose order the event keeps. */
export function orderKeyOf(event: Pick<EventInput, 'userId' | 'anonymousId' | 'productId' | 'eventId'>): string {
  return event.userId ?? event.anonymousId ?? event.productId ?? event.eventId;
}

/**
 * 32 bits: FNV-1a over the UTF-16 units, with a last mix because its low bits alone spread similar names badly.
 * The hash is part of the stored format: it must not change while logs are kept.
 */
export function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

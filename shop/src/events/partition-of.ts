/** Which partition of the log an event belongs to. */
import type { EventInput } from './event-schema.ts';
import { CONTROL_TYPES } from './event-types.ts';

export const PARTITION_COUNT = 16;

/** What of an event says whose order it keeps. */
type Ordered = Pick<EventInput, 'eventId' | 'eventType' | 'userId' | 'anonymousId' | 'productId'>;

/** The partition of the event's user, so that each user's events stay in order. */
export function partitionOf(event: Ordered): number {
  return partitionOfKey(orderKeyOf(event));
}

/** Where everything lies that keeps the order of one user, or of whatever else has that name. */
export function partitionOfKey(key: string): number {
  return hashOf(key) & (PARTITION_COUNT - 1);
}

/**
 * Whose order the event keeps: what is nobody's visit goes by product, and what decides over others by its type, for of
 * two words on one list the later one counts.
 */
export function orderKeyOf({ eventId, eventType, userId, anonymousId, productId }: Ordered): string {
  return userId ?? anonymousId ?? productId ?? (CONTROL_TYPES.has(eventType) ? eventType : eventId);
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

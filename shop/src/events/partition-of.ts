/** Which partition of the log an event belongs to. */
import type { EventInput } from './event-schema.ts';

export const PARTITION_COUNT = 16;

/**
 * The partition of the event's user, so that each user's events stay in order; events that are nobody's visit go by
 * product. FNV-1a over the UTF-16 units, with a last mix because its low bits alone spread similar names badly.
 * The hash is part of the stored format: it must not change while logs are kept.
 */
export function partitionOf(event: EventInput): number {
  const key = event.userId ?? event.anonymousId ?? event.productId ?? event.eventId;
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) & (PARTITION_COUNT - 1);
}

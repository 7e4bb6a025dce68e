/** A message in quarantine that is tried again: mapped by the way it came, for it is kept as it was sent. */
import type { IncomingEvents } from '../events/collector.ts';
import type { ReceiveTime } from '../events/event-clock.ts';
import { mapCloudEvent } from './cloudevents/map-cloud-event.ts';
import { CLOUDEVENTS_SOURCE } from './cloudevents/parse-cloud-events.ts';
import { type MapMessage, type MappedMessages, mapMessages } from './mapped-events.ts';
import { mapSegmentMessage } from './segment/map-message.ts';
import { SEGMENT_SOURCE } from './segment/parse-messages.ts';

const MAPPINGS: ReadonlyMap<string, MapMessage> = new Map<string, MapMessage>([
  [SEGMENT_SOURCE, mapSegmentMessage],
  [CLOUDEVENTS_SOURCE, mapCloudEvent],
]);

/**
 * @param messages one message, with the source that its entry names.
 * @param at when it came in first. What was mended into an event of ours stays one.
 */
export function mapAgain(messages: IncomingEvents, at: ReceiveTime): MappedMessages {
  const map = MAPPINGS.get(messages.source);
  if (map === undefined || messages.values.every(isEvent)) return { incoming: messages, verdictsOf: (given) => given };
  return mapMessages({ messages, bytes: Buffer.byteLength(messages.original(0)), map, at });
}

function isEvent(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'eventType' in value;
}

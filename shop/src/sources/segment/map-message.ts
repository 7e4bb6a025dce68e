/**
 * From a Segment message to our events: https://segment.com/docs/connections/spec. Pure, so that a message in quarantine
 * can be mapped again after years.
 *
 * Whatever has no field of its own is kept in `properties`: the message's own members there, what it was called under
 * `tracked`, its context under `context`. Own members whose names are taken are kept under `own`.
 */
import { hash } from 'node:crypto';
import type { ReceiveTime } from '../../events/event-clock.ts';
import { MAX_EVENT_ID } from '../../events/event-schema.ts';
import { schemaViolation } from '../../events/verdict.ts';
import type { Mapping } from '../mapped-events.ts';
import { defined, type Members, membersOf, pick, readText, without } from '../read-members.ts';
import { commerceKind } from './commerce-events.ts';
import { eventOf, type ReadMessage } from './event-parts.ts';
import { mapCommerce } from './map-commerce.ts';
import { surroundingsOf } from './surroundings.ts';

export const SEGMENT_CALLS = ['track', 'page', 'screen', 'identify', 'group', 'alias'] as const;
export type SegmentCall = (typeof SEGMENT_CALLS)[number];

/** @param index its place in the batch. */
export function mapSegmentMessage(value: unknown, at: ReceiveTime, index = 0): Mapping {
  const message = membersOf(value);
  if (message === undefined) return schemaViolation('', 'a message is a JSON object');
  const call = SEGMENT_CALLS.find((name) => name === message.type);
  if (call === undefined) {
    return { ...schemaViolation('/type', `is none of ${SEGMENT_CALLS.join(', ')}`), code: 'unknown_event' };
  }
  const messageId = readText(message.messageId) ?? madeId(message, at, index);
  if (typeof messageId !== 'string' || messageId.length > MAX_EVENT_ID) {
    return schemaViolation('/messageId', `must be a text of at most ${MAX_EVENT_ID} characters`);
  }
  for (const name of ['properties', 'traits', 'context']) {
    if (message[name] != null && membersOf(message[name]) === undefined) {
      return schemaViolation(`/${name}`, 'must be a JSON object');
    }
  }
  return MAPPINGS[call]({ message, messageId, surroundings: surroundingsOf(message, at) });
}

const MAPPINGS: Readonly<Record<SegmentCall, (read: ReadMessage) => Mapping>> = {
  track: mapTrack,
  page: (read) => mapPage(read, 'page'),
  screen: (read) => mapPage(read, 'screen'),
  identify: mapIdentify,
  group: mapGroup,
  alias: mapAlias,
};

function mapTrack(read: ReadMessage): Mapping {
  const { event } = read.message;
  if (typeof event !== 'string' || event === '') return schemaViolation('/event', 'must be the name of what happened');
  const own = membersOf(read.message.properties) ?? {};
  const kind = commerceKind(event);
  if (kind !== undefined) return mapCommerce(read, kind, own);
  const places = { '/properties/name': '/event' };
  return [eventOf(read, { eventType: 'custom', own, added: { name: event }, places })];
}

const PAGE_MEMBERS = ['url', 'path', 'title', 'referrer', 'search'];

/** What the page is, in its own words or else in those of its context. */
function mapPage(read: ReadMessage, call: 'page' | 'screen'): Mapping {
  const { message } = read;
  const page = membersOf(membersOf(message.context)?.page) ?? {};
  const own = {
    ...defined({ name: readText(message.name), category: readText(message.category) }),
    ...(call === 'page' ? defined(pick(page, PAGE_MEMBERS)) : {}),
    ...membersOf(message.properties),
  };
  return [eventOf(read, { eventType: 'page_view', own, added: { tracked: call } })];
}

function mapIdentify(read: ReadMessage): Mapping {
  const traits = membersOf(read.message.traits) ?? {};
  const address = membersOf(traits.address) ?? {};
  const own = {
    ...traits,
    ...defined({
      country: readText(traits.country) ?? readText(address.country),
      createdAt: readText(traits.createdAt) ?? readText(traits.created_at),
    }),
  };
  return [eventOf(read, { eventType: 'identify', own, places: { '/properties': '/traits' } })];
}

function mapGroup(read: ReadMessage): Mapping {
  const groupId = readText(read.message.groupId);
  if (groupId === undefined) return schemaViolation('/groupId', 'is missing');
  const added = { name: 'group', groupId, traits: membersOf(read.message.traits) };
  return [eventOf(read, { eventType: 'custom', added, places: { '/properties': '' } })];
}

/** An alias says who someone was before: what our `identify` says of an anonymous visitor. */
function mapAlias(read: ReadMessage): Mapping {
  const previousId = readText(read.message.previousId);
  if (previousId === undefined) return schemaViolation('/previousId', 'is missing');
  if (read.surroundings.fields.userId === undefined) return schemaViolation('/userId', 'is missing');
  const fields = { anonymousId: previousId };
  return [eventOf(read, { eventType: 'identify', fields, places: { '/anonymousId': '/previousId' } })];
}

/** Members that come anew with each try, and so say nothing of whether two messages are the same. */
const OF_A_TRY = ['sentAt', '_metadata', 'writeKey'];

/**
 * With a time, two equal messages are one, sent twice; without, they may well be two events. The same message, taken out of
 * quarantine twice, must not count twice.
 */
function madeId(message: Members, { receivedMs }: ReceiveTime, index: number): string {
  const isTimed = message.timestamp != null || message.originalTimestamp != null;
  const content = [without(message, OF_A_TRY), ...(isTimed ? [] : [receivedMs, index])];
  return hash('sha256', JSON.stringify(content), 'hex');
}

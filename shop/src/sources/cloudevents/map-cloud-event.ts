/**
 * From a CloudEvent (https://cloudevents.io, version 1.0) to an event of ours. `data` holds the event's fields; what its
 * attributes say need not stand in there again: the type, the time, and whose it is (`partitionkey`).
 *
 * `source` and `id` together are the event, whoever sends it: of them its eventId is made. All attributes are kept in
 * `properties.cloudevent`.
 */
import { hash } from 'node:crypto';
import type { ReceiveTime } from '../../events/event-clock.ts';
import { EVENT_TYPES } from '../../events/event-types.ts';
import { formatInstant } from '../../events/instant.ts';
import { schemaViolation, type Violation } from '../../events/verdict.ts';
import type { Mapping } from '../mapped-events.ts';
import { addMembers, type Members, membersOf, without } from '../read-members.ts';

const NOT_KEPT = ['specversion', 'datacontenttype', 'data', 'data_base64'];

export function mapCloudEvent(value: unknown, at: ReceiveTime): Mapping {
  const cloudEvent = membersOf(value);
  if (cloudEvent === undefined) return schemaViolation('', 'a CloudEvent is a JSON object');
  if (cloudEvent.specversion !== '1.0') return schemaViolation('/specversion', 'must be 1.0');
  const { id, source, type } = cloudEvent;
  if (!isName(id)) return unnamed('id');
  if (!isName(source)) return unnamed('source');
  if (!isName(type)) return unnamed('type');
  const data = dataOf(cloudEvent);
  if ('violation' in data) return data.violation;
  const eventId = eventIdOf(source, id);
  return [{ event: { ...fieldsOf(cloudEvent, type, data.members, at), eventId }, places: placesOf(data.members) }];
}

function fieldsOf(cloudEvent: Members, type: string, data: Members, at: ReceiveTime): Members {
  const { time, partitionkey } = cloudEvent;
  const own = data.eventType === undefined ? typeNamed(type) : undefined;
  const added = { cloudevent: attributesOf(cloudEvent, data), ...(own === 'custom' ? { name: type } : {}) };
  const isCustom = own === 'custom';
  return {
    ...(isCustom ? without(data, ['name']) : data),
    eventType: own ?? data.eventType,
    timestamp: data.timestamp ?? time ?? formatInstant(at.receivedMs),
    userId: data.userId ?? (data.anonymousId == null ? partitionkey : undefined),
    properties: propertiesOf(data, isCustom, added),
  };
}

/** Properties that are no object stay, and are refused. */
function propertiesOf({ properties, name }: Members, isCustom: boolean, added: Members): unknown {
  if (properties != null && membersOf(properties) === undefined) return properties;
  const beside = isCustom && name !== undefined ? { name } : {};
  return addMembers({ ...beside, ...membersOf(properties) }, added);
}

function attributesOf(cloudEvent: Members, { eventId }: Members): Members {
  return { ...without(cloudEvent, NOT_KEPT), ...(eventId === undefined ? {} : { eventId }) };
}

const KNOWN: ReadonlySet<string> = new Set(EVENT_TYPES);
const VERSION = /\.v\d+$/i;

/** `shop.example.add-to-cart.v1` is an add_to_cart; what is of no type of ours is a `custom` event of that name. */
function typeNamed(type: string): string {
  const last = type.replace(VERSION, '').split('.').at(-1) ?? '';
  const name = last.replaceAll('-', '_').toLowerCase();
  return KNOWN.has(name) ? name : 'custom';
}

/** A UUID of version 8, which is for ids that are made of what they name. */
function eventIdOf(source: string, id: string): string {
  const digits = hash('sha256', JSON.stringify([source, id]), 'hex');
  const variant = '89ab'.charAt(Number.parseInt(digits.charAt(16), 16) & 3);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    variant + digits.slice(17, 20),
    digits.slice(20, 32),
  ].join('-');
}

type Data = { readonly members: Members } | { readonly violation: Violation };

function dataOf(cloudEvent: Members): Data {
  const {
    datacontenttype = 'application/json',
    data_base64: encoded,
    data = encoded === undefined ? {} : null,
  } = cloudEvent;
  if (typeof datacontenttype !== 'string' || !JSON_TYPE.test(datacontenttype)) {
    return { violation: schemaViolation('/datacontenttype', 'must be JSON, such as application/json') };
  }
  const place = encoded === undefined ? '/data' : '/data_base64';
  const members = membersOf(encoded === undefined ? data : decoded(encoded));
  return members === undefined ? { violation: schemaViolation(place, 'must be a JSON object') } : { members };
}

const JSON_TYPE = /^[\w.+-]+\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

function decoded(encoded: unknown): unknown {
  try {
    return JSON.parse(Buffer.from(String(encoded), 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}

function placesOf(data: Members): Readonly<Record<string, string>> {
  return {
    '': '/data',
    '/eventId': '/id',
    '/eventType': data.eventType === undefined ? '/type' : '/data/eventType',
    '/timestamp': data.timestamp == null ? '/time' : '/data/timestamp',
    '/userId': data.userId == null ? '/partitionkey' : '/data/userId',
    '/properties/name': data.eventType === undefined ? '/type' : '/data/properties/name',
    '/properties/cloudevent': '',
  };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function unnamed(attribute: string): Violation {
  return schemaViolation(`/${attribute}`, 'must be a text that is not empty');
}

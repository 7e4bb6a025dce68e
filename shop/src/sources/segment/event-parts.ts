/** One event of a message: what is its own, put together with what all events of the message share. */
import type { Violation } from '../../events/verdict.ts';
import type { MappedEvent } from '../mapped-events.ts';
import { defined, type Members, pick, without } from './read-members.ts';
import type { Surroundings } from './surroundings.ts';

/** A message, its surroundings read, on its way to becoming events. */
export interface ReadMessage {
  readonly message: Members;
  readonly messageId: string;
  readonly surroundings: Surroundings;
}

/** What one event is made of, beside what all events of the message share. */
export interface EventParts {
  readonly eventType: string;
  readonly eventId?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly places?: Readonly<Record<string, string>>;
  /** The message's own members, which go into the event's properties. */
  readonly own?: Members;
  /** Properties that we add; their names are taken. */
  readonly added?: Readonly<Record<string, unknown>>;
}

/** The event of these parts within the message's surroundings. */
export function eventOf({ messageId, surroundings }: ReadMessage, parts: EventParts): MappedEvent {
  const { eventType, eventId = messageId, fields, places, own = {}, added = {} } = parts;
  const properties = { ...surroundings.properties, ...added };
  const taken = Object.keys(own).filter((name) => name in properties && properties[name] !== undefined);
  const kept = { ...without(own, [...taken, 'own']), ...defined(properties) };
  const pushed = taken.length === 0 && !('own' in own) ? {} : { own: pick(own, [...taken, 'own']) };
  return {
    event: {
      ...defined({ ...surroundings.fields, ...fields }),
      eventId,
      eventType,
      properties: { ...kept, ...pushed },
    },
    places: { ...surroundings.places, ...places },
  };
}

export function violation(path: string, message: string): Violation {
  return { code: 'schema_violation', path, message };
}

/** One event of a message: what is its own, put together with what all events of the message share. */
import type { MappedEvent } from '../mapped-events.ts';
import { addMembers, defined, type Members } from '../read-members.ts';
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
  return {
    event: {
      ...defined({ ...surroundings.fields, ...fields }),
      eventId,
      eventType,
      properties: addMembers(own, { ...surroundings.properties, ...added }),
    },
    places: { ...surroundings.places, ...places },
  };
}

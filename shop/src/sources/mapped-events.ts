/**
 * Events that come in another shape than ours: messages of existing clients, each of which becomes one event or several.
 *
 * A message has one verdict. Its events are screened before any of them is handed to the collector: an order of which one
 * line is bad goes to the quarantine whole, as it was sent, so that it can be mended and tried again whole.
 */
import { type IncomingEvents, UnreadableEvent } from '../events/collector.ts';
import type { ReceiveTime } from '../events/event-clock.ts';
import { MAX_EVENT_BYTES, screenEvent } from '../events/screen-event.ts';
import { ACCEPTED, type Verdict, type VerdictName, type Violation } from '../events/verdict.ts';

/** An event made of a message. */
export interface MappedEvent {
  readonly event: Readonly<Record<string, unknown>>;
  /** From JSON pointers in the event to those of what they were made of in the message; the longest that fits counts. */
  readonly places: Readonly<Record<string, string>>;
}

/** What a message means, or why it means nothing. */
export type Mapping = readonly MappedEvent[] | Violation;

/** Turns a message into events: the same ones each time. `at` is when it came in, `index` its place among others. */
export type MapMessage = (message: unknown, at: ReceiveTime, index: number) => Mapping;

export interface MappedMessages {
  /** For the collector: events, and in the place of each refused message its violation. */
  readonly incoming: IncomingEvents;
  /** The verdict of each message, of those that the collector gave to `incoming`. */
  verdictsOf(verdicts: readonly Verdict[]): readonly Verdict[];
}

/** What messages came in, and how to read them. What could not be read is an UnreadableEvent and stays one. */
export interface MessageTurn {
  readonly messages: IncomingEvents;
  /** The bytes of all of them together: when they are few, none can be too large. */
  readonly bytes: number;
  readonly map: MapMessage;
  readonly at: ReceiveTime;
}

export function mapMessages(turn: MessageTurn): MappedMessages {
  const { messages } = turn;
  const values: unknown[] = [];
  const owners: number[] = [];
  for (const [index, message] of messages.values.entries()) {
    for (const value of eventsOf(message, index, turn)) {
      values.push(value);
      owners.push(index);
    }
  }
  return {
    incoming: { ...messages, values, original: (index) => messages.original(owners[index] ?? 0) },
    verdictsOf: (verdicts) => foldVerdicts(verdicts, owners, messages.values.length),
  };
}

function eventsOf(message: unknown, index: number, { messages, bytes, map, at }: MessageTurn): readonly unknown[] {
  if (message instanceof UnreadableEvent) return [message];
  if (bytes > MAX_EVENT_BYTES && isTooLarge(message)) return [refused(TOO_LARGE)];
  const mapping = map(message, at, index);
  if ('code' in mapping) return [refused(mapping)];
  const source = {
    hasEscapes: messages.hasEscapes,
    sizeBytes: () => Buffer.byteLength(messages.original(index)),
  };
  for (const { event, places } of mapping) {
    const screened = screenEvent(event, source, at);
    if (screened.code !== undefined) return [refused({ ...screened, path: placeOf(screened.path, places) })];
  }
  return mapping.map(({ event }) => event);
}

/** Measured as it would be written without white space, for the texts of messages lie within that of a batch. */
function isTooLarge(message: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(message)) > MAX_EVENT_BYTES;
}

const TOO_LARGE: Violation = {
  code: 'size_violation',
  path: '',
  message: `a message has at most ${MAX_EVENT_BYTES} bytes`,
};

function refused({ message, path, code }: Violation): UnreadableEvent {
  return new UnreadableEvent(message, path, code);
}

/** Where in the message stands what is at `path` in the event. */
function placeOf(path: string, places: Readonly<Record<string, string>>): string {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const place = places[path.slice(0, end)];
    if (place !== undefined) return place + path.slice(end);
  }
  return (places[''] ?? '') + path;
}

/** Of a message with several events the worst verdict counts, and `duplicate` only when all of them are. */
function foldVerdicts(verdicts: readonly Verdict[], owners: readonly number[], count: number): readonly Verdict[] {
  const ofMessages: (Verdict | undefined)[] = new Array(count).fill(undefined);
  for (const [index, verdict] of verdicts.entries()) {
    const owner = owners[index] ?? 0;
    ofMessages[owner] = worse(ofMessages[owner], verdict);
  }
  return ofMessages.map((verdict) => verdict ?? ACCEPTED);
}

const WORST_FIRST: readonly VerdictName[] = ['quarantined', 'late', 'accepted', 'duplicate'];

function worse(one: Verdict | undefined, other: Verdict): Verdict {
  if (one === undefined) return other;
  return WORST_FIRST.indexOf(other.verdict) < WORST_FIRST.indexOf(one.verdict) ? other : one;
}

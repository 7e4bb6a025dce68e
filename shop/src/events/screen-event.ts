/**
 * Decides whether a parsed JSON value is a good event, and readies it for storing: schema, rules that a schema cannot
 * say, free-form fields, clock. The good path builds no error objects.
 */
import { Compile } from 'typebox/compile';
import { eventTime, type ReceiveTime } from './event-clock.ts';
import { type EventInput, eventSchema, locationSchema, MAX_CUSTOM_NAME } from './event-schema.ts';
import { TYPES_WITHOUT_VISITOR } from './event-types.ts';
import { hasAtMostFourDecimals } from './four-decimals.ts';
import { FreeFormCleaner, forbiddenKey, isForbiddenKey, LONE_SURROGATE } from './free-form.ts';
import { describeViolation } from './schema-violation.ts';
import { pointer, schemaViolation, type Violation } from './verdict.ts';

export const MAX_EVENT_BYTES = 32 * 1024;
/** No event with fewer characters beyond the schema's own fields can have MAX_EVENT_BYTES, whatever it is made of. */
const SURELY_SMALL_CHARACTERS = 3_000;

/** A good event: what will be stored, not yet stamped. `free` is everything that has no column of its own. */
export interface ScreenedEvent {
  readonly code?: undefined;
  readonly event: EventInput;
  readonly timestampMs: number;
  readonly free: Record<string, unknown> | undefined;
}

/** What screening needs to know of the text that the value was parsed from. */
export interface EventSource {
  /** The event's size in bytes as it was sent. Called only for what may be too large. */
  sizeBytes(): number;
  /** True when the text has \u escapes, the only way for half a surrogate pair to come in. */
  readonly hasEscapes: boolean;
}

const validator = Compile(eventSchema);
const eventKeys: ReadonlySet<string> = new Set(Object.keys(eventSchema.properties));
const locationKeys: ReadonlySet<string> = new Set(Object.keys(locationSchema.properties));

export function screenEvent(value: unknown, source: EventSource, at: ReceiveTime): ScreenedEvent | Violation {
  if (!validator.Check(value)) {
    return source.sizeBytes() > MAX_EVENT_BYTES ? TOO_LARGE : describeViolation(value);
  }
  const violation = ruleViolation(value) ?? (source.hasEscapes ? unicodeViolation(value) : undefined);
  if (violation !== undefined) return violation;
  const free = freeFields(value, source);
  if (free !== undefined && 'violation' in free) return free.violation;
  if (value.eventType === 'custom' && !isCustomName(free?.fields.name)) return UNNAMED;
  const timestampMs = eventTime(value.timestamp, value.sentAt, at);
  if (typeof timestampMs !== 'number') return timestampMs;
  return { event: value, timestampMs, free: free?.fields };
}

/** The rules that need two fields, or digits. */
function ruleViolation(event: EventInput): Violation | undefined {
  if (event.userId == null && event.anonymousId == null && !TYPES_WITHOUT_VISITOR.has(event.eventType)) {
    return schemaViolation('', 'needs a userId or an anonymousId');
  }
  if (event.price != null && !hasAtMostFourDecimals(event.price)) {
    return schemaViolation('/price', 'must have at most four decimals');
  }
  if (event.quantity != null && event.quantity < 0 && event.eventType !== 'inventory_update') {
    return schemaViolation('/quantity', 'must not be negative, except in inventory_update');
  }
  return undefined;
}

function isCustomName(name: unknown): boolean {
  return typeof name === 'string' && name !== '' && name.length <= MAX_CUSTOM_NAME;
}

const UNNAMED = schemaViolation('/properties/name', `a custom event has a name of 1 to ${MAX_CUSTOM_NAME} characters`);

function unicodeViolation(event: object): Violation | undefined {
  for (const [key, value] of Object.entries(event)) {
    if (typeof value === 'string' && !value.isWellFormed()) return { ...LONE_SURROGATE, path: pointer(key) };
  }
  return undefined;
}

type FreeFields = { readonly fields: Record<string, unknown> } | { readonly violation: Violation };

/** Gathers the fields beyond the schema, cleaned; undefined when there are none. */
function freeFields(event: EventInput, source: EventSource): FreeFields | undefined {
  const unlisted = unlistedKeys(event);
  const moreLocation = event.location == null ? undefined : unlistedLocation(event.location);
  if (unlisted === undefined && event.properties == null && moreLocation === undefined) return undefined;
  return new FreeFieldGathering(event).gather(unlisted ?? [], moreLocation, source);
}

/** Most events have none: then no list is made. */
function unlistedKeys(event: EventInput): string[] | undefined {
  let unlisted: string[] | undefined;
  for (const key in event) {
    if (eventKeys.has(key)) continue;
    if (unlisted === undefined) unlisted = [key];
    else unlisted.push(key);
  }
  return unlisted;
}

function unlistedLocation(location: object): Record<string, unknown> | undefined {
  let unlisted: Record<string, unknown> | undefined;
  for (const [key, value] of Object.entries(location)) {
    if (!locationKeys.has(key)) unlisted = { ...unlisted, [key]: value };
  }
  return unlisted;
}

/** Merges `properties`, unlisted fields and unlisted parts of the location into one object, and cleans it. */
class FreeFieldGathering {
  readonly #event: Readonly<Record<string, unknown>>;
  readonly #fields: Record<string, unknown> = {};
  readonly #cleaner = new FreeFormCleaner();

  constructor(event: EventInput) {
    this.#event = event;
  }

  gather(
    unlisted: readonly string[],
    moreLocation: Record<string, unknown> | undefined,
    source: EventSource,
  ): FreeFields {
    const violation =
      this.#addProperties() ??
      unlisted.map((key) => this.#add(key, this.#event[key], '', 2)).find((found) => found !== undefined) ??
      (moreLocation === undefined ? undefined : this.#add('location', moreLocation, '', 2));
    if (violation !== undefined) return { violation };
    const small = this.#cleaner.characters <= SURELY_SMALL_CHARACTERS;
    return small || source.sizeBytes() <= MAX_EVENT_BYTES ? { fields: this.#fields } : { violation: TOO_LARGE };
  }

  #addProperties(): Violation | undefined {
    const properties = this.#event.properties as Readonly<Record<string, unknown>> | null | undefined;
    for (const key in properties) {
      const violation = this.#add(key, properties[key], '/properties', 3);
      if (violation !== undefined) return violation;
    }
    return undefined;
  }

  #add(key: string, value: unknown, parent: string, depth: number): Violation | undefined {
    if (isForbiddenKey(key)) return { ...forbiddenKey(key), path: parent + pointer(key) };
    if (Object.hasOwn(this.#fields, key)) {
      return schemaViolation(pointer(key), `${key} is given both in properties and beside it`);
    }
    const cleaned = this.#cleaner.clean(key, value, depth);
    const { violation } = this.#cleaner;
    if (violation !== undefined) return { ...violation, path: parent + violation.path };
    this.#fields[key] = cleaned;
    return undefined;
  }
}

const TOO_LARGE: Violation = {
  code: 'size_violation',
  path: '',
  message: `an event has at most ${MAX_EVENT_BYTES} bytes`,
};

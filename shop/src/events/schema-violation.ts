/**
 * Says what the schema has against an event, in a verdict's words.
 *
 * Field by field with compiled validators, and full error objects only for the first bad field: describing a whole event
 * takes a hundred times as long as checking it, and bad events come in floods.
 */
import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import { eventSchema } from './event-schema.ts';
import { EVENT_TYPES } from './event-types.ts';
import { pointer, type Violation } from './verdict.ts';

const fields = Object.entries(eventSchema.properties).map(([name, schema]) => ({
  name,
  validator: Compile(schema),
  required: eventSchema.required.some((required) => required === name),
}));

/** Describes the first bad field, in the order of the schema, of a value that the schema refuses. */
export function describeViolation(value: unknown): Violation {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { code: 'schema_violation', path: '', message: 'an event is a JSON object' };
  }
  const members = new Map<string, unknown>(Object.entries(value));
  for (const { name, validator, required } of fields) {
    if (!members.has(name)) {
      if (required) return { code: 'schema_violation', path: pointer(name), message: 'is missing' };
      continue;
    }
    const member = members.get(name);
    if (!validator.Check(member)) return fieldViolation(name, member, validator.Errors(member));
  }
  return { code: 'schema_violation', path: '', message: 'does not match the event schema' };
}

function fieldViolation(name: string, member: unknown, errors: readonly TLocalizedValidationError[]): Violation {
  if (name === 'eventType' && typeof member === 'string') {
    const message = `is none of the known event types: ${EVENT_TYPES.join(', ')}`;
    return { code: 'unknown_event', path: '/eventType', message };
  }
  // The first error is the most specific one: alternatives that failed come after what they hold.
  const [error] = errors;
  const path = pointer(name) + (error?.instancePath ?? '');
  return { code: 'schema_violation', path, message: error === undefined ? 'is not valid' : describe(error) };
}

function describe(error: TLocalizedValidationError): string {
  if (error.keyword === 'enum') return `must be one of ${error.params.allowedValues.join(', ')}`;
  return error.message;
}

/** Puts what the schema validator found into a verdict's words. */
import type { TLocalizedValidationError } from 'typebox/error';
import { EVENT_TYPES } from './event-schema.ts';
import { pointer, type Violation } from './verdict.ts';

/** Describes the first error, which is the most specific one; alternatives that failed come after what they hold. */
export function describeViolation(error: TLocalizedValidationError | undefined, value: unknown): Violation {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || error === undefined) {
    return { code: 'schema_violation', path: '', message: 'an event is a JSON object' };
  }
  if (error.keyword === 'required') {
    const [missing = ''] = error.params.requiredProperties;
    return { code: 'schema_violation', path: error.instancePath + pointer(missing), message: 'is missing' };
  }
  if (error.instancePath === '/eventType' && 'eventType' in value && typeof value.eventType === 'string') {
    const message = `is none of the known event types: ${EVENT_TYPES.join(', ')}`;
    return { code: 'unknown_event', path: '/eventType', message };
  }
  return { code: 'schema_violation', path: error.instancePath, message: describe(error) };
}

function describe(error: TLocalizedValidationError): string {
  if (error.keyword === 'enum') return `must be one of ${error.params.allowedValues.join(', ')}`;
  return error.message;
}

/** From the text of a request body to the events in it: one object, an array, a batch with `sentAt`, or NDJSON. */
import { type IncomingEvents, UnreadableEvent } from '../../events/collector.ts';
import { parseInstant } from '../../events/instant.ts';
import { scanJson } from '../../events/json-elements.ts';
import { Problem } from './problem.ts';

export const MAX_EVENTS = 10_000;

const SOURCE = 'http';

/** @throws Problem 400 when the text is no JSON (nor NDJSON), 413 when it holds too many events. */
export function parseEvents(text: string, isNdjson: boolean): IncomingEvents {
  const events = isNdjson ? ndjsonEvents(text) : jsonEvents(text);
  checkCount(events.values, MAX_EVENTS);
  return events;
}

/** @throws Problem 413 when there are more. */
export function checkCount(events: readonly unknown[], most: number): void {
  if (events.length <= most) return;
  const detail = `A request has at most ${most} events; this one has ${events.length}.`;
  throw new Problem({ status: 413, code: 'TOO_MANY_EVENTS', detail });
}

function jsonEvents(text: string): IncomingEvents {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    if (looksLikeNdjson(text)) return ndjsonEvents(text);
    throw notJson(text);
  }
  const common = { hasEscapes: text.includes('\\u'), source: SOURCE };
  if (Array.isArray(value)) return { ...common, values: value, original: elementsOf(text) };
  if (!isBatch(value)) return { ...common, values: [value], original: () => text };
  const sentMs = batchSentMs(value.sentAt);
  return { ...common, values: value.batch, original: elementsOf(text), ...(sentMs === undefined ? {} : { sentMs }) };
}

/** Finds the text of an element of a JSON array; the scan is made once, and only when something was wrong with an element. */
export function elementsOf(text: string): (index: number) => string {
  let elements: ReturnType<typeof scanJson>['elements'] | undefined;
  return (index) => {
    elements ??= scanJson(text).elements;
    const [start, end] = elements[index] ?? [0, 0];
    return text.slice(start, end);
  };
}

interface Batch {
  readonly batch: readonly unknown[];
  readonly sentAt?: unknown;
}

function isBatch(value: unknown): value is Batch {
  return (
    typeof value === 'object' &&
    value !== null &&
    'batch' in value &&
    Array.isArray(value.batch) &&
    !Object.hasOwn(value, 'eventId')
  );
}

/** @throws Problem 400 when it is there and no time. */
export function batchSentMs(sentAt: unknown): number | undefined {
  if (sentAt === undefined || sentAt === null) return undefined;
  const sentMs = typeof sentAt === 'string' ? parseInstant(sentAt) : Number.NaN;
  if (!Number.isNaN(sentMs)) return sentMs;
  const detail = "The batch's sentAt must be an ISO 8601 time with seconds and an offset or Z.";
  throw new Problem({ status: 400, code: 'BAD_REQUEST', detail, more: { path: '/sentAt' } });
}

function looksLikeNdjson(text: string): boolean {
  const end = text.trimStart().indexOf('\n');
  const first = parseLine(text.trimStart().slice(0, Math.max(end, 0)));
  return typeof first === 'object' && first !== null && !(first instanceof UnreadableEvent);
}

function ndjsonEvents(text: string): IncomingEvents {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw notJson(text);
  return {
    values: lines.map(parseLine),
    original: (index) => (lines[index] ?? '').trim(),
    hasEscapes: text.includes('\\u'),
    source: SOURCE,
  };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return new UnreadableEvent(`the line is no JSON: see its character ${scanJson(line).errorAt ?? 0}`);
  }
}

/** @throws Problem 400 that says where the text stops being JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson(text);
  }
}

function notJson(text: string): Problem {
  const at = scanJson(text).errorAt ?? text.length;
  const before = text.slice(0, at);
  const position = Buffer.byteLength(before);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  const what = at >= text.length ? 'it ends too early' : `it cannot go on with ${JSON.stringify(text.charAt(at))}`;
  const detail = `The body is no JSON: ${what} at byte ${position} (line ${line}, column ${column}).`;
  return new Problem({ status: 400, code: 'BODY_NOT_JSON', detail, more: { position, line, column } });
}

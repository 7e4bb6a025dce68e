/** From the text of a request to Segment's HTTP API to the messages in it. */
import type { IncomingEvents } from '../../events/collector.ts';
import { batchSentMs, checkCount, elementsOf, parseJson } from '../http/parse-events.ts';
import { Problem } from '../http/problem.ts';
import { type Members, membersOf, readText } from '../read-members.ts';
import type { SegmentCall } from './map-message.ts';

export const MAX_MESSAGES = 2_500;
/** As a source in quarantine: its entries are messages, to be mapped again when they are tried again. */
export const SEGMENT_SOURCE = 'segment';

export interface SegmentRequest {
  readonly messages: IncomingEvents;
  /** The key that stands in the body. */
  readonly writeKey: string | undefined;
}

/** @throws Problem 400 for what is no message or batch, 413 for more messages than a batch may have. */
export function parseMessages(text: string, call: SegmentCall | 'batch'): SegmentRequest {
  const body = membersOf(parseJson(text));
  if (body === undefined) throw badBody('', 'a JSON object');
  const { writeKey } = body;
  const messages = call === 'batch' ? batchOf(body, text) : single(body, call, text);
  return { messages, writeKey: typeof writeKey === 'string' ? writeKey : undefined };
}

function single(body: Members, call: SegmentCall, text: string): IncomingEvents {
  // The route says what it is. In quarantine nothing but the message itself could say so.
  const message = { ...body, type: call };
  const original = body.type === call ? () => text : () => JSON.stringify(message);
  return { values: [message], original, hasEscapes: text.includes('\\u'), source: SEGMENT_SOURCE };
}

function batchOf(body: Members, text: string): IncomingEvents {
  const { batch } = body;
  if (!Array.isArray(batch)) throw badBody('/batch', 'a list of messages');
  checkCount(batch, MAX_MESSAGES);
  const sentMs = batchSentMs(readText(body.sentAt));
  const context = membersOf(body.context);
  const values = context === undefined ? batch : batch.map((message) => withContext(message, context));
  return {
    values,
    original: context === undefined ? elementsOf(text) : (index) => JSON.stringify(values[index]),
    hasEscapes: text.includes('\\u'),
    source: SEGMENT_SOURCE,
    ...(sentMs === undefined ? {} : { sentMs }),
  };
}

/** What a batch says of its context holds for each of its messages that does not say otherwise. */
function withContext(value: unknown, context: Members): unknown {
  const message = membersOf(value);
  return message === undefined ? value : { ...message, context: { ...context, ...membersOf(message.context) } };
}

function badBody(path: string, what: string): Problem {
  const detail = `The body${path === '' ? '' : `'s ${path.slice(1)}`} must be ${what}.`;
  return new Problem({ status: 400, code: 'BAD_REQUEST', detail, more: { path } });
}

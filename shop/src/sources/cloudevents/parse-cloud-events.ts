/** From a request to the CloudEvents in it, by the HTTP binding: a batch, one structured event, or one in headers. */
import type { IncomingHttpHeaders } from 'node:http';
import type { IncomingEvents } from '../../events/collector.ts';
import { checkCount, elementsOf, MAX_EVENTS, parseJson } from '../http/parse-events.ts';
import { Problem } from '../http/problem.ts';

export const CLOUDEVENTS_BATCH = 'application/cloudevents-batch+json';
export const CLOUDEVENT = 'application/cloudevents+json';
/** As a source in quarantine: its entries are CloudEvents in structured form. */
export const CLOUDEVENTS_SOURCE = 'cloudevents';

const ATTRIBUTE = /^ce-(.+)$/;

/** Whether a request holds CloudEvents: by its media type, or by the attributes in its headers. */
export function holdsCloudEvents(headers: IncomingHttpHeaders): boolean {
  return 'ce-specversion' in headers || mediaTypeOf(headers).startsWith('application/cloudevents');
}

/** @throws Problem 400 for what is no JSON or no list, 413 for more events than a request may have. */
export function parseCloudEvents(text: string, headers: IncomingHttpHeaders): IncomingEvents {
  const common = { hasEscapes: text.includes('\\u'), source: CLOUDEVENTS_SOURCE };
  const mediaType = mediaTypeOf(headers);
  if (mediaType === CLOUDEVENTS_BATCH) return { ...common, values: listIn(text), original: elementsOf(text) };
  if (mediaType === CLOUDEVENT) return { ...common, values: [parseJson(text)], original: () => text };
  const event = eventInHeaders(text, headers);
  return { ...common, values: [event], original: () => JSON.stringify(event) };
}

function listIn(text: string): readonly unknown[] {
  const list = parseJson(text);
  if (!Array.isArray(list)) {
    throw new Problem({ status: 400, code: 'BAD_REQUEST', detail: 'A batch of CloudEvents is a JSON array.' });
  }
  checkCount(list, MAX_EVENTS);
  return list;
}

/** In structured form. What is no JSON stays text, and is refused as the event's data. */
function eventInHeaders(text: string, headers: IncomingHttpHeaders): object {
  const attributes = Object.entries(headers).flatMap(([name, value]) => {
    const attribute = ATTRIBUTE.exec(name)?.[1];
    return attribute === undefined || typeof value !== 'string' ? [] : [[attribute, percentDecoded(value)] as const];
  });
  const datacontenttype = headers['content-type'];
  const isJson = /json\b/i.test(datacontenttype ?? '');
  const data = text === '' ? {} : { data: isJson ? parseJson(text) : text };
  return { ...Object.fromEntries(attributes), ...(datacontenttype === undefined ? {} : { datacontenttype }), ...data };
}

/** Header values carry what is not printable ASCII in percent signs. */
function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function mediaTypeOf(headers: IncomingHttpHeaders): string {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

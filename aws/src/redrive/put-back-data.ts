/**
 * What of a record goes back onto its stream, when its function has not counted it: the whole record, or the one input that
 * is meant, for the others were taken. It comes behind later words of its sender, so it says that it was put back, except
 * for events from outside, which are known by their ids.
 */
import { isMessage } from '../lambdas/enrich/bucket-message.ts';
import { eventArray, eventsOf } from '../stream/event-array.ts';
import { eventRecordOf, isObject } from '../stream/event-record.ts';
import { isPutBack, putBackRecord } from '../stream/hand-over.ts';
import { insightPutBack } from '../stream/insight-record.ts';
import { type StreamRecord, sortableSequence } from '../stream/stream-record.ts';
import { inputCount, type StreamRole } from './sort-records.ts';

/**
 * @param input its place among the record's inputs; absent: all of them.
 * @throws what the function throws when the record can still not be read.
 */
export function putBackData(role: StreamRole, record: StreamRecord, input?: number): Uint8Array {
  inputCount(role, record);
  if (role === 'changes') return record.data;
  if (role === 'insights') {
    return Buffer.from(insightPutBack(Buffer.from(record.data).toString(), sortableSequence(record.sequence)));
  }
  const elements = input === undefined ? eventsOf(record.data) : [elementOf(role, record, input)];
  const marked = elements.map(role === 'events' ? markedMessage : markedElement);
  return eventArray(marked.map((element) => JSON.stringify(element)));
}

/** Elements may have no input: time that passes is none for features. */
function elementOf(role: StreamRole, record: StreamRecord, input: number): unknown {
  let next = 0;
  for (const element of eventsOf(record.data)) {
    next += inputCount(role, { ...record, data: eventArray([JSON.stringify(element)]) });
    if (next > input) return element;
  }
  throw new RangeError(`the record has no input ${input}`);
}

function markedMessage(element: unknown): unknown {
  return isMessage(element) ? { ...element, putBack: true } : element;
}

/** What is on `enriched` is for features alone then: SQL has had it. */
function markedElement(element: unknown): unknown {
  const record = eventRecordOf(element);
  if (isPutBack(record)) return record;
  if (!isObject(element) || typeof element.at !== 'string') throw new TypeError('an element has no place `at`');
  return putBackRecord({ ...record, at: element.at });
}

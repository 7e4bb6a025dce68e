/** Which records of a stream its function can read, by the way in which the function itself reads them. */
import { enrichedEventOf, isEnriched } from '../stream/enriched-event.ts';
import { eventsOf } from '../stream/event-array.ts';
import { eventRecordOf, isObject, shopEventOf } from '../stream/event-record.ts';
import { insightOf } from '../stream/insight-record.ts';
import type { StreamRecord } from '../stream/stream-record.ts';

export interface SortedRecords {
  readonly good: readonly StreamRecord[];
  readonly poison: readonly { readonly record: StreamRecord; readonly error: unknown }[];
}

const ROLES = ['events', 'enriched', 'insights', 'changes'] as const;
/** `changes` are those of a database, as DMS writes them. */
export type StreamRole = (typeof ROLES)[number];

/** Each throws for a record that its function cannot read. */
const READERS: Readonly<Record<StreamRole, (data: Uint8Array) => void>> = {
  events: (data) => {
    for (const element of eventsOf(data)) if (!isMessage(element)) shopEventOf(eventRecordOf(element));
  },
  enriched: (data) => {
    for (const element of eventsOf(data)) {
      if (!isObject(element) || typeof element.at !== 'string') throw new TypeError('an element has no place `at`');
      const record = eventRecordOf(element);
      if (isEnriched(record)) enrichedEventOf(record);
    }
  },
  insights: (data) => {
    const insight = insightOf(data);
    if (insight.kind === 'event') shopEventOf(eventRecordOf(insight.event));
  },
  changes: (data) => void JSON.parse(Buffer.from(data).toString()),
};

/** What buckets tell each other has no event, and a kind. */
function isMessage(element: unknown): boolean {
  return isObject(element) && 'message' in element;
}

/** @param stream its name, whatever the deployment puts before it: `shop-events`. @returns undefined for another one. */
export function roleOf(stream: string): StreamRole | undefined {
  return ROLES.find((role) => stream === role || stream.endsWith(`-${role}`));
}

export function sortRecords(role: StreamRole, records: readonly StreamRecord[]): SortedRecords {
  const good: StreamRecord[] = [];
  const poison: { record: StreamRecord; error: unknown }[] = [];
  for (const record of records) {
    try {
      READERS[role](record.data);
      good.push(record);
    } catch (error) {
      poison.push({ record, error });
    }
  }
  return { good, poison };
}

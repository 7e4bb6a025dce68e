/** Refused events go to a delivery stream, and from there to the lake as lines of JSON, where they are found and mended. */
import type { NewQuarantineEntry } from '@millrace/shop/events/quarantine-entry.ts';
import type { StreamProducer } from '../producer/stream-producer.ts';

/** They keep no order. */
const BUCKET = 0;
/** Of an event, and of a row beside it: a record takes both, however they are escaped. An event that is good has half as much. */
const MOST_CHARACTERS = 65_536;

/** Resolves when all of the entries are safe. */
export function quarantineInto(producer: Pick<StreamProducer, 'putAndWait'>) {
  return (entries: readonly NewQuarantineEntry[]): Promise<void> =>
    producer.putAndWait(entries.map((entry) => ({ bucket: BUCKET, json: JSON.stringify(fitting(entry)) })));
}

/** No event is so large that it could not be kept, and would fail those beside it: of such a one the beginning is. */
function fitting(entry: NewQuarantineEntry): NewQuarantineEntry {
  const { original, row = '', message } = entry;
  if (original.length <= MOST_CHARACTERS && row.length <= MOST_CHARACTERS) return entry;
  return {
    ...entry,
    original: original.slice(0, MOST_CHARACTERS),
    ...(entry.row === undefined ? {} : { row: row.slice(0, MOST_CHARACTERS) }),
    message: `${message} (of ${original.length} characters the first ${MOST_CHARACTERS} are kept)`,
  };
}

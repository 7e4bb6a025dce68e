/** From the records of a feed to what the collector takes: an event for each row, and what is wrong with it, if anything. */
import type { ViolationCode } from '../../events/verdict.ts';
import type { FeedMapping } from './feed-mapping.ts';
import { compileMapping, type MappedEvent } from './map-row.ts';
import type { FeedFile } from './read-feed.ts';
import type { FeedRecord } from './split-records.ts';

export interface FeedRow {
  readonly record: FeedRecord;
  /** Undefined where the row's values could not be told apart. */
  readonly event?: MappedEvent;
  /** Why it is no good event, where that is known before the collector looks at it. */
  readonly problem?: string;
}

/**
 * Use one for each file: it counts rows.
 * @param name the feed's or the mapping's: it goes into the ids.
 * @param fileId as for `compileMapping`.
 */
export function feedEvents(
  name: string,
  mapping: FeedMapping,
  { header }: Pick<FeedFile, 'header'>,
  fileId?: string,
): (record: FeedRecord) => FeedRow {
  const toEvent = compileMapping(name, mapping, {
    header: header.columns,
    ...(fileId === undefined ? {} : { fileId }),
  });
  const columns = header.columns.length;
  return (record) => {
    const { values, problem } = record;
    if (problem !== undefined) return { record, problem };
    // A delimiter at the end of the line makes an empty value more.
    if (values.length > columns && values.slice(columns).some((value) => value !== '')) {
      return { record, problem: tooManyValues(values.length, columns, header.delimiter) };
    }
    const event = toEvent(values);
    if (event.eventType === 'cut_off_row') return { record, event, problem: tooFewValues(values.length, columns) };
    return event.eventType === 'unmapped_row' ? { record, event, problem: NO_RULE } : { record, event };
  };
}

/** The code of a row with a problem: what has values but is no event is of an unknown kind. */
export function problemCode({ event }: Pick<FeedRow, 'event'>): ViolationCode {
  return event === undefined ? 'schema_violation' : 'unknown_event';
}

/** A row as a client sends it: what could not be told apart is kept in quarantine as it stood in the file. */
export function sentEvent({ record, event, problem }: FeedRow): object {
  return event ?? { eventType: 'unreadable_row', line: record.line, problem, text: record.text };
}

const NO_RULE = 'no rule of the mapping takes this row: see the conditions of its rules';

function tooManyValues(values: number, columns: number, delimiter: string): string {
  return `has ${values} values for ${columns} columns: is there a ${JSON.stringify(delimiter)} in a value without quotes around it?`;
}

function tooFewValues(values: number, columns: number): string {
  return `has ${values} values for ${columns} columns: the row is cut off, or has a line end in a value without quotes around it`;
}

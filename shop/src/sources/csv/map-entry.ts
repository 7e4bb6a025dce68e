/** Makes an event of a quarantined row by another mapping than the one that it came with. */
import { MendFault } from '../../events/mend-event.ts';
import type { QuarantineEntry } from '../../events/quarantine-entry.ts';
import type { FeedMapping } from './feed-mapping.ts';
import { compileFields } from './map-row.ts';

/**
 * The event as JSON text. Its id stays that of the first try; a row that had none gets one by its number in the quarantine,
 * so that trying again adds nothing. An event that came as JSON is taken as a row of its plain fields.
 */
export function mapEntry(entry: QuarantineEntry, mapping: FeedMapping): string | MendFault {
  const row = columnsOf(entry.row ?? entry.original);
  if (row === undefined) return new MendFault('it is neither a row of a feed nor a JSON object');
  const header = Object.keys(row);
  const missing = mapping.columns.filter((column) => !(column in row));
  if (missing.length > 0) return new MendFault(`it has no column ${missing.join(', ')}; it has ${header.join(', ')}`);
  const places = new Map(header.map((column, place) => [column, place]));
  const { eventId } = columnsOf(entry.original) ?? {};
  const id = eventId ?? `${entry.source}:q${entry.number}`;
  const event = compileFields(mapping, places, header)(Object.values(row), id);
  return event.eventType === 'unmapped_row' ? new MendFault('no rule of the mapping takes it') : JSON.stringify(event);
}

/** The plain fields of a JSON object, as texts; undefined for what is none. */
function columnsOf(text: string): Readonly<Record<string, string>> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const plain = Object.entries(value).filter(([, field]) => field !== null && typeof field !== 'object');
  return Object.fromEntries(plain.map(([name, field]) => [name, String(field)]));
}

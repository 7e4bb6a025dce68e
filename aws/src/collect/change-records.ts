/** The texts of change records, as a stream has them, into the collector. One that is no JSON goes to quarantine alone. */
import type { Collector } from '@millrace/shop/events/collector.ts';
import { collectForeignRecords, type RecordVerdict } from '@millrace/shop/sources/cdc/collect-records.ts';
import type { ChangeMapper } from '@millrace/shop/sources/cdc/map-change.ts';

export interface ChangeRecords {
  readonly mappers: ReadonlyMap<string, ChangeMapper>;
  readonly records: readonly string[];
}

/** The verdict of each record, in order. */
export function collectChangeRecords(
  collector: Pick<Collector, 'collect'>,
  { mappers, records }: ChangeRecords,
): Promise<readonly RecordVerdict[]> {
  return collectForeignRecords(collector, {
    mappers,
    values: records.map(parsed),
    original: (index) => records[index] ?? '',
    hasEscapes: records.some((text) => text.includes('\\u')),
    source: 'cdc:dms',
  });
}

/** A text that is no JSON stays a text, which is no change record. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

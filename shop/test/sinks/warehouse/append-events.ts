/** Events into a log the way the collector takes them, with a clock that the test sets. */
import type { LmdbLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { BatchRecords } from '../../../src/events/batch-records.ts';
import { eventRecord } from '../../../src/events/event-record.ts';
import { formatInstant } from '../../../src/events/instant.ts';
import { partitionOf } from '../../../src/events/partition-of.ts';
import { screenEvent } from '../../../src/events/screen-event.ts';

/** One batch of what was sent as text; what the collector would refuse is left out. */
export async function appendEvents(log: LmdbLogWriter, receivedMs: number, texts: readonly string[]): Promise<void> {
  const records = new BatchRecords();
  for (const event of texts.flatMap(parsed)) {
    const screened = screenEvent(event, { hasEscapes: false, sizeBytes: () => 0 }, { receivedMs });
    if (screened.code !== undefined) continue;
    records.push(partitionOf(screened.event), eventRecord(screened, formatInstant(receivedMs)));
  }
  await log.append(receivedMs, records.records());
}

/** The simulation spoils some texts on purpose. */
function parsed(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

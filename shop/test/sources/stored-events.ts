/** What a data folder's log holds, read beside a running server or after it. */

import { openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import type { LogBatch } from '@millrace/engine/log/log.ts';
import { logBatches } from './log-batches.ts';

export interface StoredEvent {
  readonly partition: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly userId?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** Every record in the order of the log, with its partition. */
export async function storedEvents(dataFolder: string): Promise<readonly StoredEvent[]> {
  const reader = openLogReader(dataFolder);
  const events = Array.from(logBatches(reader), eventsOf).flat();
  await reader.close();
  return events;
}

function eventsOf({ slices }: LogBatch): readonly StoredEvent[] {
  return slices.flatMap(({ partition, bytes, ends }) =>
    [...ends].map((end, index) => {
      const text = Buffer.from(bytes.subarray(ends[index - 1] ?? 0, end)).toString();
      return { partition, ...JSON.parse(text) };
    }),
  );
}

/** What a data folder's log holds, read beside a running server or after it. */

import { openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import type { LogBatch } from '@millrace/engine/log/log.ts';

export interface StoredEvent {
  readonly partition: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly userId?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

const READ_BYTES = 4 * 1024 * 1024;

/** Every record in the order of the log, with its partition. */
export async function storedEvents(dataFolder: string): Promise<readonly StoredEvent[]> {
  const reader = openLogReader(dataFolder);
  const events: StoredEvent[] = [];
  for (let batches = reader.read(1, READ_BYTES); batches.length > 0; ) {
    events.push(...batches.flatMap(eventsOf));
    batches = reader.read((batches.at(-1)?.sequence ?? 0) + 1, READ_BYTES);
  }
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

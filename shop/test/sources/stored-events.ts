/** What a data folder's log holds, read beside a running server or after it. */
import { openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';

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
  const events = reader.read(1, Number.MAX_SAFE_INTEGER).flatMap(({ slices }) =>
    slices.flatMap(({ partition, bytes, ends }) =>
      [...ends].map((end, index) => {
        const text = Buffer.from(bytes.subarray(ends[index - 1] ?? 0, end)).toString();
        return { partition, ...JSON.parse(text) };
      }),
    ),
  );
  await reader.close();
  return events;
}

/** What a data folder's log holds, read beside a running server or after it. */
import { type LmdbLogReader, openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';

export interface StoredEvent {
  readonly eventId: string;
  readonly eventType: string;
  readonly userId?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** Kept open as long as the process: closing one while a writer of the same process commits can wait for ever. */
const readers = new Map<string, LmdbLogReader>();

/** Every record in the order of the log. */
export async function storedEvents(dataFolder: string): Promise<readonly StoredEvent[]> {
  let reader = readers.get(dataFolder);
  if (reader === undefined) {
    reader = openLogReader(dataFolder);
    readers.set(dataFolder, reader);
  }
  return reader
    .read(1, Number.MAX_SAFE_INTEGER)
    .flatMap(({ slices }) =>
      slices.flatMap(({ bytes, ends }) =>
        [...ends].map((end, index) => JSON.parse(Buffer.from(bytes.subarray(ends[index - 1] ?? 0, end)).toString())),
      ),
    );
}

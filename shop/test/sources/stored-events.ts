/** What a data folder's log holds, read beside a running server or after it. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface StoredEvent {
  readonly partition: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly userId?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/**
 * Every record in the order of the log, with its partition. A thread of its own reads it: opening the log a second time in
 * the thread of its writer, while a commit is under way, waits for a lock that only this thread can release.
 */
export async function storedEvents(dataFolder: string): Promise<readonly StoredEvent[]> {
  const thread = new Worker(new URL('./stored-events-thread.ts', import.meta.url), { workerData: dataFolder });
  const [events] = await once(thread, 'message');
  await thread.terminate();
  return events;
}

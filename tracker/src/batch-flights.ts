/** Batches on their way to the server, and what becomes of their events when the answer is there. */
import { deliver, type Outcome } from './deliver.ts';
import type { Batch, EventQueue } from './event-queue.ts';
import type { Refusal } from './tracker-api.ts';

export interface FlightOptions {
  /** With the write key in its query. */
  readonly url: string;
  readonly batchSize: number;
  readonly onRefused: (event: string, refusal: Refusal) => void;
  /** The event is not in the queue any more. */
  readonly onSettled: (key: string) => void;
}

export interface BatchFlights {
  /** What may go next, and is not under way. */
  take(isWanted?: (key: string) => boolean): Batch | undefined;
  send(batch: Batch): Promise<Landing>;
  /** The page may be gone before the answers come. */
  doubt(): void;
}

export interface Landing {
  /** The batch is settled, or will go in smaller parts: in any case the server is there. */
  readonly isAnswered: boolean;
  readonly retryAfter: string | null;
}

export function batchFlights(queue: EventQueue, options: FlightOptions): BatchFlights {
  const { url, batchSize, onRefused, onSettled } = options;
  const inFlight = new Set<string>();
  /** What is in doubt since it took off, and not since an earlier page. */
  const doubted = new Set<string>();
  let most = batchSize;

  const settle = ({ keys, events }: Batch, verdicts: NonNullable<Outcome['verdicts']>) => {
    keys.forEach((key, index) => {
      queue.remove(key);
      onSettled(key);
      const verdict = verdicts[index];
      if (verdict?.verdict === 'quarantined') onRefused(events[index] ?? '', verdict);
    });
  };
  return {
    doubt: () => {
      for (const key of inFlight) if (queue.doubt(key)) doubted.add(key);
    },
    take: (isWanted) => queue.take(most, (key) => !inFlight.has(key) && (!isWanted || isWanted(key))),
    send: async (batch) => {
      const { keys } = batch;
      for (const key of keys) inFlight.add(key);
      const { verdicts, unreadable, retryAfter = null } = await deliver(url, batch);
      for (const key of keys) inFlight.delete(key);
      if (verdicts) {
        settle(batch, verdicts);
        most = batchSize;
      } else if (unreadable) {
        // Half of it goes alone, until what is wrong with it is found and let go.
        if (keys.length === 1) settle(batch, [{ verdict: 'quarantined', ...unreadable }]);
        most = Math.max(1, keys.length >> 1);
      } else for (const key of keys) if (doubted.has(key)) queue.trust(key);
      for (const key of keys) doubted.delete(key);
      return { isAnswered: !!(verdicts || unreadable), retryAfter };
    },
  };
}

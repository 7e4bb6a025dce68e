/**
 * Brings what waits in the queue to the server, and takes it out of the queue when its verdict has come.
 *
 * One tab sends at a time where browsers have Web Locks; elsewhere two may send the same, and the server counts it once.
 */
import { batchFlights, type FlightOptions } from './batch-flights.ts';
import { sendBlindly } from './deliver.ts';
import type { Batch, EventQueue } from './event-queue.ts';
import { sendSchedule } from './send-schedule.ts';
import type { Store } from './store.ts';

export interface SenderOptions extends Omit<FlightOptions, 'onSettled'> {
  readonly flushAfterMs: number;
  readonly lockName: string;
}

export interface Sender {
  /** An event of this page has come into the queue. */
  noteEvent(key: string): void;
  flush(): Promise<void>;
  /** The page may be gone at any moment: sends what is its own, without waiting for anything. */
  leave(): void;
  start(): void;
  stop(): void;
}

export function openSender(queue: EventQueue, store: Store, options: SenderOptions): Sender {
  const { url, batchSize, flushAfterMs, lockName } = options;
  /** Events of this page that wait. */
  const own = new Set<string>();
  const flights = batchFlights(queue, { ...options, onSettled: (key) => own.delete(key) });
  let isOn = false;
  let isSending = false;

  /** True when sending may go on at once. */
  const send = async (batch: Batch) => {
    const { isAnswered, retryAfter } = await flights.send(batch);
    if (isAnswered) schedule.clear();
    else {
      schedule.failed(retryAfter);
      wake(flushAfterMs);
    }
    return isAnswered;
  };
  const drain = async () => {
    while (isOn && !schedule.mustWait()) {
      const batch = flights.take();
      if (!batch || !(await send(batch))) return;
    }
  };
  const wake = (delayMs: number) => {
    if (queue.isEmpty()) own.clear();
    else if (isOn) schedule.wake(delayMs);
  };
  const flush = async () => {
    if (!isOn || isSending) return;
    isSending = true;
    await alone(lockName, drain);
    isSending = false;
    wake(flushAfterMs);
  };
  const schedule = sendSchedule(store, flush);
  const leave = () => {
    if (!isOn || navigator.onLine === false) return;
    const batch = flights.take((key) => own.has(key));
    if (batch && !schedule.mustWait()) {
      if ('keepalive' in Request.prototype) void send(batch);
      else if (sendBlindly(url, batch)) batch.keys.forEach(queue.doubt);
    }
    flights.doubt();
  };
  return {
    noteEvent: (key) => {
      own.add(key);
      wake(own.size >= batchSize ? 0 : flushAfterMs);
    },
    flush,
    leave,
    start: () => {
      isOn = true;
      schedule.clear();
      wake(flushAfterMs);
    },
    stop: () => {
      isOn = false;
      schedule.stop();
      own.clear();
    },
  };
}

/** Runs while no other tab does, or not at all. */
async function alone(name: string, run: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return run();
  let hasAnswer = false;
  try {
    await navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      hasAnswer = true;
      return lock ? run() : undefined;
    });
  } catch {
    // Where storage is blocked there are no locks either, and no other tab's events.
    if (!hasAnswer) await run();
  }
}

/**
 * Brings what waits in the queue to the server, and takes it out of the queue when its verdict has come.
 *
 * One tab sends at a time where browsers have Web Locks; elsewhere two may send the same, and the server counts it once.
 */
import { deliver, type Outcome, sendBlindly } from './deliver.ts';
import type { Batch, EventQueue } from './event-queue.ts';
import { sendSchedule } from './send-schedule.ts';
import type { Store } from './store.ts';
import type { Refusal } from './tracker-api.ts';

export interface SenderOptions {
  /** With the write key in its query. */
  readonly url: string;
  readonly batchSize: number;
  readonly flushAfterMs: number;
  readonly lockName: string;
  readonly onRefused: (event: string, refusal: Refusal) => void;
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
  const { url, batchSize, flushAfterMs, lockName, onRefused } = options;
  const inFlight = new Set<string>();
  /** Events of this page that wait. */
  const own = new Set<string>();
  let isOn = false;
  let isSending = false;
  let most = batchSize;

  const settle = ({ keys, events }: Batch, verdicts: NonNullable<Outcome['verdicts']>) => {
    keys.forEach((key, index) => {
      own.delete(key);
      queue.remove(key);
      const verdict = verdicts[index];
      if (verdict?.verdict === 'quarantined') onRefused(events[index] ?? '', verdict);
    });
  };
  /** True when sending may go on at once. */
  const send = async (batch: Batch) => {
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
    } else {
      for (const key of keys) queue.doubt(key, null);
      schedule.failed(retryAfter);
      return false;
    }
    schedule.clear();
    return true;
  };
  const drain = async () => {
    while (isOn && !schedule.mustWait()) {
      const batch = queue.take(most, (key) => !inFlight.has(key));
      if (!batch || !(await send(batch))) return;
    }
  };
  const wake = (delayMs: number) => isOn && !queue.isEmpty() && schedule.wake(delayMs);
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
    const batch = queue.take(batchSize, (key) => own.has(key) && !inFlight.has(key));
    if (batch && !schedule.mustWait()) {
      if ('keepalive' in Request.prototype) void send(batch);
      else if (sendBlindly(url, batch)) for (const key of batch.keys) queue.doubt(key, Date.now());
    }
    for (const key of inFlight) queue.doubt(key, Date.now());
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

/**
 * One destination's way through the committed stream of notifications.
 *
 * Q1. Notifications are taken one after the other, in the order of the stream, from a durable place of its own.
 * Q2. The place moves on when a notification is delivered or lies among the dead letters, and not before: after a crash
 *     the one under way is sent again, under the same key.
 * Q3. Whatever its destination does, nothing else waits for this queue.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { LogSettings } from '@millrace/engine/log/log-settings.ts';
import type { ViewReader } from '@millrace/engine/views/view-store.ts';
import type { DeliveryResult } from './courier.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Destination } from './destination.ts';
import {
  BEFORE_ALL,
  isAfter,
  matchedPart,
  type StoredNotification,
  type StreamPlace,
  storedNotification,
} from './stored-notification.ts';

export interface DestinationQueueParts {
  readonly destination: Destination;
  /** Undefined until the functions have run for the first time. */
  readonly notifications: () => ViewReader | undefined;
  readonly places: LogSettings;
  readonly deadLetters: DeadLetters;
  readonly send: (notification: StoredNotification, signal: AbortSignal) => Promise<DeliveryResult>;
  readonly onSettled: (result: DeliveryResult) => void;
}

const ROWS_PER_READ = 20;
/** The queue is woken by every commit that holds a notification; this only bounds the harm of a wake that is missed. */
const LONGEST_SLEEP_MS = 1_000;
const STORAGE_PAUSE_MS = 1_000;
/** Rows are counted up to this many. */
const COUNTED_ROWS = 1_000;

export class DestinationQueue {
  readonly #parts: DestinationQueueParts;
  readonly #ending = new AbortController();
  #place: StreamPlace;
  #wake: () => void = () => undefined;
  readonly #done: Promise<void>;

  /** A destination that is new begins with what comes from now on. */
  constructor(parts: DestinationQueueParts) {
    this.#parts = parts;
    this.#place = storedPlace(parts.places.get(parts.destination.name)) ?? newestPlace(parts.notifications());
    this.#done = this.#run();
  }

  /** Something may have come. */
  wake(): void {
    this.#wake();
  }

  /** Notifications that wait, up to a thousand. */
  get length(): number {
    return this.#waiting(COUNTED_ROWS).length;
  }

  /** Breaks off what is under way: it is sent again after the next start. */
  async close(): Promise<void> {
    this.#ending.abort();
    this.#wake();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    await this.#insist(() => this.#store());
    while (!signal.aborted) {
      const waiting = this.#waiting(ROWS_PER_READ);
      if (waiting.length === 0) await this.#sleep();
      for (const notification of waiting) {
        await this.#settle(notification);
        if (signal.aborted) return;
      }
    }
  }

  async #settle(notification: StoredNotification): Promise<void> {
    const { destination, deadLetters, send, onSettled } = this.#parts;
    const part = matchedPart(notification, destination.match);
    if (part) {
      const result = await send(part, this.#ending.signal).catch(unexpected);
      if (this.#ending.signal.aborted) return;
      if (!result.delivered) {
        const { tries, reason } = result;
        const letter = {
          destination: destination.name,
          tries,
          reason,
          at: new Date().toISOString(),
          notification: part,
        };
        await this.#insist(() => deadLetters.add(letter));
      }
      onSettled(result);
    }
    this.#place = notification.place;
    await this.#insist(() => this.#store());
  }

  #waiting(limit: number): readonly StoredNotification[] {
    const { notifiedMs, number } = this.#place;
    const entries = this.#parts.notifications()?.range({ from: [notifiedMs, number], limit: limit + 1 }) ?? [];
    return entries
      .map(storedNotification)
      .filter(({ place }) => isAfter(place, this.#place))
      .slice(0, limit);
  }

  #store(): Promise<void> {
    const { notifiedMs, number } = this.#place;
    return this.#parts.places.put(this.#parts.destination.name, [notifiedMs, number]);
  }

  /** A full disk may refuse it for long; until it is written the queue stays where it is. */
  async #insist(write: () => Promise<void>): Promise<void> {
    const { signal } = this.#ending;
    for (;;) {
      try {
        await write();
        return;
      } catch {
        if (signal.aborted) return;
        await pause(STORAGE_PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LONGEST_SLEEP_MS);
      timer.unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Not even a fault of ours holds up what comes after. */
function unexpected(error: unknown): DeliveryResult {
  return { delivered: false, tries: 1, reason: String(error) };
}

function storedPlace(value: unknown): StreamPlace | undefined {
  if (!Array.isArray(value)) return undefined;
  return { notifiedMs: Number(value[0]), number: Number(value[1]) };
}

function newestPlace(notifications: ViewReader | undefined): StreamPlace {
  const [newest] = notifications?.range({ limit: 1, reverse: true }) ?? [];
  return newest ? storedNotification(newest).place : BEFORE_ALL;
}

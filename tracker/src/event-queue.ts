/**
 * Events that wait for their verdict, in the order in which they happened.
 *
 * Q1. An event is in storage before `put` returns, under a key of its own that is written once: tabs that are open at the
 *     same time cannot overwrite each other's events, and none of them owns the queue.
 * Q2. It is removed when its verdict has come, when the queue is full, or when there is no consent; by nothing else but Q3.
 * Q3. What was sent while the page was left, so that no answer can be seen, carries the time of that. It is sent again on
 *     the next visit, and the server knows it by its id; but the server knows ids for 24 hours, and after 23 the event is
 *     let go: it has most likely come, and would count twice.
 */
import type { Store } from './store.ts';

const EVENT = 'q';
const DOUBT_ENDS_MS = 23 * 3_600_000;
/** Text and commas of a batch, at most: beacons and requests that outlive their page may have 64 KiB together. */
const BATCH_BYTES = 60_000;

export interface Batch {
  readonly keys: readonly string[];
  /** JSON, each. */
  readonly events: readonly string[];
}

export interface EventQueue {
  /** Keeps an event, as JSON; gives its key, and the event that had to go for it. */
  put(eventId: string, event: string): { readonly key: string; readonly dropped: string | undefined };
  remove(key: string): void;
  /** Notes that an event was sent and its answer may never be seen; false when that was so before. */
  doubt(key: string): boolean;
  /** Takes the doubt back: the event was not received. */
  trust(key: string): void;
  isEmpty(): boolean;
  /** The oldest events, as many as one request takes; undefined for none. */
  take(most: number, isWanted: (key: string) => boolean): Batch | undefined;
}

export function eventQueue(store: Store, limit: number): EventQueue {
  let count = 0;
  const keys = () =>
    store
      .keys()
      .filter((key) => key.startsWith(EVENT))
      .sort();
  /** An event as it is stored is its JSON behind the time of the doubt, if there is any. */
  const read = (key: string): readonly [doubtedMs: number, event: string] | undefined => {
    const stored = store.get(key);
    if (stored === null) return undefined;
    const start = stored.indexOf('{');
    return [Number(stored.slice(0, start)), stored.slice(start)];
  };
  return {
    put: (eventId, event) => {
      const waiting = keys();
      const [oldest] = waiting;
      let dropped: string | undefined;
      if (oldest && waiting.length >= limit) {
        dropped = read(oldest)?.[1];
        store.remove(oldest);
      }
      // Times have eight digits for decades to come, so keys sort by time, and within it by number.
      const key = `${EVENT}${Date.now().toString(36)}${(count++ + 1e4).toString(36)}.${eventId}`;
      store.set(key, event);
      return { key, dropped };
    },
    remove: (key) => store.remove(key),
    doubt: (key) => {
      const [doubtedMs, event] = read(key) ?? [];
      if (doubtedMs || !event) return false;
      store.set(key, Date.now() + event);
      return true;
    },
    trust: (key) => {
      const event = read(key)?.[1];
      if (event) store.set(key, event);
    },
    isEmpty: () => keys().length === 0,
    take: (most, isWanted) => {
      const batch = { keys: [] as string[], events: [] as string[] };
      let bytes = 0;
      for (const key of keys().filter(isWanted)) {
        const [doubtedMs, event = ''] = read(key) ?? [];
        if (doubtedMs && Date.now() - doubtedMs > DOUBT_ENDS_MS) store.remove(key);
        else if (event) {
          bytes += byteLength(event) + 1;
          if (batch.keys.length >= most || (bytes > BATCH_BYTES && batch.keys.length > 0)) break;
          batch.keys.push(key);
          batch.events.push(event);
        }
      }
      return batch.keys.length > 0 ? batch : undefined;
    },
  };
}

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

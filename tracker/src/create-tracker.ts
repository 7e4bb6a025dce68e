/**
 * The tracker of a shop's pages: calls become events, events wait in the browser's storage, and go to the server in
 * batches until each has its verdict.
 */
import { deviceType } from './device-type.ts';
import { byteLength, eventQueue } from './event-queue.ts';
import { masked } from './mask-secrets.ts';
import { followPages } from './page-details.ts';
import { openSender, type Sender } from './sender.ts';
import { openStore } from './store.ts';
import type {
  Consent,
  Details,
  Refusal,
  RefusalListener,
  TrackedEvent,
  Tracker,
  TrackerOptions,
} from './tracker-api.ts';
import { type Track, trackerCalls } from './tracker-calls.ts';
import { ANONYMOUS_ID, newId, visitorIds } from './visitor-ids.ts';

export type * from './tracker-api.ts';

/** What the server takes, in bytes of JSON. */
const LARGEST_EVENT = 32 * 1024;

export function createTracker(options: TrackerOptions): Tracker {
  const { storagePrefix = 'millrace:', queueLimit = 1_000 } = options;
  const store = openStore(storagePrefix);
  const ids = visitorIds(store);
  const queue = eventQueue(store, queueLimit);
  const listeners: RefusalListener[] = [];
  /** Events that wait for consent; they get the visitor's ids with it. */
  let undecided: TrackedEvent[] = [];
  let consent: Consent = 'pending';

  const onRefused = (event: string, refusal: Refusal) => {
    // What a listener throws is the page's, and must not stop the sending.
    for (const listener of listeners) setTimeout(() => listener(JSON.parse(event), refusal));
  };
  const sender = openSender(queue, store, {
    url: `${options.endpoint.replace(/\/+$/, '')}/v1/events${writeKeyQuery(options)}`,
    batchSize: options.batchSize ?? 50,
    flushAfterMs: options.flushAfterMs ?? 1_000,
    lockName: storagePrefix,
    onRefused,
  });
  const keep = (event: TrackedEvent) => {
    const text = JSON.stringify({ ...ids.stamp(Date.now()), ...event }, masked);
    if (byteLength(text) > LARGEST_EVENT) return onRefused(text, { code: 'size_violation' });
    const { key, dropped } = queue.put(event.eventId, text);
    if (dropped) onRefused(dropped, { code: 'queue_full' });
    sender.noteEvent(key);
  };
  const track: Track = (eventType, details = {}, eventId = newId()) => {
    if (consent === 'denied') return null;
    const timestamp = new Date().toISOString();
    const event = { deviceType: deviceType(), ...details, ...priceOf(details), eventId, eventType, timestamp };
    if (consent === 'granted') keep(event);
    else if (undecided.push(event) > queueLimit) undecided.shift();
    return eventId;
  };
  const decide = (decision: Consent) => {
    consent = options.respectPrivacySignals && asksForPrivacy() ? 'denied' : decision;
    const waiting = undecided;
    if (consent !== 'pending') undecided = [];
    if (consent === 'denied') store.forget();
    if (consent !== 'granted') return sender.stop();
    store.persist();
    sender.start();
    waiting.forEach(keep);
  };

  decide(options.consent ?? 'granted');
  listen(sender, storagePrefix, (decision) => consent === 'denied' || decide(decision));
  const calls = trackerCalls(track);
  if (options.pages) followPages(calls.page);
  return {
    ...calls,
    identify: (userId, traits) => {
      if (consent !== 'denied') ids.signIn(userId);
      return track('identify', { ...traits, userId });
    },
    reset: () => ids.signOut(),
    consent: decide,
    flush: sender.flush,
    visitor: () => ({ anonymousId: ids.anonymousId(), userId: ids.userId() }),
    onRefused: (listener) => void listeners.push(listener),
  };
}

/** @param decide told when another tab has begun to follow the visitor, or has been told to stop. */
function listen({ flush, leave }: Sender, storagePrefix: string, decide: (decision: Consent) => void): void {
  addEventListener('online', flush);
  addEventListener('pagehide', leave);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && leave());
  addEventListener('storage', ({ key, newValue }) => {
    if (key === storagePrefix + ANONYMOUS_ID) decide(newValue === null ? 'denied' : 'granted');
  });
}

function writeKeyQuery({ writeKey }: TrackerOptions): string {
  return writeKey ? `?writeKey=${encodeURIComponent(writeKey)}` : '';
}

/** The server takes four decimals; 0.1 + 0.2 has more. */
function priceOf({ price }: Details): Details {
  return typeof price === 'number' ? { price: Math.round(price * 1e4) / 1e4 } : {};
}

function asksForPrivacy(): boolean {
  return (
    ('globalPrivacyControl' in navigator && navigator.globalPrivacyControl === true) || navigator.doNotTrack === '1'
  );
}

/**
 * Sends a program's events to Millrace: in batches, in order for each user, each at least once, and with ids that are made
 * once, so that what arrives twice counts once.
 *
 *     const millrace = new MillraceProducer({ url: 'http://localhost:8080', writeKey });
 *     await millrace.track({ eventType: 'page_view', userId: 'u-1', productId: 'p-1' });
 *     await millrace.close();
 *
 * P1. Memory is bounded: an event is queued only while the queue has room for it.
 * P2. Waiting events are queued in the order in which they were tracked, before any that came later.
 * P3. An event that was queued is settled, or reported as given up. None is dropped in silence.
 */
import { HttpTransport } from './http-transport.ts';
import { Lane } from './lane.ts';
import { ProducerCounters } from './producer-counters.ts';
import { ShutdownFlush } from './shutdown-flush.ts';
import { orderKeyOf, type TrackedEvent } from './tracked-event.ts';
import { type Outcome, type QueuedEvent, type Refusal, type Transport, TransportError } from './transport.ts';
import { uuidV7 } from './uuid-v7.ts';

export type { TrackedEvent } from './tracked-event.ts';
export { type Outcome, type QueuedEvent, type Refusal, type Transport, TransportError } from './transport.ts';

export interface ProducerOptions {
  /** Where the server is. */
  readonly url: string;
  readonly writeKey?: string;
  /** Requests under way at once; users are spread over them. Default 4. */
  readonly connections?: number;
  /** Default 500. */
  readonly maxBatchEvents?: number;
  /** Default 1 MiB. The server takes 5. */
  readonly maxBatchBytes?: number;
  /** How long an event waits for others to go with it. Default 20 ms. */
  readonly lingerMs?: number;
  /** Events that may be queued or under way; beyond that `track` waits. Default 20,000. */
  readonly maxQueuedEvents?: number;
  /** Default 32 MiB. */
  readonly maxQueuedBytes?: number;
  /** Told of each event that the server refused and keeps in quarantine. It is not sent again. */
  readonly onQuarantined?: (eventId: string, refusal: Refusal) => void;
  /** Told of events that were given up: the server refused the request, or the producer was closed before they could be sent. */
  readonly onGivenUp?: (events: readonly QueuedEvent[], error: TransportError) => void;
  /** Told of each try that failed and will be made again. */
  readonly onRetry?: (error: TransportError, waitMs: number) => void;
  /** Sends what is queued before the process ends, or is told to by SIGTERM or SIGINT. Default false. */
  readonly flushOnShutdown?: boolean;
  /** In place of HTTP. */
  readonly transport?: Transport;
}

const DEFAULTS = {
  connections: 4,
  maxBatchEvents: 500,
  maxBatchBytes: 1024 * 1024,
  lingerMs: 20,
  maxQueuedEvents: 20_000,
  maxQueuedBytes: 32 * 1024 * 1024,
};

interface Waiter {
  readonly bytes: number;
  readonly enter: () => void;
}

export class MillraceProducer {
  readonly counters = new ProducerCounters();
  readonly #options: ProducerOptions & typeof DEFAULTS;
  readonly #transport: Transport;
  readonly #lanes: readonly Lane[];
  readonly #abort = new AbortController();
  readonly #shutdown: ShutdownFlush | undefined;
  readonly #waiters: Waiter[] = [];
  readonly #idle: (() => void)[] = [];
  #isFlushing = false;
  #linger: NodeJS.Timeout | undefined;
  #givenUp: TransportError | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: ProducerOptions) {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    this.#options = { ...options, ...DEFAULTS, ...Object.fromEntries(given) };
    const { url, writeKey, connections, transport, flushOnShutdown } = this.#options;
    this.#transport =
      transport ?? new HttpTransport({ url, connections, ...(writeKey === undefined ? {} : { writeKey }) });
    this.#lanes = Array.from({ length: connections }, () => this.#openLane());
    this.#shutdown = flushOnShutdown ? new ShutdownFlush(() => this.close()) : undefined;
  }

  /**
   * Queues an event, and gives it an id and a time if it has none. Resolves when it is queued, which is at once while there
   * is room: await it, and the program goes no faster than its events can be sent. It does not wait for the server.
   * @throws Error after `close`.
   */
  track(event: TrackedEvent): Promise<void> {
    const queued = this.#queued(event);
    if (this.#waiters.length === 0 && this.#hasRoom(queued.bytes)) {
      this.#enter(queued);
      return ENTERED;
    }
    return new Promise((resolve) => {
      const enter = () => {
        this.#enter(queued);
        resolve();
      };
      this.#waiters.push({ bytes: queued.bytes, enter });
    });
  }

  /** Queues an event if there is room at once; false when there is none, and the event was not taken. @throws Error after `close`. */
  tryTrack(event: TrackedEvent): boolean {
    const queued = this.#queued(event);
    if (this.#waiters.length > 0 || !this.#hasRoom(queued.bytes)) return false;
    this.#enter(queued);
    return true;
  }

  /**
   * Sends everything now; resolves when nothing is queued any more, which a program that goes on tracking puts off.
   * @throws TransportError when events were given up since the last flush and nobody listens for that.
   */
  async flush(): Promise<void> {
    if (this.counters.queued > 0 || this.#waiters.length > 0) {
      this.#isFlushing = true;
      for (const lane of this.#lanes) lane.send();
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
    const error = this.#givenUp;
    this.#givenUp = undefined;
    if (error !== undefined && this.#options.onGivenUp === undefined) throw error;
  }

  /**
   * Sends everything and lets go of connections; nothing can be tracked any more.
   * @param patienceMs gives up what is not sent by then, and reports it; without it, it waits as long as it takes.
   * @throws TransportError as `flush` does.
   */
  close(patienceMs?: number): Promise<void> {
    this.#closed ??= this.#finish(patienceMs);
    return this.#closed;
  }

  async #finish(patienceMs: number | undefined): Promise<void> {
    const impatience = patienceMs === undefined ? undefined : setTimeout(() => this.#giveUp(), patienceMs);
    try {
      await this.flush();
    } finally {
      clearTimeout(impatience);
      clearTimeout(this.#linger);
      this.#shutdown?.remove();
      await this.#transport.close();
    }
  }

  #giveUp(): void {
    this.#abort.abort();
    const error = new TransportError('the producer was closed before these events could be sent', {
      code: 'CLOSED',
      retry: 'never',
    });
    for (const lane of this.#lanes) lane.drop(error);
  }

  #queued(event: TrackedEvent): QueuedEvent {
    if (this.#closed) throw new Error('the producer is closed: nothing can be tracked any more');
    const now = Date.now();
    const { eventId = uuidV7(now), timestamp = new Date(now).toISOString() } = event;
    const json = JSON.stringify({ ...event, eventId, timestamp });
    return { eventId, key: orderKeyOf(event), json, bytes: Buffer.byteLength(json) };
  }

  /** One event alone always fits. */
  #hasRoom(bytes: number): boolean {
    const { counters } = this;
    const { maxQueuedEvents, maxQueuedBytes } = this.#options;
    if (counters.queued === 0) return true;
    return counters.queued < maxQueuedEvents && counters.queuedBytes + bytes <= maxQueuedBytes;
  }

  #enter(event: QueuedEvent): void {
    this.counters.enter(event.bytes);
    const lane = this.#laneOf(event.key);
    lane.push(event);
    if (this.#isFlushing || lane.isFull) lane.send();
    else this.#linger ??= this.#startLinger();
  }

  /** A process whose end sends what is left need not be kept alive by it. */
  #startLinger(): NodeJS.Timeout {
    const timer = setTimeout(() => this.#sendAll(), this.#options.lingerMs);
    return this.#shutdown === undefined ? timer : timer.unref();
  }

  #sendAll(): void {
    this.#linger = undefined;
    for (const lane of this.#lanes) lane.send();
  }

  #laneOf(key: string): Lane {
    let hash = 0;
    for (let index = 0; index < key.length; index++) hash = (Math.imul(hash, 31) + key.charCodeAt(index)) >>> 0;
    const lane = this.#lanes[hash % this.#lanes.length];
    if (lane === undefined) throw new Error('a producer needs at least one connection');
    return lane;
  }

  #openLane(): Lane {
    const { maxBatchEvents, maxBatchBytes, onRetry } = this.#options;
    return new Lane({
      transport: this.#transport,
      maxBatchEvents,
      maxBatchBytes,
      signal: this.#abort.signal,
      onRequest: () => this.counters.noteRequest(),
      onRetry: (error, waitMs) => {
        this.counters.noteRetry();
        onRetry?.(error, waitMs);
      },
      onSettled: (event, outcome) => this.#settle(event, outcome),
      onGivenUp: (events, error) => this.#noteGivenUp(events, error),
      onFree: (lane) => this.#goOn(lane),
    });
  }

  #settle(event: QueuedEvent, outcome: Outcome): void {
    this.counters.leave(event.bytes, outcome.verdict);
    if (outcome.verdict === 'quarantined') this.#options.onQuarantined?.(event.eventId, outcome);
  }

  #noteGivenUp(events: readonly QueuedEvent[], error: TransportError): void {
    for (const { bytes } of events) this.counters.leave(bytes, 'given up');
    this.#givenUp = error;
    this.#options.onGivenUp?.(events, error);
  }

  /** What waited for room comes in, what waits in the lane goes out. */
  #goOn(lane: Lane): void {
    for (let waiter = this.#waiters[0]; waiter && this.#hasRoom(waiter.bytes); waiter = this.#waiters[0]) {
      this.#waiters.shift();
      waiter.enter();
    }
    if (this.#abort.signal.aborted) this.#giveUp();
    if (lane.isFull || this.#isFlushing || this.#linger === undefined) lane.send();
    if (this.counters.queued > 0 || this.#waiters.length > 0) return;
    this.#isFlushing = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

const ENTERED: Promise<void> = Promise.resolve();

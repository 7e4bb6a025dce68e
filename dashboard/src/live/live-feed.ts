/**
 * Follows the server's live stream for as long as the page is open.
 *
 * The browser reconnects by itself and says how far it was (Last-Event-ID). Where it gives up, after an answer that is
 * no stream, such as a proxy's error page, this connects again with growing pauses, and says the same in the address.
 */
import { doubtSession } from '../session/session-doubt.ts';
import type { ConnectionState, FeedMessage } from './messages.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
/** The server tells its state twice a second. */
const QUIET_AFTER_MS = 3_000;
/** A connection that has died without a word, as after the reader's machine has slept, is given up then. */
const DEAD_AFTER_MS = 12_000;
/** A server that is there says hello at once. After a sleep the browser may send the request down a connection that is dead. */
const NO_ANSWER_AFTER_MS = 5_000;

type Listener = (message: FeedMessage) => void;

/**
 * Calls `listener` with every message of these topics and of `ops`, and every change of the connection. Returns the way
 * to stop.
 */
export function followLiveFeed(topics: readonly string[], listener: Listener): () => void {
  const feed = new LiveFeed(topics, listener);
  feed.connect();
  return () => feed.close();
}

class LiveFeed {
  readonly #address: string;
  readonly #listener: Listener;
  #source: EventSource | undefined;
  #lastEventId = '';
  #hasFailed = false;
  #pauseMs = FIRST_PAUSE_MS;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #quietTimer: ReturnType<typeof setTimeout> | undefined;
  #deadTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(topics: readonly string[], listener: Listener) {
    this.#address = `/v1/live?topics=${[...topics, 'ops'].join(',')}`;
    this.#listener = listener;
  }

  connect(): void {
    this.#say('connecting');
    const query = this.#lastEventId === '' ? '' : `&lastEventId=${encodeURIComponent(this.#lastEventId)}`;
    const source = new EventSource(this.#address + query);
    this.#source = source;
    this.#deadTimer = setTimeout(() => this.#connectAnew(), NO_ANSWER_AFTER_MS);
    source.onopen = () => this.#opened();
    source.onerror = () => this.#failed(source);
    for (const kind of ['hello', 'snapshot', 'changes', 'reset', 'ops', 'pipelines'] as const) {
      source.addEventListener(kind, (event) => this.#receive(kind, event));
    }
  }

  close(): void {
    this.#source?.close();
    clearTimeout(this.#retryTimer);
    this.#stopWaiting();
  }

  #opened(): void {
    this.#pauseMs = FIRST_PAUSE_MS;
    // A server that was started again may know the key by another role, or no longer.
    if (this.#hasFailed) doubtSession();
    this.#hasFailed = false;
    this.#heard();
  }

  #receive(kind: string, event: MessageEvent<string>): void {
    if (event.lastEventId !== '') this.#lastEventId = event.lastEventId;
    this.#heard();
    const data = JSON.parse(event.data);
    this.#listener(kind === 'ops' || kind === 'pipelines' ? { kind, [kind]: data } : { kind, ...data });
  }

  #heard(): void {
    this.#stopWaiting();
    this.#quietTimer = setTimeout(() => this.#say('quiet'), QUIET_AFTER_MS);
    this.#deadTimer = setTimeout(() => this.#connectAnew(), DEAD_AFTER_MS);
    this.#say('live');
  }

  #failed(source: EventSource): void {
    this.#stopWaiting();
    this.#say('reconnecting');
    this.#hasFailed = true;
    if (source.readyState !== EventSource.CLOSED) {
      this.#deadTimer = setTimeout(() => this.#connectAnew(), NO_ANSWER_AFTER_MS);
      return;
    }
    doubtSession();
    this.#retryTimer = setTimeout(() => this.connect(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  #connectAnew(): void {
    this.#stopWaiting();
    this.#source?.close();
    this.connect();
  }

  #stopWaiting(): void {
    clearTimeout(this.#quietTimer);
    clearTimeout(this.#deadTimer);
  }

  #say(state: ConnectionState): void {
    this.#listener({ kind: 'connection', state });
  }
}

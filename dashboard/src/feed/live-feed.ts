/**
 * Follows the server's live stream for as long as the page is open.
 *
 * The browser reconnects by itself and says how far it was (Last-Event-ID). Where it gives up, after an answer that is
 * no stream, such as a proxy's error page, this connects again with growing pauses, and says the same in the address.
 */
import type { ConnectionState, FeedMessage } from './messages.ts';

const ADDRESS = '/v1/live?topics=revenue,orders,trending,traffic,ops';
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
/** The server tells its state twice a second. */
const QUIET_AFTER_MS = 3_000;

type Listener = (message: FeedMessage) => void;

/** Calls `listener` with every message and every change of the connection. Returns the way to stop. */
export function followLiveFeed(listener: Listener): () => void {
  const feed = new LiveFeed(listener);
  feed.connect();
  return () => feed.close();
}

class LiveFeed {
  readonly #listener: Listener;
  #source: EventSource | undefined;
  #lastEventId = '';
  #pauseMs = FIRST_PAUSE_MS;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #quietTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  connect(): void {
    this.#say('connecting');
    const query = this.#lastEventId === '' ? '' : `&lastEventId=${encodeURIComponent(this.#lastEventId)}`;
    const source = new EventSource(ADDRESS + query);
    this.#source = source;
    source.onopen = () => this.#opened();
    source.onerror = () => this.#failed(source);
    for (const kind of ['hello', 'snapshot', 'changes', 'reset', 'ops'] as const) {
      source.addEventListener(kind, (event) => this.#receive(kind, event));
    }
  }

  close(): void {
    this.#source?.close();
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#quietTimer);
  }

  #opened(): void {
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#heard();
  }

  #receive(kind: string, event: MessageEvent<string>): void {
    if (event.lastEventId !== '') this.#lastEventId = event.lastEventId;
    this.#heard();
    const data = JSON.parse(event.data);
    this.#listener(kind === 'ops' ? { kind, ops: data } : { kind, ...data });
  }

  #heard(): void {
    clearTimeout(this.#quietTimer);
    this.#quietTimer = setTimeout(() => this.#say('quiet'), QUIET_AFTER_MS);
    this.#say('live');
  }

  #failed(source: EventSource): void {
    clearTimeout(this.#quietTimer);
    this.#say('reconnecting');
    if (source.readyState !== EventSource.CLOSED) return;
    this.#retryTimer = setTimeout(() => this.connect(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  #say(state: ConnectionState): void {
    this.#listener({ kind: 'connection', state });
  }
}

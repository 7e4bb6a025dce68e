/** Where a producer's events go. HTTP is one way; a stream service, which takes some of a batch and not others, is another. */

/** An event on its way: its JSON text, made once, and whose order it must keep. */
export interface QueuedEvent {
  readonly eventId: string;
  /** Events with the same key arrive in the order in which they were tracked. */
  readonly key: string;
  readonly json: string;
  readonly bytes: number;
}

/** Why an event was refused and kept in quarantine. */
export interface Refusal {
  readonly code: string;
  /** JSON pointer of the bad field. */
  readonly path: string;
  readonly message: string;
}

/** What became of one event of a batch; `again` is for what was not taken and may be sent again. */
export type Outcome =
  | { readonly verdict: 'accepted' | 'duplicate' | 'late' | 'again' }
  | ({ readonly verdict: 'quarantined' } & Refusal);

export interface Transport {
  /**
   * True when a batch is taken or not as a whole. Otherwise a batch has one event of each key at most, so that what is sent
   * again does not come after what followed it.
   */
  readonly takesWholeBatches: boolean;
  /**
   * Sends events; resolves with what became of each, in order.
   * @throws TransportError when nothing is known of any of them.
   */
  send(batch: readonly QueuedEvent[], signal: AbortSignal): Promise<readonly Outcome[]>;
  /** Lets go of connections. Nothing is under way any more. */
  close(): Promise<void>;
}

export interface TransportErrorDetails {
  /** `SERVER_UNREACHABLE`, or the code of the server's problem document. */
  readonly code: string;
  /** `backoff` when sending the same events again is right. */
  readonly retry: 'backoff' | 'never';
  /** How long the server asked to wait. */
  readonly retryAfterMs?: number;
  readonly status?: number;
  readonly cause?: unknown;
}

export class TransportError extends Error {
  readonly code: string;
  readonly retry: 'backoff' | 'never';
  readonly retryAfterMs: number;
  readonly status: number | undefined;

  constructor(message: string, { code, retry, retryAfterMs = 0, status, cause }: TransportErrorDetails) {
    super(message, { cause });
    this.name = 'TransportError';
    this.code = code;
    this.retry = retry;
    this.retryAfterMs = retryAfterMs;
    this.status = status;
  }
}

/**
 * Sessions of people who have signed in to the page.
 *
 * S1. A session holds for twelve hours after it was last used, and as long as its key is configured.
 * S2. It survives a restart of the server; one that was ended does not come back with the next start.
 * S3. A stream that was opened with it ends when the session does.
 */
import { randomBytes } from 'node:crypto';
import type { LogSettings } from '@millrace/engine/log/log-settings.ts';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { KeyRing, KnownKey } from './key-ring.ts';
import { type Session, SessionTokens } from './session-tokens.ts';

export const SESSION_MS = 12 * 60 * 60 * 1000;
/** A token is renewed when it has been in use for so long, not with each request. */
const RENEW_AFTER_MS = 5 * 60 * 1000;
const SESSION_ID_BYTES = 16;

export interface SessionParts {
  readonly keys: KeyRing;
  readonly secret: Buffer;
  /** Where sessions that were ended stay known until they would have expired. */
  readonly ended: Pick<LogSettings, 'entries' | 'put' | 'remove'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface OpenSession {
  readonly session: Session;
  readonly known: KnownKey;
}

interface Stream {
  readonly end: () => void;
  timer: NodeJS.Timeout | undefined;
}

export class Sessions {
  readonly cookieName: string;
  readonly #tokens: SessionTokens;
  readonly #keys: ReadonlyMap<string, KnownKey>;
  readonly #parts: SessionParts;
  readonly #ended: Set<string>;
  /** Of sessions with open streams: until when the newest token holds. */
  readonly #expiresMs = new Map<string, number>();
  readonly #streams = new Map<string, Set<Stream>>();

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#tokens = new SessionTokens(parts.secret);
    this.cookieName = this.#tokens.cookieName;
    this.#keys = new Map([...parts.keys].map((known) => [this.#tokens.keyId(known), known]));
    this.#ended = new Set(parts.ended.entries().map(([sessionId]) => sessionId));
  }

  start(known: KnownKey, isSecure: boolean): Session {
    const sessionId = randomBytes(SESSION_ID_BYTES).toString('hex');
    return { keyId: this.#tokens.keyId(known), sessionId, expiresMs: this.#parts.now() + SESSION_MS, isSecure };
  }

  /** The Set-Cookie header with which the browser takes the session; without one, with which it lets it go. */
  cookieOf(session: Session | null): string {
    return stringifySetCookie({
      name: this.cookieName,
      value: session === null ? '' : this.#tokens.issue(session),
      maxAge: session === null ? 0 : SESSION_MS / 1000,
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: session?.isSecure ?? false,
    });
  }

  /** The session that a Cookie header stands for; undefined for none, and for one that no longer holds. */
  find(cookies: string | undefined): OpenSession | undefined {
    // Most requests carry no cookie of ours: they need not be taken apart.
    if (cookies === undefined || !cookies.includes(this.cookieName)) return undefined;
    const session = this.#tokens.read(parseCookie(cookies)[this.cookieName] ?? '');
    if (!session || session.expiresMs <= this.#parts.now() || this.#ended.has(session.sessionId)) return undefined;
    const known = this.#keys.get(session.keyId);
    return known && { session, known };
  }

  /** The same session with twelve hours before it, when it has been used for a while. */
  renewed(session: Session): Session | undefined {
    const expiresMs = this.#parts.now() + SESSION_MS;
    if (expiresMs - session.expiresMs < RENEW_AFTER_MS) return undefined;
    if (this.#streams.has(session.sessionId)) this.#expiresMs.set(session.sessionId, expiresMs);
    return { ...session, expiresMs };
  }

  /** Resolves when it is on disk that this session is over. */
  async end(session: Session): Promise<void> {
    this.#ended.add(session.sessionId);
    for (const stream of this.#streams.get(session.sessionId) ?? []) stream.end();
    await this.#parts.ended.put(session.sessionId, this.#parts.now() + SESSION_MS);
    await this.#forgetExpired();
  }

  /** Calls `end` when the session is over. Returns the way to say that the stream is gone by itself. */
  hold({ sessionId, expiresMs }: Session, end: () => void): () => void {
    const stream: Stream = { end, timer: undefined };
    const streams = this.#streams.get(sessionId) ?? new Set();
    this.#streams.set(sessionId, streams.add(stream));
    this.#expiresMs.set(sessionId, Math.max(expiresMs, this.#expiresMs.get(sessionId) ?? 0));
    this.#endInTime(sessionId, stream);
    return () => this.#release(sessionId, stream);
  }

  /** Other requests may have renewed the session meanwhile. */
  #endInTime(sessionId: string, stream: Stream): void {
    const leftMs = (this.#expiresMs.get(sessionId) ?? 0) - this.#parts.now();
    if (leftMs <= 0) stream.end();
    else stream.timer = setTimeout(() => this.#endInTime(sessionId, stream), leftMs).unref();
  }

  #release(sessionId: string, stream: Stream): void {
    clearTimeout(stream.timer);
    const streams = this.#streams.get(sessionId);
    streams?.delete(stream);
    if (streams?.size !== 0) return;
    this.#streams.delete(sessionId);
    this.#expiresMs.delete(sessionId);
  }

  /** An ended session whose tokens have all expired need not be known any longer. */
  async #forgetExpired(): Promise<void> {
    const { ended, now } = this.#parts;
    const expired = ended.entries().filter(([, untilMs]) => Number(untilMs) <= now());
    await Promise.all(expired.map(([sessionId]) => ended.remove(sessionId)));
    for (const [sessionId] of expired) this.#ended.delete(sessionId);
  }
}

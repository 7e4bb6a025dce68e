/**
 * The one class for operating errors: what happened, where, and what to do.
 *
 * A programmer's error is an `assert`. A bad event is a row in quarantine. Everything else that can go wrong while
 * Millrace runs is a MillraceError with a stable `code`, so that callers branch on data and never on a message.
 */

export type ErrorDomain = 'user' | 'external' | 'internal';
export type RetryAdvice = 'never' | 'backoff';

export interface MillraceErrorDetails {
  /** Stable, upper snake case, listed in docs/errors.md: `STORAGE_FULL`. */
  readonly code: string;
  readonly domain: ErrorDomain;
  readonly retry: RetryAdvice;
  /** What the reader should do about it, as a whole sentence or a replacement text. */
  readonly hint?: string;
  readonly cause?: unknown;
}

export class MillraceError extends Error {
  readonly code: string;
  readonly domain: ErrorDomain;
  readonly retry: RetryAdvice;
  readonly hint: string | undefined;

  constructor(message: string, details: MillraceErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'MillraceError';
    this.code = details.code;
    this.domain = details.domain;
    this.retry = details.retry;
    this.hint = details.hint;
  }
}

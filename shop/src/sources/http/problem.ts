/** Problem documents (RFC 9457): what an HTTP request gets that could not be served. */
import { STATUS_CODES } from 'node:http';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

export interface ProblemDetails {
  readonly status: number;
  /** Stable and upper snake case, as in docs/errors.md. */
  readonly code: string;
  /** What happened and what to do, in a sentence. */
  readonly detail: string;
  readonly retryAfterSeconds?: number;
  /** Members of the document beyond the standard ones. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown anywhere in a request; the server's error handler turns it into the answer. */
export class Problem extends Error {
  readonly details: ProblemDetails;

  /** @param cause for the server's log; whoever asked is not told. */
  constructor(details: ProblemDetails, cause?: unknown) {
    super(details.detail, cause === undefined ? undefined : { cause });
    this.name = 'Problem';
    this.details = details;
  }

  /** The document as JSON text. */
  toJsonText(): string {
    const { status, code, detail, more } = this.details;
    return JSON.stringify({
      type: 'about:blank',
      title: STATUS_CODES[status] ?? 'Error',
      status,
      code,
      detail,
      ...more,
    });
  }
}

/** What a thrown value means to the sender of the request. Faults of ours say nothing of our inside. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof MillraceError) return operatingProblem(thrown);
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  if (status >= 500) return INTERNAL;
  const known = KNOWN_STATUS[status];
  return new Problem(known ?? { status, code: 'BAD_REQUEST', detail: error.message });
}

function operatingProblem(error: MillraceError): Problem {
  const detail = error.hint === undefined ? error.message : `${error.message}. ${error.hint}`;
  if (error.domain === 'user') return new Problem({ status: 400, code: error.code, detail });
  if (error.retry !== 'backoff') return INTERNAL;
  if (SAYS_ITSELF.has(error.code)) {
    return new Problem({ status: 503, code: error.code, detail, retryAfterSeconds: 1 });
  }
  // Folders and causes stay in the server's log; the sender only needs to know that trying again is right.
  const storage = error.code === 'STORAGE_FULL' ? 'The disk is full' : 'The storage does not answer';
  return new Problem({
    status: 503,
    code: error.code,
    detail: `${storage}; nothing of this request was acknowledged. Send it again later.`,
    retryAfterSeconds: 5,
  });
}

/** Codes of what is away for a while, and whose words are for the sender. */
const SAYS_ITSELF = new Set(['FUNCTIONS_UNAVAILABLE', 'CDC_MAPPING_UNREADABLE']);

const INTERNAL = new Problem({
  status: 500,
  code: 'INTERNAL',
  detail: 'The server failed on this request; its log says more.',
});

const KNOWN_STATUS: Readonly<Record<number, ProblemDetails>> = {
  413: { status: 413, code: 'BODY_TOO_LARGE', detail: 'The body is too large; send fewer events a request.' },
  415: {
    status: 415,
    code: 'MEDIA_TYPE_UNSUPPORTED',
    detail: 'Send application/json or application/x-ndjson in the Content-Type header.',
  },
};

/** An error in a SQL script: always the user's, always with file, line and column, and with the mend where there is one. */
import { MillraceError } from './millrace-error.ts';

/** A place in a script. Lines and columns count from 1, offsets from 0 in UTF-16 units; `end` is exclusive. */
export interface SourceSpan {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
}

export interface SqlErrorDetails {
  /** `SQL_SYNTAX`, `SQL_UNKNOWN_COLUMN`, `SQL_TYPE_MISMATCH`, `SQL_UNSUPPORTED` … */
  readonly code: string;
  readonly span: SourceSpan;
  readonly hint?: string;
  readonly cause?: unknown;
}

/** `message` begins with `file:line:column`; `reason` is the same without it. */
export class SqlError extends MillraceError {
  readonly span: SourceSpan;
  readonly reason: string;

  constructor(reason: string, details: SqlErrorDetails) {
    const { file, line, column } = details.span;
    const hint = details.hint === undefined ? '' : `; ${details.hint}`;
    super(`${file}:${line}:${column} ${reason}${hint}`, { domain: 'user', retry: 'never', ...details });
    this.name = 'SqlError';
    this.span = details.span;
    this.reason = reason;
  }
}

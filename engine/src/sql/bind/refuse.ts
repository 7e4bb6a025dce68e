/** Raises the errors of binding and planning: each with a code, a place, and what to do where that is known. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import { SqlError } from '../../errors/sql-error.ts';

export type BindErrorCode =
  | 'SQL_UNKNOWN_TABLE'
  | 'SQL_UNKNOWN_COLUMN'
  | 'SQL_AMBIGUOUS_COLUMN'
  | 'SQL_TYPE_MISMATCH'
  | 'SQL_UNKNOWN_FUNCTION'
  | 'SQL_WRONG_ARGUMENTS'
  | 'SQL_NOT_GROUPED'
  | 'SQL_UNSUPPORTED'
  | 'SQL_INVALID_WINDOW'
  | 'SQL_UPDATES_NOT_ALLOWED'
  | 'SQL_INVALID_TABLE'
  | 'SQL_INVALID_QUERY'
  | 'SQL_INVALID_LITERAL';

/** Throws the SqlError. `hint` is a whole sentence or a replacement text. */
export function refuse(code: BindErrorCode, span: SourceSpan, reason: string, hint?: string): never {
  throw new SqlError(reason, { code, span, ...(hint === undefined ? {} : { hint }) });
}

/** What DuckDB says of a query that fails, in the words of this project. Its errors come as JSON, with their places. */
import type { QueryFailure } from './query-messages.ts';
import { QueryRefusal } from './query-refusal.ts';

interface DuckFault {
  readonly exception_type: string;
  readonly exception_message: string;
  readonly position?: string;
  readonly candidates?: string;
}

/** @param memoryMb for the advice to queries that want more. */
export function queryFault(thrown: unknown, memoryMb: number): QueryFailure {
  if (thrown instanceof QueryRefusal) return thrown.failure;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const fault = duckFault(message);
  const [first = '', ...more] = fault.exception_message.split('\n');
  // Some of its sentences end in an exclamation mark, some in none.
  const what = first.replace(/[.!]+$/, '');
  const place = fault.position === undefined ? {} : { position: Number(fault.position) };
  switch (fault.exception_type) {
    case 'Parser':
      return {
        status: 400,
        code: 'QUERY_SYNTAX',
        what,
        mend: 'Mend the place; the dialect is that of DuckDB.',
        ...place,
      };
    case 'Catalog':
    case 'Binder':
      return { status: 400, code: 'QUERY_UNKNOWN_NAME', what, mend: nearest(fault, more), ...place };
    case 'Permission':
      return { status: 400, code: 'QUERY_NOT_ALLOWED', what, mend: CLOSED, ...place };
    case 'Out of Memory':
      return {
        status: 422,
        code: 'QUERY_TOO_LARGE',
        what: 'the query needs more memory than it may take',
        mend: smaller(memoryMb),
      };
    case 'IO':
      return {
        status: 503,
        code: 'QUERY_FILES_CHANGED',
        what: 'a file of the warehouse was replaced under way',
        mend: 'Ask again.',
      };
    default:
      return { status: 400, code: 'QUERY_FAILED', what: [what, ...more].join(' ').trim(), mend: MEND_VALUES, ...place };
  }
}

const CLOSED = 'Queries read the tables of the warehouse only: GET /v1/query/tables lists them.';
const MEND_VALUES =
  'Mend the expression; TRY_CAST gives NULL where a value does not fit, and parameters are written $name.';

function smaller(memoryMb: number): string {
  return `Ask for fewer days (date >= …), fewer columns or groups, or ORDER BY with a LIMIT: a query has ${memoryMb} MB of memory, and a bounded place on disk for what does not fit.`;
}

/** “Parser Error: {…}” or “{…}”; what is no JSON is the message itself. */
function duckFault(message: string): DuckFault {
  const start = message.indexOf('{');
  try {
    const parsed: unknown = JSON.parse(message.slice(start));
    if (typeof parsed === 'object' && parsed !== null && 'exception_type' in parsed) return parsed as DuckFault;
  } catch {
    // No JSON: a message of the binding's own.
  }
  const [, type = '', text = message] = /^([A-Z][A-Za-z ]+) Error: ([\s\S]*)$/.exec(message) ?? [];
  return { exception_type: type, exception_message: text };
}

function nearest({ candidates = '' }: DuckFault, more: readonly string[]): string {
  const names = candidates
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length > 0) return `Did you mean ${names.slice(0, 5).join(', ')}?`;
  const hint = more.join(' ').trim();
  return hint === '' ? 'GET /v1/query/tables lists the tables and their columns.' : hint;
}

/** The problem document of a query that has failed: what, where in the text, and what to do. */
import { Problem } from '../../sources/http/problem.ts';
import type { QueryFailure } from './query-messages.ts';

const TRY_AGAIN_SECONDS = 3;

export function queryProblem({ status, code, what, mend, position }: QueryFailure, sql: string): Problem {
  const place = position === undefined ? undefined : placeIn(sql, position);
  const where = place ? `line ${place.line}, column ${place.column}` : 'sql';
  return new Problem({
    status,
    code,
    detail: `${place ? `${where}: ` : ''}${what}. ${mend}`,
    more: { ...place, errors: [{ where, what, mend }] },
    ...(status === 429 || status === 503 ? { retryAfterSeconds: TRY_AGAIN_SECONDS } : {}),
  });
}

/** @param position in bytes of UTF-8, from 0. Lines and columns count from 1. */
function placeIn(sql: string, position: number): { readonly line: number; readonly column: number } {
  const before = Buffer.from(sql).subarray(0, position).toString();
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** What the collector answers for each event. */

/** The kinds of bad events, after Snowplow's failed events. */
export type ViolationCode = 'schema_violation' | 'size_violation' | 'clock_skew' | 'unknown_event';

/** Why an event was quarantined: the JSON pointer of the bad field ('' is the event itself) and what is wrong there. */
export interface Violation {
  readonly code: ViolationCode;
  readonly path: string;
  readonly message: string;
}

export function schemaViolation(path: string, message: string): Violation {
  return { code: 'schema_violation', path, message };
}

export type Verdict =
  | { readonly verdict: 'accepted' | 'duplicate' | 'late' }
  | ({ readonly verdict: 'quarantined' } & Violation);

export type VerdictName = Verdict['verdict'];
export const VERDICT_NAMES: readonly VerdictName[] = ['accepted', 'duplicate', 'late', 'quarantined'];

export const ACCEPTED: Verdict = Object.freeze({ verdict: 'accepted' });
export const DUPLICATE: Verdict = Object.freeze({ verdict: 'duplicate' });
export const LATE: Verdict = Object.freeze({ verdict: 'late' });

/** One step of a JSON pointer (RFC 6901). */
export function pointer(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The answer to a request with events: how many got which verdict, and the verdict of each, in order. */
import * as Type from 'typebox';
import { VERDICT_NAMES, type Verdict } from '../../events/verdict.ts';
import { Problem } from './problem.ts';

export interface VerdictCounts {
  accepted: number;
  duplicate: number;
  late: number;
  quarantined: number;
}

export function countVerdicts(verdicts: readonly Verdict[]): VerdictCounts {
  const counts: VerdictCounts = { accepted: 0, duplicate: 0, late: 0, quarantined: 0 };
  for (const { verdict } of verdicts) counts[verdict]++;
  return counts;
}

export const answerSchema = Type.Object({
  accepted: Type.Integer(),
  duplicates: Type.Integer(),
  late: Type.Integer(),
  quarantined: Type.Integer(),
  verdicts: Type.Array(
    Type.Object({
      verdict: Type.Enum([...VERDICT_NAMES]),
      code: Type.Optional(Type.String()),
      path: Type.Optional(Type.String({ description: 'JSON pointer of the bad field.' })),
      message: Type.Optional(Type.String()),
    }),
  ),
});

/** JSON text for the usual sizes of requests of which everything was accepted. */
const allAccepted = new Map<number, string>();
const LARGEST_KEPT = 1_000;

/**
 * The answer as JSON text.
 * @throws Problem 422, with the same members, when every event was quarantined: 200 is not for what was refused.
 */
export function collectAnswer(verdicts: readonly Verdict[], counts: VerdictCounts): string {
  if (counts.accepted === verdicts.length && verdicts.length <= LARGEST_KEPT) return acceptedAnswer(verdicts, counts);
  return takenAnswer(verdicts, counts, answerMembers(verdicts, counts));
}

/** The members as JSON text. @throws Problem as `collectAnswer` does. */
export function takenAnswer(verdicts: readonly Verdict[], counts: VerdictCounts, members: object): string {
  if (verdicts.length === 0 || counts.quarantined < verdicts.length) return JSON.stringify(members);
  const detail =
    'Every event was refused and kept in quarantine; the verdicts say why. Do not send them again unmended.';
  throw new Problem({ status: 422, code: 'ALL_QUARANTINED', detail, more: { ...members } });
}

function acceptedAnswer(verdicts: readonly Verdict[], counts: VerdictCounts): string {
  const kept = allAccepted.get(verdicts.length);
  if (kept !== undefined) return kept;
  const answer = JSON.stringify(answerMembers(verdicts, counts));
  allAccepted.set(verdicts.length, answer);
  return answer;
}

export function answerMembers(verdicts: readonly Verdict[], counts: VerdictCounts) {
  const { accepted, duplicate, late, quarantined } = counts;
  return { accepted, duplicates: duplicate, late, quarantined, verdicts };
}

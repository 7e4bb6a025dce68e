/** What is answered in the place of a decision. */
import { Problem } from '../sources/http/problem.ts';

/** @param how what is known of the order, as a sentence's beginning. @param cause why no more of it is known. */
export function decisionPending(orderId: string, how: string, cause?: unknown): Problem {
  const poll = `/v1/decisions/${encodeURIComponent(orderId)}`;
  const detail = `${how}. Ask ${poll}, or send the same order again.`;
  return new Problem({ status: 503, code: 'DECISION_PENDING', detail, retryAfterSeconds: 1, more: { poll } }, cause);
}

export function noDecision(orderId: string): Problem {
  const detail = `There is no decision on the order ${orderId}, or not yet.`;
  return new Problem({ status: 404, code: 'NOT_FOUND', detail });
}

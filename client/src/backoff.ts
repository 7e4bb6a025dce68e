/** How long to wait before the next try: twice as long each time, and by chance up to half less, so that clients part ways. */

const FIRST_MS = 100;
const LONGEST_MS = 10_000;
const MOST_DOUBLINGS = 10;

/**
 * @param attempt how often it has failed, from 1.
 * @param askedMs how long the server asked to wait: no less.
 */
export function backoffMs(attempt: number, askedMs: number): number {
  const fullMs = Math.min(FIRST_MS * 2 ** Math.min(attempt - 1, MOST_DOUBLINGS), LONGEST_MS);
  const waitMs = fullMs * (0.5 + Math.random() / 2);
  // What was asked for is asked of everyone at once.
  return askedMs > 0 ? Math.max(askedMs, waitMs) + (Math.random() * FIRST_MS) / 2 : waitMs;
}

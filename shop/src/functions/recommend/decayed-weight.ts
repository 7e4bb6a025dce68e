/**
 * Sums that decay exponentially with event time, kept as one number that never has to be touched for time to pass: the
 * logarithm, in half-lives, of the sum of points × 2^(time / half-life). Two such numbers compare at any moment as the
 * decayed sums do, and what comes late counts as if it had come in its time ("forward decay", Cormode et al. 2009).
 */

/** Digits that are kept, so that state stays short as text. */
const PRECISION = 1e6;

/** The sum with `points` more at `timeMs`; `sum` undefined is an empty one. */
export function addDecayed(sum: number | undefined, points: number, timeMs: number, halfLifeMs: number): number {
  const added = Math.log2(points) + timeMs / halfLifeMs;
  if (sum === undefined) return rounded(added);
  const high = Math.max(sum, added);
  return rounded(high + Math.log2(1 + 2 ** (Math.min(sum, added) - high)));
}

/** What the sum is worth at a moment. */
export function decayedAt(sum: number, nowMs: number, halfLifeMs: number): number {
  return 2 ** (sum - nowMs / halfLifeMs);
}

/** One sum as a share of another, at any moment. */
export function decayedShare(sum: number, of: number): number {
  return 2 ** (sum - of);
}

function rounded(value: number): number {
  return Math.round(value * PRECISION) / PRECISION;
}

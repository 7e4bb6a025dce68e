/**
 * How long something took, for its quantiles: counts by bucket, weighted by events. Buckets only grow, so that the
 * difference of two looks is the time between them, and the same counts serve Prometheus and the page.
 *
 * B1. The bounds of Prometheus are among the bounds, so that nothing is estimated on the way there.
 * B2. A bucket is at most 18 % wider than where it begins: a quantile, taken evenly within its bucket, is as near.
 */

/** What Prometheus sees, in seconds. */
export const TOLD_BOUNDS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800,
] as const;
const STEPS = 8;

/** Upper bounds in seconds, rising; what lies above the last one has a bucket of its own. */
export const BOUNDS: readonly number[] = [
  ...evenly(0, TOLD_BOUNDS[0]),
  ...TOLD_BOUNDS.slice(1).flatMap((to, index) => geometrically(TOLD_BOUNDS[index] ?? to, to)),
];

/** Counts by bucket; one more than there are bounds. */
type BucketCounts = Float64Array;

export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export class LatencyHistogram {
  readonly counts: BucketCounts = new Float64Array(BOUNDS.length + 1);
  sumSeconds = 0;
  events = 0;

  /** @param events how many took so long. */
  observe(seconds: number, events = 1): void {
    const bucket = bucketOf(seconds);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + events;
    this.sumSeconds += seconds * events;
    this.events += events;
  }
}

/** In milliseconds, of what is in `counts`; null when nothing is. */
export function quantilesMs(counts: BucketCounts): Quantiles | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const at = (share: number) => 1000 * quantile(counts, total * share);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Where the target's place lies within its bucket, as if those in it were spread evenly. */
function quantile(counts: BucketCounts, target: number): number {
  let passed = 0;
  for (const [bucket, count] of counts.entries()) {
    if (count > 0 && passed + count >= target) {
      const from = bucket === 0 ? 0 : (BOUNDS[bucket - 1] ?? 0);
      // Above the last bound nothing is known but that it is above.
      const to = BOUNDS[bucket] ?? from;
      return from + ((to - from) * (target - passed)) / count;
    }
    passed += count;
  }
  return BOUNDS.at(-1) ?? 0;
}

/** The first bucket whose bound is not below. */
function bucketOf(seconds: number): number {
  let [low, high] = [0, BOUNDS.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((BOUNDS[middle] ?? 0) < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

function evenly(from: number, to: number): readonly number[] {
  return Array.from({ length: STEPS - 1 }, (_, index) => from + ((to - from) * (index + 1)) / STEPS).concat(to);
}

/** The last is `to` itself. */
function geometrically(from: number, to: number): readonly number[] {
  const between = Array.from({ length: STEPS - 1 }, (_, index) => from * (to / from) ** ((index + 1) / STEPS));
  return [...between, to];
}

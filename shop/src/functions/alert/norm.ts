/**
 * How far a value is from what is normal, so that neither a few wild values nor a slow trend hide it: the modified z-score
 * by median and median absolute deviation (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993).
 */

/** What makes the median absolute deviation of a normal distribution its standard deviation: 1 / Φ⁻¹(3/4). */
const NORMAL_CONSISTENCY = 1.4826;

export interface Norm {
  readonly median: number;
  /** As a standard deviation would be. */
  readonly spread: number;
}

/**
 * @param minSpread the spread counts as at least this share of the median.
 * @returns undefined for no values, and where all are zero: nothing is far from that, or everything.
 */
export function normOf(values: readonly number[], minSpread: number): Norm | undefined {
  const middle = median(values);
  if (middle === undefined) return undefined;
  const deviation = median(values.map((value) => Math.abs(value - middle))) ?? 0;
  const spread = Math.max(NORMAL_CONSISTENCY * deviation, minSpread * Math.abs(middle));
  return spread > 0 ? { median: middle, spread } : undefined;
}

/** In spreads; negative below the norm. */
export function distance(value: number, norm: Norm): number {
  return (value - norm.median) / norm.spread;
}

/** Of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  const upper = sorted[sorted.length >> 1] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[(sorted.length >> 1) - 1] ?? 0) + upper) / 2;
}

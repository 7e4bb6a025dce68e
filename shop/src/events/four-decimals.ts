/** Prices have at most four decimals, as the DECIMAL columns that keep them. */
const SCALE = 10_000;

/**
 * Whether the shortest decimal form of `value` has at most four decimals. Exact for 0 ≤ value < 10^10: below that bound
 * value × 10^4 has at most 14 digits, and a decimal of at most 15 digits has a double of its own, so dividing the
 * rounded number again gives `value` only when no digit was lost.
 */
export function hasAtMostFourDecimals(value: number): boolean {
  return Math.round(value * SCALE) / SCALE === value;
}

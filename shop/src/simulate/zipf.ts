/** Zipf's law: the k-th most popular of n things is asked for in proportion to 1 / k^exponent. */
import type { Random } from './random.ts';

/** Returns a function that draws indices 0 (most popular) to n − 1, by binary search in the cumulated weights. */
export function zipf(n: number, exponent: number): (random: Random) => number {
  const cumulated = new Float64Array(n);
  let total = 0;
  for (let rank = 1; rank <= n; rank += 1) {
    total += rank ** -exponent;
    cumulated[rank - 1] = total;
  }
  return (random) => firstAbove(cumulated, random.unit() * total);
}

function firstAbove(cumulated: Float64Array, target: number): number {
  let low = 0;
  let high = cumulated.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulated[middle] ?? 0) > target) high = middle;
    else low = middle + 1;
  }
  return low;
}

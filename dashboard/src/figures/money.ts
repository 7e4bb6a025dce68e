/** Money as exact integers of ten-thousandths: sums of thousands of windows show no rounding. */

const SCALE = 4;
const UNIT = 10 ** SCALE;

/** `'12.5'` → 125000n. What is not a decimal, such as the NULL of an empty sum, counts as nothing. */
export function parseMoney(text: unknown): bigint {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(String(text));
  if (!match) return 0n;
  const [, sign, whole = '0', fraction = ''] = match;
  const units = BigInt(whole + fraction.slice(0, SCALE).padEnd(SCALE, '0'));
  return sign === '-' ? -units : units;
}

export function sumMoney(amounts: Iterable<bigint>): bigint {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
}

/** For charts and formatting only: exact to the cent below 90 billion. */
export function moneyNumber(amount: bigint): number {
  return Number(amount) / UNIT;
}

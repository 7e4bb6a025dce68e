/** Sums of money as exact decimal text. */

const UNIT = 10_000;

/** `125000` → `'12.50'`: at least two decimals, at most four. */
export function moneyOf(tenThousandths: number): string {
  const whole = Math.floor(tenThousandths / UNIT);
  const fraction = String(tenThousandths - whole * UNIT).padStart(4, '0');
  return `${whole}.${fraction.replace(/0{1,2}$/, '')}`;
}

/** What one of `count` comes to, rounded half up to four decimals; null when there are none. */
export function averageText(tenThousandths: number, count: number): string | null {
  if (count === 0) return null;
  const rest = tenThousandths % count;
  return moneyOf((tenThousandths - rest) / count + (2 * rest >= count ? 1 : 0));
}

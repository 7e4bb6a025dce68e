/** Money that is added up: exact integers of ten-thousandths, as text in answers. */
import type { ViewValue } from '@millrace/engine/views/view-store.ts';
import { moneyText } from '../money-text.ts';

const DIGITS = 4;

/** `'12.5000'` → 125000n. NULL, a sum over nothing, is 0n. */
export function exactMoney(value: ViewValue | undefined): bigint {
  if (value === null || value === undefined) return 0n;
  const [whole = '0', fraction = ''] = String(value).split('.');
  return BigInt(whole + fraction.slice(0, DIGITS).padEnd(DIGITS, '0'));
}

/** 125000n → `'12.50'`. */
export function exactText(amount: bigint): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(DIGITS + 1, '0');
  return moneyText(`${amount < 0n ? '-' : ''}${digits.slice(0, -DIGITS)}.${digits.slice(-DIGITS)}`);
}

/** The average to six decimals, rounded half up; null over nothing. */
export function averageText(amount: bigint, count: number): string | null {
  if (count === 0) return null;
  const millionths = (amount * 200n + BigInt(count)) / (2n * BigInt(count));
  const digits = String(millionths).padStart(7, '0');
  return moneyText(`${digits.slice(0, -6)}.${digits.slice(-6)}`);
}

/** Money in answers: exact decimal text, at least two decimals, and no zeros beyond that carry nothing. */
import type { ViewValue } from '@millrace/engine/views/view-store.ts';

/** `'12.3400'` → `'12.34'`, `'5'` → `'5.00'`, `'1.2345'` stays. NULL, a sum over nothing, is `'0.00'`. */
export function moneyText(value: ViewValue | undefined): string {
  if (value === null || value === undefined) return '0.00';
  const [whole = '0', fraction = ''] = String(value).split('.');
  return `${whole}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}

/** Money as functions keep it, in ten-thousandths: `123400` → `'12.34'`. */
export function priceText(tenThousandths: number): string {
  const digits = String(Math.abs(tenThousandths)).padStart(5, '0');
  return moneyText(`${tenThousandths < 0 ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`);
}

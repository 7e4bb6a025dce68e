/** A rate as the tables show it. */
import { formatDecimal } from '../../../figures/format.ts';

/** @param rate a second; null while it is not known. */
export function rateText(rate: number | null): string {
  if (rate === null) return '–';
  return formatDecimal(rate, rate === 0 || rate >= 100 ? 0 : 1);
}

/** Days of cover in words. */
import { formatDecimal } from '../../figures/format.ts';

const MANY_DAYS = 365;

/** @param daysOfCover an exact decimal; null while nothing has been sold. */
export function coverText(daysOfCover: string | null): string {
  if (daysOfCover === null) return 'not selling';
  const days = Number(daysOfCover);
  if (days > MANY_DAYS) return 'over a year';
  return `${formatDecimal(days, days < 10 ? 1 : 0)} days`;
}

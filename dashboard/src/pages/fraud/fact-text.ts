/** What a reason looked at, written out: “orders from the address within 5 minutes: 6”. */
import { formatCount, formatCountry, formatDuration, formatMoney } from '../../figures/format.ts';
import type { Fact } from './answers.ts';

/** @param currency ISO 4217 */
export function factValue({ kind, signal, value }: Fact, currency: string): string {
  if (value === null) return 'not known';
  if (kind === 'money') return formatMoney(Number(value), currency);
  if (kind === 'seconds') return formatDuration(Number(value) * 1_000);
  if (kind === 'number') return formatCount(Number(value));
  if (kind === 'flag') return value === true ? 'yes' : 'no';
  return /[cC]ountry$/.test(signal) ? formatCountry(String(value)) : String(value);
}

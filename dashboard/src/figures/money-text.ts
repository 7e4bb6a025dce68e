/** Exact decimal text, as the server tells amounts, as money in the reader's language. */
import { formatMoney } from './format.ts';
import { moneyNumber, parseMoney } from './money.ts';

export function moneyText(amount: string, currency: string): string {
  return formatMoney(moneyNumber(parseMoney(amount)), currency);
}

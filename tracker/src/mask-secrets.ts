/**
 * Card numbers and passwords do not leave the page. The server masks by the same rules (runs of 13 to 19 digits that pass
 * the Luhn check, in values whose keys do not end in `id`; keys that sound like passwords), so this is the first of two.
 */

/** Whole numbers with all their digits: the fraction of one is no card, nor is what has more digits than a card. */
const DIGIT_RUN = /(?:\d\.)?\d(?:[ -]?\d){12,}/g;
const MOST_DIGITS = 19;
const SECRET_KEY = /passw|pwd|secret|cvv|cvc|cardnumber/i;

/** A replacer for JSON.stringify. */
export function masked(key: string, value: unknown): unknown {
  if (SECRET_KEY.test(key)) return '[masked]';
  return typeof value === 'string' && !/id$/i.test(key) ? value.replace(DIGIT_RUN, maskCard) : value;
}

function maskCard(run: string): string {
  const digits = run.replace(/\D/g, '');
  let sum = 0;
  [...digits].reverse().forEach((digit, index) => {
    const value = Number(digit) * (1 + (index % 2));
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10 || run.includes('.') || digits.length > MOST_DIGITS ? run : `************${digits.slice(-4)}`;
}

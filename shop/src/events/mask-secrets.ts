/**
 * Finds payment card numbers and password-like keys, so that they are masked before anything is stored.
 *
 * A card number is a run of 13 to 19 digits, with single spaces or hyphens allowed between them, that passes the Luhn
 * check. One number in ten passes by chance; in free text masking it costs nothing. Identifiers (userId, productId,
 * orderId …) are left as they are: masking would make one shopper of two.
 */

/** Not a part of a longer number, nor the fraction or the mantissa of one. */
const DIGIT_RUN = /(?<!\d|\d\.)\d(?:[ -]?\d){12,18}(?!\d|\.\d|[eE][+-]?\d)/g;
const THIRTEEN_DIGITS = /\d(?:[ -]?\d){12}/;
const SECRET_KEY =
  /passw(?:or)?d|passphrase|passcode|^pass$|pwd|secret|cvv|cvc|^pin$|cardnumber|authtoken|accesstoken|apikey/i;

/** What stands in place of the value of a password-like key. */
export const MASK = '[masked]';

/** Verdicts on keys seen before: a shop's events have the same few keys again and again. */
const knownKeys = new Map<string, boolean>();
const MOST_KNOWN_KEYS = 10_000;

/** Whether a key says that its value is a secret: `password`, `user_pwd`, `cvv` … */
export function isSecretKey(key: string): boolean {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const secret = looksSecret(key);
  if (knownKeys.size < MOST_KNOWN_KEYS && key.length <= 100) knownKeys.set(key, secret);
  return secret;
}

function looksSecret(key: string): boolean {
  return SECRET_KEY.test(key) || (/[_-]/.test(key) && SECRET_KEY.test(key.replace(/[_-]/g, '')));
}

/** No card is written so, and masking would make one row's key of two. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The text with all but the last four digits of each card number replaced by asterisks. */
export function maskCardNumbers(text: string): string {
  if (text.length < 13 || !THIRTEEN_DIGITS.test(text)) return text;
  if (text.length === 36 && UUID.test(text)) return text;
  return text.replace(DIGIT_RUN, (run) => (passesLuhn(run) ? maskDigits(run, '*') : run));
}

const MEMBER_KEY = /"((?:[^"\\]|\\.){1,100})"\s*:\s*/g;
const IDENTIFIER_BEFORE = /(?:id|"ts_[mun]s|"lsn)"\s*:\s*"?$/i;
const NUMBER_BEFORE = /(?:^|[:[,])\s*-?$/;
const NUMBER_AFTER = /^\s*(?:$|[,}\]])/;

/** An event that is kept as it came, and the row of a file that it was. */
export function maskEntry<E extends { readonly original: string; readonly row?: string }>(entry: E): E {
  const row = entry.row === undefined ? {} : { row: maskJsonText(entry.row) };
  return { ...entry, ...row, original: maskJsonText(entry.original) };
}

/**
 * Masks in JSON text that may be malformed, which is what the quarantine keeps: scalar values of password-like keys,
 * and card numbers anywhere but in the values of keys that end in `id`. Text that was JSON stays JSON.
 */
export function maskJsonText(text: string): string {
  return maskCardsInJson(maskSecretMembers(text));
}

function maskSecretMembers(text: string): string {
  let masked = '';
  let copied = 0;
  for (const match of text.matchAll(MEMBER_KEY)) {
    const start = match.index + match[0].length;
    const end = isSecretKey(match[1] ?? '') ? endOfScalar(text, start) : start;
    if (end === start || start < copied) continue;
    masked += `${text.slice(copied, start)}"${MASK}"`;
    copied = end;
  }
  return masked + text.slice(copied);
}

function endOfScalar(text: string, start: number): number {
  let index = start;
  if (text[index] !== '"') {
    while (index < text.length && !/[\s,{}[\]]/.test(text.charAt(index))) index++;
    return index;
  }
  for (index++; index < text.length && text[index] !== '"'; index++) if (text[index] === '\\') index++;
  return Math.min(index + 1, text.length);
}

function maskCardsInJson(text: string): string {
  return text.replace(DIGIT_RUN, (run, offset: number) => {
    if (!passesLuhn(run)) return run;
    const before = text.slice(Math.max(0, offset - 40), offset);
    if (IDENTIFIER_BEFORE.test(before)) return run;
    const after = text.slice(offset + run.length, offset + run.length + 40);
    // A bare number must stay one, or a replay could not read its event.
    return maskDigits(run, NUMBER_BEFORE.test(before) && NUMBER_AFTER.test(after) ? '9' : '*');
  });
}

function maskDigits(run: string, mask: string): string {
  const digits = run.replace(/\D/g, '').length;
  let seen = 0;
  return run.replace(/\d/g, (digit) => (++seen > digits - 4 ? digit : mask));
}

function passesLuhn(run: string): boolean {
  let sum = 0;
  let double = false;
  for (let index = run.length - 1; index >= 0; index--) {
    const digit = run.charCodeAt(index) - 48;
    if (digit < 0) continue; // A space or a hyphen.
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
    double = !double;
  }
  return sum % 10 === 0;
}

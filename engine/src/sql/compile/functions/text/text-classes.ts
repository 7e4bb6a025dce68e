/** What kind of characters a text consists of. */
import { parseDouble } from '../../cast/text-cast.ts';

/** Letters of any script, as Java’s Character.isLetter; FALSE for an empty text. */
export function isAlphabetic(text: string): boolean {
  return /^\p{L}+$/u.test(text);
}

/** Digits of any script, without sign or point: IS_DIGIT, not “can be cast to a number”. */
export function isNumericText(text: string): boolean {
  return /^\p{Nd}+$/u.test(text);
}

/** Whether Java would read the text as a double. */
export function isDecimalText(text: string): boolean {
  return parseDouble(text) !== undefined;
}

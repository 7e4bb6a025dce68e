/** What kind of characters a text consists of. */
import { parseDouble } from '../../cast/text-cast.ts';

export function isAlphabetic(text: string): boolean {
  return /^\p{L}+$/u.test(text);
}

export function isNumericText(text: string): boolean {
  return /^\p{Nd}+$/u.test(text);
}

/** Whether Java would read the text as a double. */
export function isDecimalText(text: string): boolean {
  return parseDouble(text) !== undefined;
}

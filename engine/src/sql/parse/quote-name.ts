/** Names as SQL text. */
import { isReservedWord } from './reserved-word.ts';

/** The name as SQL text: bare where that is allowed, else in backticks. */
export function quoteName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !isReservedWord(name.toUpperCase())
    ? name
    : `\`${name.replaceAll('`', '``')}\``;
}

/**
 * Patterns of Java's DateTimeFormatter and SimpleDateFormat, taken apart. The letters that mean the same in every
 * locale and zone are known; the others are refused when the query is compiled.
 */
import { MillraceError } from '../../../../errors/millrace-error.ts';

/** Which of Java's two formatters reads the pattern: they differ in leniency and in the letters S and u. */
export type PatternDialect = 'DateTimeFormatter' | 'SimpleDateFormat';

export type PatternPart =
  | { readonly kind: 'field'; readonly letter: FieldLetter; readonly width: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'optional'; readonly parts: readonly PatternPart[] };

export type FieldLetter =
  | ('y' | 'M' | 'd' | 'D' | 'E' | 'a' | 'H' | 'h' | 'K' | 'k' | 'm' | 's' | 'S')
  | ('G' | 'Q' | 'Y' | 'w' | 'W' | 'e' | 'A' | 'n' | 'N');

const LETTERS: Readonly<Record<string, FieldLetter>> = {
  y: 'y',
  u: 'y',
  M: 'M',
  L: 'M',
  d: 'd',
  D: 'D',
  E: 'E',
  a: 'a',
  H: 'H',
  h: 'h',
  K: 'K',
  k: 'k',
  m: 'm',
  s: 's',
  S: 'S',
};

/** Letters that DateTimeFormatter alone has, and that only write: weeks, quarters, eras, and parts of the day. */
const WRITTEN_LETTERS: Readonly<Record<string, FieldLetter>> = {
  G: 'G',
  Q: 'Q',
  q: 'Q',
  Y: 'Y',
  w: 'w',
  W: 'W',
  e: 'e',
  c: 'e',
  A: 'A',
  n: 'n',
  N: 'N',
};

/** Takes a pattern apart. @throws MillraceError SQL_UNSUPPORTED for letters that Millrace does not know */
export function parseJavaPattern(pattern: string, dialect: PatternDialect): PatternPart[] {
  const stack: PatternPart[][] = [[]];
  let index = 0;
  while (index < pattern.length) {
    const top = stack.at(-1) ?? [];
    const character = pattern.charAt(index);
    if (/[A-Za-z]/.test(character)) {
      const width = runLength(pattern, index);
      top.push({ kind: 'field', letter: fieldLetter(character, pattern, dialect), width });
      index += width;
    } else if (character === "'") {
      const { text, end } = quotedText(pattern, index);
      top.push({ kind: 'text', text });
      index = end;
    } else if (character === '[' && dialect === 'DateTimeFormatter') {
      stack.push([]);
      index += 1;
    } else if (character === ']' && dialect === 'DateTimeFormatter') {
      const parts = stack.pop() ?? [];
      const outer = stack.at(-1);
      if (outer === undefined) throw refused(pattern, 'a ] without its [');
      outer.push({ kind: 'optional', parts });
      index += 1;
    } else {
      top.push({ kind: 'text', text: character });
      index += 1;
    }
  }
  // An optional section that is left open ends with the pattern.
  while (stack.length > 1) {
    const parts = stack.pop() ?? [];
    stack.at(-1)?.push({ kind: 'optional', parts });
  }
  return stack[0] ?? [];
}

function fieldLetter(character: string, pattern: string, dialect: PatternDialect): FieldLetter {
  const letter = LETTERS[character] ?? (dialect === 'DateTimeFormatter' ? WRITTEN_LETTERS[character] : undefined);
  if (letter === undefined || (character === 'u' && dialect === 'SimpleDateFormat')) {
    throw refused(pattern, `the letter ${character}`);
  }
  return letter;
}

function runLength(pattern: string, start: number): number {
  let end = start;
  while (pattern.charAt(end) === pattern.charAt(start)) end += 1;
  return end - start;
}

/** `'T'`, and `''` for a single quote. */
function quotedText(pattern: string, start: number): { text: string; end: number } {
  if (pattern.charAt(start + 1) === "'") return { text: "'", end: start + 2 };
  let text = '';
  for (let index = start + 1; index < pattern.length; index += 1) {
    if (pattern.charAt(index) !== "'") text += pattern.charAt(index);
    else if (pattern.charAt(index + 1) === "'") {
      text += "'";
      index += 1;
    } else return { text, end: index + 1 };
  }
  throw refused(pattern, 'a quotation that is not closed');
}

function refused(pattern: string, what: string): MillraceError {
  return new MillraceError(`The time format '${pattern}' has ${what}, which Millrace does not know`, {
    code: 'SQL_UNSUPPORTED',
    domain: 'user',
    retry: 'never',
    hint: "use the letters y M d D E a H h K k m s S (and G Q Y w W e to write a timestamp), and quote text: yyyy-MM-dd'T'HH:mm:ss",
  });
}

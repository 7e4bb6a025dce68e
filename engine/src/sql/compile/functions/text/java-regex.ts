/**
 * Java's regular expressions as JavaScript's. What means the same is kept, what is only spelled otherwise is
 * translated, and what JavaScript lacks (possessive quantifiers, atomic groups, class intersections, \G, \R) is refused.
 */
import { MillraceError } from '../../../../errors/millrace-error.ts';

const LINE_ENDS = '\\n\\r\\u0085\\u2028\\u2029';
/** Java's `$` also stands before a line end that ends the text. */
const END_OF_TEXT = `(?=(?:\\r\\n|[${LINE_ENDS}])?(?![^]))`;

const SPACE = ' \\t\\n\\x0B\\f\\r';

/** The members of Java's POSIX classes, as they stand within brackets. */
const POSIX: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7F',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-\\/:-@\\[-`\\{-~',
  Graph: '!-~',
  Print: '\\x20-~',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: SPACE,
};

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\\x07',
  e: '\\x1B',
  A: '(?<![^])',
  z: '(?![^])',
  Z: END_OF_TEXT,
};

/** Translates a pattern. `g` and `u` are always set. @throws MillraceError SQL_UNSUPPORTED */
export function javaRegex(pattern: string): RegExp {
  const flags = /^\(\?([a-zA-Z]+)\)/.exec(pattern);
  const named = flags?.[1] ?? '';
  if (/[^imsu]/.test(named)) throw unsupported(pattern, `the flag in ${flags?.[0]}`);
  const translator = new Translator(pattern, { dotAll: named.includes('s'), multiline: named.includes('m') });
  const source = translator.translate(flags?.[0].length ?? 0);
  try {
    return new RegExp(source, `gu${named.replace(/[us]/g, '')}`);
  } catch (cause) {
    throw unsupported(pattern, cause instanceof Error ? cause.message : 'the syntax', cause);
  }
}

function unsupported(pattern: string, what: string, cause?: unknown): MillraceError {
  return new MillraceError(`The regular expression '${pattern}' cannot be used: ${what}`, {
    code: 'SQL_UNSUPPORTED',
    domain: 'user',
    retry: 'never',
    hint: 'write it without that construct',
    cause,
  });
}

class Translator {
  readonly #pattern: string;
  readonly #modes: { readonly dotAll: boolean; readonly multiline: boolean };
  #at = 0;

  constructor(pattern: string, modes: { readonly dotAll: boolean; readonly multiline: boolean }) {
    this.#pattern = pattern;
    this.#modes = modes;
  }

  translate(start: number): string {
    this.#at = start;
    let source = '';
    while (this.#at < this.#pattern.length) source += this.#next();
    return source;
  }

  #next(): string {
    const character = this.#take();
    switch (character) {
      case '\\':
        return this.#escape(false);
      case '[':
        return this.#characterClass();
      case '.':
        return this.#modes.dotAll ? '[^]' : `[^${LINE_ENDS}]`;
      case '$':
        return this.#modes.multiline ? '$' : END_OF_TEXT;
      case '(':
        return this.#group();
      case ']':
      case '}':
        return `\\${character}`;
      case '*':
      case '+':
      case '?':
        return this.#quantifier(character);
      case '{':
        return this.#quantifier(this.#counts());
      default:
        return character;
    }
  }

  #take(): string {
    const codePoint = this.#pattern.codePointAt(this.#at) ?? 0;
    const character = String.fromCodePoint(codePoint);
    this.#at += character.length;
    return character;
  }

  /** Takes the match of a sticky expression at this place. */
  #match(regex: RegExp): RegExpExecArray | null {
    regex.lastIndex = this.#at;
    const match = regex.exec(this.#pattern);
    if (match !== null) this.#at += match[0].length;
    return match;
  }

  #quantifier(quantifier: string): string {
    if (this.#pattern.charAt(this.#at) === '+')
      throw unsupported(this.#pattern, `the possessive quantifier ${quantifier}+`);
    return quantifier + (this.#match(/\?/y)?.[0] ?? '');
  }

  #counts(): string {
    const counts = this.#match(/\d+(?:,\d*)?\}/y);
    if (counts === null) throw unsupported(this.#pattern, 'a brace that begins no repetition');
    return `{${counts[0]}`;
  }

  #group(): string {
    if (this.#pattern.charAt(this.#at) !== '?') return '(';
    const opening = this.#match(/\?(?::|=|!|<=|<!|<[A-Za-z][A-Za-z0-9]*>|[ims]*(?:-[ims]+)?:)/y);
    if (opening === null) throw unsupported(this.#pattern, 'a group that begins with (?');
    return `(${opening[0]}`;
  }

  /** Members of a class; nested classes and intersections have no counterpart. */
  #characterClass(): string {
    let source = this.#match(/\^/y) === null ? '[' : '[^';
    let first = true;
    while (this.#at < this.#pattern.length) {
      const character = this.#take();
      if (character === ']' && !first) return `${source}]`;
      if (character === '[') throw unsupported(this.#pattern, 'a character class within a character class');
      if (character === '&' && this.#pattern.charAt(this.#at) === '&')
        throw unsupported(this.#pattern, 'a class intersection');
      source += character === '\\' ? this.#escape(true) : character === ']' ? '\\]' : character;
      first = false;
    }
    throw unsupported(this.#pattern, 'a character class that is not closed');
  }

  #escape(inClass: boolean): string {
    const character = this.#take();
    if (character === 'p' || character === 'P') return this.#property(character, inClass);
    if (character === 'Q') return this.#quoted();
    if (character === 's') return inClass ? SPACE : `[${SPACE}]`;
    if (character === 'S' && !inClass) return `[^${SPACE}]`;
    if (character === 'h') return inClass ? ' \\t\\xA0' : '[ \\t\\xA0]';
    if (character === '0') return this.#octal();
    if (character === 'x' && this.#pattern.charAt(this.#at) === '{')
      return `\\u${this.#match(/\{[0-9A-Fa-f]+\}/y)?.[0] ?? ''}`;
    if (character === 'k' || /[1-9dDwWbBtnrfvcxu]/.test(character)) return `\\${character}`;
    const translated = ESCAPES[character];
    if (translated !== undefined) return translated;
    if (/[A-Za-z0-9]/.test(character)) throw unsupported(this.#pattern, `\\${character}`);
    return /[\^$\\.*+?()[\]{}|/]/.test(character) || (inClass && character === '-') ? `\\${character}` : character;
  }

  #octal(): string {
    const digits = this.#match(/[0-3]?[0-7]{1,2}/y)?.[0];
    if (digits === undefined) throw unsupported(this.#pattern, '\\0 without octal digits');
    return `\\x${Number.parseInt(digits, 8).toString(16).padStart(2, '0')}`;
  }

  /** \Q…\E. */
  #quoted(): string {
    const end = this.#pattern.indexOf('\\E', this.#at);
    const text = this.#pattern.slice(this.#at, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#pattern.length : end + 2;
    return text.replace(/[\^$\\.*+?()[\]{}|/-]/g, (special) => (special === '-' ? '\\x2D' : `\\${special}`));
  }

  #property(kind: 'p' | 'P', inClass: boolean): string {
    const match = this.#match(/\{(\^?)([A-Za-z_=]+)\}|([A-Z])/y);
    const name = match?.[2] ?? match?.[3];
    if (name === undefined) throw unsupported(this.#pattern, `\\${kind} without a property`);
    const members = POSIX[name];
    if (members === undefined) return `\\${kind}{${unicodeProperty(name)}}`;
    if (kind === 'P' && inClass) throw unsupported(this.#pattern, `\\P{${name}} within a character class`);
    if (inClass) return members;
    return kind === 'P' ? `[^${members}]` : `[${members}]`;
  }
}

/** IsAlphabetic, IsLatin, javaLowerCase, script=Latin … by JavaScript's names. */
function unicodeProperty(name: string): string {
  const is = /^Is(.+)$/.exec(name)?.[1];
  if (is === undefined) return name.replace(/^(?:script|sc)=/i, 'Script=').replace(/^general_category=|^gc=/i, '');
  const binary = ['Alphabetic', 'Uppercase', 'Lowercase', 'White_Space', 'Ideographic', 'Emoji'];
  if (binary.includes(is) || /^[A-Z][a-z]?$/.test(is)) return is;
  return `Script=${is}`;
}

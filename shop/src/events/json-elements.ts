/**
 * A scanner for JSON text that JSON.parse has refused or whose parts must be found again: where the text stops being
 * JSON, and where each element of its outermost array lies. Only bad input pays for it.
 */

export interface JsonScan {
  /** Offset, in UTF-16 units, of the first character that cannot be right; undefined when the text is JSON. */
  readonly errorAt: number | undefined;
  /** [start, end) of each element of the outermost array, or of the array under `batch` of the outermost object. */
  readonly elements: readonly (readonly [start: number, end: number])[];
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
const HEX4 = /[0-9a-fA-F]{4}/y;

type Expecting = 'value' | 'valueOrEnd' | 'keyOrEnd' | 'key' | 'colon' | 'commaOrEnd';

export function scanJson(text: string): JsonScan {
  return new JsonScanner(text).scan();
}

class JsonScanner {
  readonly #text: string;
  readonly #open: ('{' | '[')[] = [];
  #elements: [number, number][] = [];
  /** The key of the outermost object that was read last, with its quotes. */
  #member = '';
  #at = 0;
  #expecting: Expecting = 'value';
  #elementStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): JsonScan {
    for (;;) {
      this.#skipWhitespace();
      const done = this.#expecting === 'commaOrEnd' && this.#open.length === 0;
      if (done || this.#at >= this.#text.length || !this.#step(this.#text.charAt(this.#at))) {
        const complete = done && this.#at >= this.#text.length;
        return { errorAt: complete ? undefined : this.#at, elements: this.#elements };
      }
    }
  }

  /** Reads one token; false, standing at the bad character, when it cannot be right here. */
  #step(character: string): boolean {
    switch (this.#expecting) {
      case 'colon':
        return character === ':' && this.#advance('value');
      case 'key':
        return this.#readKey(character);
      case 'keyOrEnd':
        return character === '}' ? this.#close() : this.#readKey(character);
      case 'commaOrEnd':
        if (character === ',') return this.#advance(this.#open.at(-1) === '{' ? 'key' : 'value');
        return character === (this.#open.at(-1) === '{' ? '}' : ']') && this.#close();
      case 'valueOrEnd':
        return character === ']' ? this.#close() : this.#readValue(character);
      case 'value':
        return this.#readValue(character);
    }
  }

  #readKey(character: string): boolean {
    const start = this.#at;
    if (character !== '"' || !this.#readString()) return false;
    if (this.#open.length === 1) this.#member = this.#text.slice(start, this.#at);
    return this.#advance('colon', 0);
  }

  #readValue(character: string): boolean {
    if (this.#isAmongElements()) this.#elementStart = this.#at;
    if (character === '{' || character === '[') {
      this.#open.push(character);
      // A key that is given twice counts the second time, as in JSON.parse.
      if (this.#isAmongElements() && character === '[') this.#elements = [];
      return this.#advance(character === '{' ? 'keyOrEnd' : 'valueOrEnd');
    }
    const read = character === '"' ? this.#readString() : this.#readPattern(NUMBER) || this.#readPattern(LITERAL);
    return read && this.#endValue();
  }

  /** Whether what comes now is directly in the array whose elements are wanted. */
  #isAmongElements(): boolean {
    const open = this.#open;
    if (open.length === 1) return open[0] === '[';
    return open.length === 2 && open[0] === '{' && open[1] === '[' && this.#member === '"batch"';
  }

  #close(): boolean {
    this.#open.pop();
    this.#at++;
    return this.#endValue();
  }

  #endValue(): boolean {
    if (this.#isAmongElements()) this.#elements.push([this.#elementStart, this.#at]);
    return this.#advance('commaOrEnd', 0);
  }

  #advance(expecting: Expecting, characters = 1): true {
    this.#at += characters;
    this.#expecting = expecting;
    return true;
  }

  #readPattern(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #readString(): boolean {
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code < 0x20) return false;
      if (code === 0x22) {
        this.#at++;
        return true;
      }
      if (code === 0x5c && !this.#readEscape()) return false;
    }
    return false;
  }

  /** Reads from the backslash to the escape's last character. */
  #readEscape(): boolean {
    const kind = this.#text.charAt(++this.#at);
    if (kind !== 'u') return kind !== '' && '"\\/bfnrt'.includes(kind);
    HEX4.lastIndex = this.#at + 1;
    if (!HEX4.test(this.#text)) return false;
    this.#at += 4;
    return true;
  }

  #skipWhitespace(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }
}

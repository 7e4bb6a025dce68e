/**
 * Reads the options of a WITH clause. What is asked for is thereby known to be valid, so a connector needs no second
 * list of its options: `finish` refuses whatever was given and never asked for.
 */
import { closestName } from '../errors/closest-name.ts';
import { parseDuration } from '../row/parse-duration.ts';
import { parseSize } from './parse-size.ts';

/** Raises the error for a bad option, at the place of the table that has it. */
export type OptionRefusal = (reason: string, hint?: string) => never;

export class OptionReader {
  readonly #options: Readonly<Record<string, string>>;
  readonly #asked = new Set<string>();
  readonly refuse: OptionRefusal;

  constructor(options: Readonly<Record<string, string>>, refuse: OptionRefusal) {
    this.#options = options;
    this.refuse = refuse;
  }

  /** The option's text, or undefined when it is not given. */
  text(name: string): string | undefined {
    this.#asked.add(name);
    return Object.hasOwn(this.#options, name) ? this.#options[name] : undefined;
  }

  requiredText(name: string): string {
    return this.text(name) ?? this.refuse(`the option '${name}' is missing`, `add '${name}' = '…' to WITH (…)`);
  }

  boolean(name: string, byDefault: boolean): boolean {
    const text = this.text(name)?.trim().toLowerCase();
    if (text === undefined) return byDefault;
    if (text === 'true' || text === 'false') return text === 'true';
    return this.refuse(`'${name}' = '${text}' is not a boolean`, "write 'true' or 'false'");
  }

  /** One of `choices`, in any case; the spelling in `choices` is what comes out. */
  choice<T extends string>(name: string, choices: readonly T[], byDefault: T): T {
    const text = this.text(name);
    if (text === undefined) return byDefault;
    const found = choices.find((choice) => choice.toLowerCase() === text.trim().toLowerCase());
    return found ?? this.refuse(`'${name}' = '${text}' is not known`, `it is one of ${quoted(choices)}`);
  }

  /** An integer of at least `minimum`, or undefined when it is not given. */
  integer(name: string, minimum = Number.MIN_SAFE_INTEGER): number | undefined {
    const text = this.text(name)?.trim();
    if (text === undefined) return undefined;
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= minimum) return value;
    const least = minimum === Number.MIN_SAFE_INTEGER ? '' : ` of at least ${minimum}`;
    return this.refuse(`'${name}' = '${text}' is not an integer${least}`);
  }

  /** Milliseconds. */
  duration(name: string, byDefaultMs: number): number {
    const text = this.text(name);
    if (text === undefined) return byDefaultMs;
    return parseDuration(text) ?? this.refuse(`'${name}' = '${text}' is not a duration`, "write '30 s' or '5 min'");
  }

  /** Bytes. */
  size(name: string, byDefaultBytes: number): number {
    const text = this.text(name);
    if (text === undefined) return byDefaultBytes;
    return parseSize(text) ?? this.refuse(`'${name}' = '${text}' is not a size`, "write '128MB'");
  }

  /** Exactly one character; `\t` and the like are understood as Flink does. */
  character(name: string, byDefault: string | undefined): string | undefined {
    const text = this.text(name);
    if (text === undefined) return byDefault;
    const unescaped = text.replace(/\\(.)/, (all, letter: string) => ESCAPES[letter] ?? all);
    if (unescaped.length === 1) return unescaped;
    return this.refuse(`'${name}' = '${text}' is not one character`);
  }

  /** Names that are given and match, for options with a field's name within; they count as asked for. */
  matching(pattern: RegExp): readonly string[] {
    const names = Object.keys(this.#options).filter((name) => pattern.test(name));
    for (const name of names) this.#asked.add(name);
    return names;
  }

  /** Refuses options that nobody asked for. Call it when everything has been read. */
  finish(): void {
    const unknown = Object.keys(this.#options).find((name) => !this.#asked.has(name));
    if (unknown === undefined) return;
    const valid = [...this.#asked].sort();
    const closest = closestName(unknown, valid);
    const guess = closest === undefined ? '' : `did you mean '${closest}'? `;
    this.refuse(`unknown option '${unknown}'`, `${guess}valid options: ${quoted(valid)}`);
  }
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', '\\': '\\' };

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

/**
 * Writes the JavaScript that row classes, keys, expressions and accumulators are compiled to. Generated code is
 * ordinary, indented source; what it needs from outside (constants, functions) is bound by name, never spliced in.
 */
import { MillraceError } from '../errors/millrace-error.ts';

export class CodeWriter {
  /** Shown in stack traces and by debuggers: `millrace/<name>.js`. */
  readonly name: string;
  readonly #lines: string[] = [];
  readonly #bindings = new Map<string, unknown>();
  readonly #bindingNames = new Map<unknown, string>();
  #indent = 0;
  #nextVariable = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Writes one line at the present indentation. */
  line(text: string): void {
    this.#lines.push(text === '' ? '' : `${'  '.repeat(this.#indent)}${text}`);
  }

  /** Writes `head {`, what `body` writes, and `}` with `tail` after it. */
  block(head: string, body: () => void, tail = ''): void {
    this.line(`${head} {`);
    this.#indent += 1;
    body();
    this.#indent -= 1;
    this.line(`}${tail}`);
  }

  /**
   * Runs `body` and takes back the lines that it wrote, indented once more; `replay` puts them where they belong.
   * For code that is only needed when it turns out not to be empty.
   */
  capture(body: () => void): readonly string[] {
    const start = this.#lines.length;
    this.#indent += 1;
    body();
    this.#indent -= 1;
    return this.#lines.splice(start);
  }

  replay(lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  /** A variable name not used before in this source: `price3`. The hint only makes the code readable. */
  variable(hint: string): string {
    const stem = identifier(hint);
    this.#nextVariable += 1;
    return `${stem}${this.#nextVariable}`;
  }

  /** The name under which the code sees `value`. The same value gets the same name. */
  bind(hint: string, value: unknown): string {
    const known = this.#bindingNames.get(value);
    if (known !== undefined) return known;
    const stem = `$${identifier(hint)}`;
    let name = stem;
    for (let suffix = 2; this.#bindings.has(name); suffix += 1) name = `${stem}${suffix}`;
    this.#bindings.set(name, value);
    this.#bindingNames.set(value, name);
    return name;
  }

  /** The code as it will run, for debugging and golden tests. */
  source(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  /** The names that the code may use, with their values. */
  bindings(): ReadonlyMap<string, unknown> {
    return this.#bindings;
  }

  /**
   * Runs the code, which must end by returning something, and gives back what it returns. T is the writer's promise.
   * @throws MillraceError CODE_GENERATION with the source, when it is not valid JavaScript
   */
  evaluate<T>(): T {
    const source = `'use strict';\n${this.source()}//# sourceURL=millrace/${this.name}.js\n`;
    try {
      return new Function(...this.#bindings.keys(), source)(...this.#bindings.values()) as T;
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      throw new MillraceError(`Generated code for ${this.name} is not valid: ${cause.message}\n${this.source()}`, {
        code: 'CODE_GENERATION',
        domain: 'internal',
        retry: 'never',
        cause,
      });
    }
  }
}

/** A text as a JavaScript string literal. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** The letters and digits of the hint, not beginning with a digit; `value` when nothing is left. */
function identifier(hint: string): string {
  const stem = hint.replace(/[^A-Za-z0-9_]/g, '').replace(/^[0-9]+/, '');
  return stem === '' ? 'value' : stem;
}

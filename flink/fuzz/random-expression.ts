/** Random expressions of a wanted type over the columns of a relation. */
import type { Choices } from './choices.ts';
import { templates } from './function-templates.ts';
import type { RelationColumn, ValueType } from './relation.ts';

const LETTERS: Readonly<Record<string, ValueType>> = {
  I: 'INT',
  L: 'BIGINT',
  D: 'DECIMAL',
  X: 'DOUBLE',
  S: 'STRING',
  B: 'BOOLEAN',
  A: 'DATE',
  T: 'TIMESTAMP',
  Z: 'TIMESTAMP_LTZ',
  R: 'ARRAY',
};

const LITERALS: Readonly<Record<ValueType, readonly string[]>> = {
  INT: ['1', '0', '17'],
  BIGINT: ['CAST(3 AS BIGINT)'],
  DECIMAL: ['1.50', '0.3'],
  DOUBLE: ['2.5E0', '0.25E0'],
  STRING: ["'x'", "'a'", "''", "'it''s'"],
  BOOLEAN: ['TRUE', 'FALSE'],
  DATE: ["DATE '2024-02-29'"],
  TIMESTAMP: ["TIMESTAMP '2024-01-15 08:01:00'"],
  TIMESTAMP_LTZ: ['TO_TIMESTAMP_LTZ(1705305600000, 3)'],
  // Flink fails where an array of texts that may be NULL meets one of texts that may not.
  ARRAY: ["CAST(ARRAY['red', 'x'] AS ARRAY<STRING>)"],
};

export const VALUE_TYPES = Object.keys(LITERALS) as readonly ValueType[];

export class ExpressionMaker {
  readonly #choices: Choices;
  readonly #columns: readonly RelationColumn[];

  constructor(choices: Choices, columns: readonly RelationColumn[]) {
    this.#choices = choices;
    this.#columns = columns;
  }

  /** An expression in parentheses where it needs them; `depth` 0 is a column or a literal. */
  make(type: ValueType, depth: number): string {
    const leaf = this.#leaf(type);
    if (depth === 0 || !this.#choices.chance(65)) return leaf;
    const template = this.#choices.pick(templates[type]);
    const parts = new Set<string>();
    const filled = template.replaceAll(/\{(.)\}/g, (_, letter: string) => {
      const part = this.#hole(type, letter, depth - 1);
      // Flink's optimizer takes x = x for TRUE, and the like, where x is NULL.
      const repeated = parts.has(part) && LETTERS[letter] !== undefined;
      parts.add(part);
      return repeated ? this.#choices.pick(LITERALS[LETTERS[letter] ?? type]) : part;
    });
    return `(${filled})`;
  }

  #hole(own: ValueType, letter: string, depth: number): string {
    if (letter === '=') return this.make(own, depth);
    if (letter === 'i') return String(this.#choices.below(6));
    if (letter === 'j') return String(this.#choices.between(1, 4));
    if (letter === 's') return this.#choices.pick(["'a'", "'-'", "' '", "'Xy'", "'&'"]);
    const type = LETTERS[letter];
    if (type === undefined) throw new Error(`no expression goes by the letter ${letter}`);
    return this.make(type, depth);
  }

  #leaf(type: ValueType): string {
    const fitting = this.#columns.filter((column) => column.type === type).map((column) => column.name);
    if (fitting.length > 0 && !this.#choices.chance(12)) return this.#choices.pick(fitting);
    return this.#choices.pick(LITERALS[type]);
  }
}

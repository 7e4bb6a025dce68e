/**
 * The rules file: YAML with the bars of the outcomes and a list of rules, each a condition over signals that is worth
 * points. Read strictly: whatever is not as it should be is refused with its line and column, and nothing of the file
 * takes effect.
 */
import { didYouMean } from '@millrace/engine/errors/closest-name.ts';
import { isMap, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml';
import { LIST_CODES, MODEL_CODE, type Outcome } from './decision.ts';
import { parseCondition } from './parse-condition.ts';
import { type Condition, signalsOf } from './rule-condition.ts';
import { ConditionFault, RulesError } from './rule-fault.ts';
import type { SignalName } from './signals.ts';

export interface FraudRule {
  readonly code: string;
  readonly name: string;
  readonly weight: number;
  readonly condition: Condition;
  /** Every signal that the condition names. */
  readonly signals: readonly SignalName[];
  /** The order fares no better than this when the rule hits, whatever the score. */
  readonly atLeast: Outcome;
}

export interface FraudRules {
  /** Scores from here on are sent to review, */
  readonly review: number;
  /** and from here on declined. */
  readonly decline: number;
  readonly rules: readonly FraudRule[];
}

/** An event carries the file, so it must be smaller than one. */
export const MAX_RULES_CHARACTERS = 24 * 1024;
const MAX_RULES = 200;
const RESERVED: readonly string[] = [...Object.values(LIST_CODES), MODEL_CODE];
const CODE = /^[A-Z][A-Z0-9_]{1,49}$/;
const SHAPE = 'docs/fraud.md shows a whole file.';

/** @param file names the file in messages. @throws RulesError with line and column. */
export function parseFraudRules(text: string, file = 'rules'): FraudRules {
  return new RulesReader(text, file).read();
}

/** Everything that is wrong with a text, as far as it can be told at once: of each rule its first fault. */
export function rulesFaults(text: string): readonly RulesError[] {
  const faults: RulesError[] = [];
  try {
    new RulesReader(text, 'rules', (fault) => faults.push(fault)).read();
  } catch (cause) {
    if (!(cause instanceof RulesError)) throw cause;
    faults.push(cause);
  }
  return faults;
}

type Members = ReadonlyMap<string, ParsedNode | null>;

class RulesReader {
  readonly #text: string;
  readonly #file: string;
  readonly #onFault: ((fault: RulesError) => void) | undefined;
  readonly #lines = new LineCounter();

  /** @param onFault is told of a rule that is wrong, which is then left out; without it the first one is thrown. */
  constructor(text: string, file: string, onFault?: (fault: RulesError) => void) {
    this.#text = text;
    this.#file = file;
    this.#onFault = onFault;
  }

  read(): FraudRules {
    if (this.#text.length > MAX_RULES_CHARACTERS) {
      throw this.#fault(`the file has more than ${MAX_RULES_CHARACTERS} characters`, 0, 'Take rules out.');
    }
    const document = parseDocument(this.#text, { lineCounter: this.#lines, prettyErrors: false, version: '1.2' });
    const [error] = [...document.errors, ...document.warnings];
    if (error) throw this.#fault(error.message, error.pos[0], 'The file must be YAML.');
    const file = this.#members(document.contents, 0, ['version', 'outcomes', 'rules']);
    const version = this.#need(file, 'version', document.contents);
    if (this.#number(version, 'version') !== 1) throw this.#fault('version must be 1', at(version), SHAPE);
    const bars = this.#bars(this.#need(file, 'outcomes', document.contents));
    return { ...bars, rules: this.#rules(this.#need(file, 'rules', document.contents)) };
  }

  #bars(node: ParsedNode): { readonly review: number; readonly decline: number } {
    const members = this.#members(node, at(node), ['review', 'decline']);
    const [review, decline] = ['review', 'decline'].map((name) => this.#bar(this.#need(members, name, node), name));
    if (review === undefined || decline === undefined || review > decline) {
      throw this.#fault('review must not be above decline', at(node), SHAPE);
    }
    return { review, decline };
  }

  #bar(node: ParsedNode, name: string): number {
    const value = this.#number(node, name);
    if (!Number.isInteger(value) || value < 1 || value > 101) {
      throw this.#fault(
        `${name} must be a whole number from 1 to 101`,
        at(node),
        'Scores go to 100; 101 is never reached.',
      );
    }
    return value;
  }

  #rules(node: ParsedNode): readonly FraudRule[] {
    if (!isSeq(node)) throw this.#fault('rules must be a list', at(node), SHAPE);
    if (node.items.length > MAX_RULES) throw this.#fault(`there are more than ${MAX_RULES} rules`, at(node), SHAPE);
    const codes = new Set<string>();
    return node.items.flatMap((item) => this.#ruleUnlessWrong(item as ParsedNode, codes));
  }

  #ruleUnlessWrong(node: ParsedNode, codes: Set<string>): FraudRule | readonly [] {
    try {
      return this.#rule(node, codes);
    } catch (cause) {
      if (!this.#onFault || !(cause instanceof RulesError)) throw cause;
      this.#onFault(cause);
      return [];
    }
  }

  #rule(node: ParsedNode, codes: Set<string>): FraudRule {
    const members = this.#members(node, at(node), ['code', 'name', 'weight', 'when', 'outcome']);
    const code = this.#code(this.#need(members, 'code', node), codes);
    const name = this.#text200(this.#need(members, 'name', node), 'name');
    const weight = this.#weight(this.#need(members, 'weight', node));
    const condition = this.#condition(this.#need(members, 'when', node));
    const atLeast = this.#atLeast(members.get('outcome'));
    return { code, name, weight, condition, signals: signalsOf(condition), atLeast };
  }

  #code(node: ParsedNode, codes: Set<string>): string {
    const code = this.#text200(node, 'code');
    if (!CODE.test(code))
      throw this.#fault(`“${code}” is no code`, at(node), 'Write it in capitals, such as IP_BURST.');
    if (RESERVED.includes(code))
      throw this.#fault(`${code} is kept for lists and models`, at(node), 'Take another code.');
    if (codes.has(code))
      throw this.#fault(`${code} is there twice`, at(node), 'Codes are stable: give each rule its own.');
    codes.add(code);
    return code;
  }

  #weight(node: ParsedNode): number {
    const weight = this.#number(node, 'weight');
    if (Number.isInteger(weight) && Math.abs(weight) <= 100) return weight;
    throw this.#fault('weight must be a whole number from -100 to 100', at(node), SHAPE);
  }

  #condition(node: ParsedNode): Condition {
    const text = this.#text200(node, 'when', 2_000);
    try {
      return parseCondition(text);
    } catch (cause) {
      if (!(cause instanceof ConditionFault)) throw cause;
      // Only of a condition on one line, as it stands, is the place within it known.
      const start = at(node);
      const inPlace = this.#text.startsWith(text, start);
      throw this.#fault(cause.message, inPlace ? start + cause.offset : start, cause.hint);
    }
  }

  #atLeast(node: ParsedNode | null | undefined): Outcome {
    if (node === undefined || node === null) return 'approve';
    const outcome = this.#text200(node, 'outcome');
    if (outcome === 'review' || outcome === 'decline') return outcome;
    throw this.#fault(`outcome cannot be ${outcome}`, at(node), 'A rule may ask for review or decline.');
  }

  #members(node: Node | null, offset: number, known: readonly string[]): Members {
    if (!isMap(node)) throw this.#fault(`a mapping with ${known.join(', ')} was expected`, offset, SHAPE);
    const members = new Map<string, ParsedNode | null>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (!known.includes(name)) {
        const hint = didYouMean(name, known) ?? `There is ${known.join(', ')}.`;
        throw this.#fault(`“${name}” is not known here`, at(key as ParsedNode), hint);
      }
      members.set(name, value as ParsedNode | null);
    }
    return members;
  }

  #need(members: Members, name: string, parent: Node | null): ParsedNode {
    const node = members.get(name);
    if (node) return node;
    throw this.#fault(`${name} is missing`, parent ? at(parent as ParsedNode) : 0, SHAPE);
  }

  #number(node: ParsedNode, name: string): number {
    if (isScalar(node) && typeof node.value === 'number' && Number.isFinite(node.value)) return node.value;
    throw this.#fault(`${name} must be a number`, at(node), SHAPE);
  }

  #text200(node: ParsedNode, name: string, longest = 200): string {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'string' && value.trim() !== '' && value.length <= longest) return value;
    throw this.#fault(`${name} must be a text of at most ${longest} characters`, at(node), SHAPE);
  }

  #fault(what: string, offset: number, hint: string): RulesError {
    const { line, col } = this.#lines.linePos(offset);
    return new RulesError(what, { line: Math.max(1, line), column: Math.max(1, col) }, hint, this.#file);
  }
}

function at(node: ParsedNode): number {
  return node.range[0];
}

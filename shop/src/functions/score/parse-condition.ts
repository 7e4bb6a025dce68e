/**
 * Reads the condition of a rule: `accountAgeSeconds <= 86400 and orderValue >= 200`, `orderValue >= 5 * usualValue`,
 * `country in [KP, AQ]`, `bot or not signedIn`. Signals and types are checked here, so that a rule that is in force
 * cannot fail.
 *
 *     or         = and { 'or' and }
 *     and        = not { 'and' not }
 *     not        = [ 'not' ] ( '(' or ')' | comparison | flag )
 *     comparison = operand ( '=' | '!=' | '<' | '<=' | '>' | '>=' ) operand | signal [ 'not' ] 'in' '[' text, … ']'
 *     operand    = number [ '*' signal ] | signal [ '*' number ] | 'text'
 */
import { nameHint } from '@millrace/engine/errors/closest-name.ts';
import type { Comparator, Condition, Operand } from './rule-condition.ts';
import { ConditionFault } from './rule-fault.ts';
import { isSignalName, SIGNAL_NAMES, SIGNALS, type SignalKind, type SignalName } from './signals.ts';

interface Token {
  readonly kind: 'word' | 'number' | 'text' | 'sign' | 'end';
  readonly text: string;
  readonly offset: number;
}

/** An operand before it is known what it meets. */
interface RawOperand {
  readonly operand: Operand;
  readonly kind: SignalKind;
  readonly offset: number;
}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|('[^']*'|"[^"]*")|(>=|<=|!=|[=<>*()[\],-]))/y;
const COMPARATORS: readonly string[] = ['=', '!=', '<', '<=', '>', '>='];
const MAX_DEPTH = 50;

/** @throws ConditionFault with the place of what cannot be read. */
export function parseCondition(text: string): Condition {
  const parser = new ConditionParser(tokensOf(text));
  const condition = parser.or(0);
  parser.expectEnd();
  return condition;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    const start = at + (text.slice(at).length - text.slice(at).trimStart().length);
    if (!match) throw new ConditionFault(`“${text.charAt(start)}” cannot stand here`, start, SHAPE);
    const [, number, word, quoted, sign] = match;
    if (number !== undefined) tokens.push({ kind: 'number', text: number, offset: start });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, offset: start });
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.slice(1, -1), offset: start });
    else tokens.push({ kind: 'sign', text: sign ?? '', offset: start });
    at = TOKEN.lastIndex;
  }
  return [...tokens, { kind: 'end', text: 'the end', offset: text.trimEnd().length }];
}

const SHAPE = 'Write a comparison such as ipOrders5m >= 5, and join several with and, or, not and brackets.';

class ConditionParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  or(depth: number): Condition {
    let left = this.#and(depth);
    while (this.#take('word', 'or')) left = { kind: 'or', left, right: this.#and(depth) };
    return left;
  }

  expectEnd(): void {
    if (this.#next.kind !== 'end') throw this.#unexpected("'and', 'or' or the end");
  }

  get #next(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] ?? { kind: 'end', text: 'the end', offset: 0 };
  }

  #and(depth: number): Condition {
    let left = this.#not(depth);
    while (this.#take('word', 'and')) left = { kind: 'and', left, right: this.#not(depth) };
    return left;
  }

  #not(depth: number): Condition {
    if (depth > MAX_DEPTH) throw new ConditionFault('the brackets are nested too deep', this.#next.offset, SHAPE);
    if (this.#take('word', 'not')) return { kind: 'not', inner: this.#not(depth + 1) };
    if (!this.#take('sign', '(')) return this.#comparison();
    const inner = this.or(depth + 1);
    this.#expect('sign', ')');
    return inner;
  }

  #comparison(): Condition {
    const left = this.#operand();
    const negated = this.#take('word', 'not');
    if (negated || this.#next.text === 'in') return this.#membership(left, negated);
    if (!COMPARATORS.includes(this.#next.text)) return this.#flag(left);
    const comparator = this.#advance();
    const right = this.#operand();
    return typedComparison(left, comparator, right);
  }

  #flag({ operand, kind, offset }: RawOperand): Condition {
    if (operand.kind === 'signal' && kind === 'flag') return { kind: 'flag', name: operand.name };
    if (this.#next.kind !== 'end') throw this.#unexpected('a comparison such as >=');
    throw new ConditionFault('a comparison is missing', offset, SHAPE);
  }

  #membership({ operand, kind, offset }: RawOperand, negated: boolean): Condition {
    this.#expect('word', 'in');
    if (operand.kind !== 'signal' || kind !== 'text') {
      throw new ConditionFault('only a text can be in a list of texts', offset, SHAPE);
    }
    this.#expect('sign', '[');
    const values: string[] = [];
    do values.push(this.#listed());
    while (this.#take('sign', ','));
    this.#expect('sign', ']');
    return { kind: 'in', name: operand.name, values, negated };
  }

  #listed(): string {
    if (this.#next.kind !== 'word' && this.#next.kind !== 'text') throw this.#unexpected('a text');
    return this.#advance().text;
  }

  #operand(): RawOperand {
    const { kind, offset } = this.#next;
    if (kind === 'text') return { operand: { kind: 'value', value: this.#advance().text }, kind: 'text', offset };
    if (kind === 'word') return this.#signalOperand();
    const negative = this.#take('sign', '-');
    if (this.#next.kind !== 'number') throw this.#unexpected('a signal, a number or a text in quotes');
    const value = Number(this.#advance().text) * (negative ? -1 : 1);
    if (!this.#take('sign', '*')) return { operand: { kind: 'value', value }, kind: 'number', offset };
    return { ...this.#multiplied(this.#signal(), value), offset };
  }

  #signalOperand(): RawOperand {
    const { offset } = this.#next;
    const name = this.#signal();
    if (!this.#take('sign', '*')) {
      return { operand: { kind: 'signal', name, factor: 1 }, kind: SIGNALS[name].kind, offset };
    }
    if (this.#next.kind !== 'number') throw this.#unexpected('a number');
    return { ...this.#multiplied(name, Number(this.#advance().text)), offset };
  }

  #multiplied(name: SignalName, factor: number): Omit<RawOperand, 'offset'> {
    const { kind } = SIGNALS[name];
    if (kind === 'number' || kind === 'money') return { operand: { kind: 'signal', name, factor }, kind };
    throw new ConditionFault(`${name} is no number`, this.#next.offset, 'Only numbers and money can be multiplied.');
  }

  #signal(): SignalName {
    const { kind, text, offset } = this.#next;
    if (kind !== 'word') throw this.#unexpected('a signal');
    if (!isSignalName(text)) {
      const hint = nameHint(text, SIGNAL_NAMES) ?? '';
      throw new ConditionFault(`there is no signal ${text}`, offset, `${hint} docs/fraud.md lists all signals.`.trim());
    }
    this.#at++;
    return text;
  }

  #advance(): Token {
    const token = this.#next;
    this.#at++;
    return token;
  }

  #take(kind: Token['kind'], text: string): boolean {
    if (this.#next.kind !== kind || this.#next.text !== text) return false;
    this.#at++;
    return true;
  }

  #expect(kind: Token['kind'], text: string): void {
    if (!this.#take(kind, text)) throw this.#unexpected(`'${text}'`);
  }

  #unexpected(wanted: string): ConditionFault {
    const { kind, text, offset } = this.#next;
    const found = kind === 'end' ? 'the end' : `“${text}”`;
    return new ConditionFault(`${wanted} was expected, and ${found} came`, offset, SHAPE);
  }
}

const TEN_THOUSAND = 10_000;

/** Both sides have one kind; numbers that meet money become ten-thousandths. */
function typedComparison(left: RawOperand, comparator: Token, right: RawOperand): Condition {
  if (left.operand.kind === 'value' && right.operand.kind === 'value') {
    throw new ConditionFault('no signal is compared here', left.offset, SHAPE);
  }
  const [leftKind, rightKind] = [left.kind, right.kind];
  const isMoney = leftKind === 'money' || rightKind === 'money';
  const sides = [left, right].map((side) => (isMoney ? asMoney(side) : side));
  const [first = left, second = right] = sides;
  if (first.kind !== second.kind || first.kind === 'flag') {
    const what = `${leftKind} cannot be compared with ${rightKind}`;
    throw new ConditionFault(
      what,
      comparator.offset,
      'Compare numbers with numbers, texts with texts; a flag stands alone.',
    );
  }
  if (first.kind === 'text' && comparator.text !== '=' && comparator.text !== '!=') {
    throw new ConditionFault('texts are equal or not', comparator.offset, 'Use =, != or in.');
  }
  return { kind: 'compare', left: first.operand, comparator: comparator.text as Comparator, right: second.operand };
}

function asMoney(side: RawOperand): RawOperand {
  if (side.operand.kind !== 'value' || typeof side.operand.value !== 'number') return side;
  const value = Math.round(side.operand.value * TEN_THOUSAND);
  return { ...side, kind: 'money', operand: { kind: 'value', value } };
}

/** A rule's condition in words: "orders from the address within 5 minutes: at least 5". For readers, not for programs. */
import type { Comparator, Condition, Operand } from './rule-condition.ts';
import { decimalText, SIGNALS, type SignalName } from './signals.ts';

export function conditionWords(condition: Condition): string {
  switch (condition.kind) {
    case 'compare':
      return comparisonWords(condition.left, condition.comparator, condition.right);
    case 'in': {
      const values = condition.values.join(', ');
      return `${aboutSignal(condition.name)}: ${condition.negated ? 'none' : 'one'} of ${values}`;
    }
    case 'flag':
      return aboutSignal(condition.name);
    case 'not':
      return `not (${conditionWords(condition.inner)})`;
    case 'and':
    case 'or':
      return [condition.left, condition.right]
        .map((side) => sideWords(side, condition.kind))
        .join(` ${condition.kind} `);
  }
}

/** Brackets where `and` and `or` meet. */
function sideWords(side: Condition, joined: 'and' | 'or'): string {
  const isJoined = side.kind === 'and' || side.kind === 'or';
  return isJoined && side.kind !== joined ? `(${conditionWords(side)})` : conditionWords(side);
}

const FLIPPED: Readonly<Record<Comparator, Comparator>> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function comparisonWords(left: Operand, comparator: Comparator, right: Operand): string {
  // A value on the left reads better on the right.
  if (left.kind === 'value' && right.kind === 'signal') return comparisonWords(right, FLIPPED[comparator], left);
  const other = right.kind === 'value' ? valueWords(left, right.value) : signalWords(right);
  return `${signalWords(left)}: ${bound(comparator, other)}`;
}

function bound(comparator: Comparator, value: string): string {
  switch (comparator) {
    case '=':
      return value;
    case '!=':
      return `other than ${value}`;
    case '<':
      return `less than ${value}`;
    case '<=':
      return `at most ${value}`;
    case '>':
      return `more than ${value}`;
    case '>=':
      return `at least ${value}`;
  }
}

function signalWords(operand: Operand): string {
  if (operand.kind === 'value') return String(operand.value);
  const about = aboutSignal(operand.name);
  return operand.factor === 1 ? about : `${operand.factor} times ${about}`;
}

/** Money stands in ten-thousandths in conditions, and in seconds what ends in them. */
function valueWords(beside: Operand, value: string | number): string {
  if (typeof value === 'string' || beside.kind === 'value') return String(value);
  if (SIGNALS[beside.name].kind === 'money') return decimalText(value);
  return beside.name.endsWith('Seconds') ? spanWords(value) : String(value);
}

const SPANS = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
] as const;

function spanWords(seconds: number): string {
  for (const [length, name] of SPANS) {
    const count = seconds / length;
    if (count >= 1 && Number.isInteger(count)) return count === 1 ? `1 ${name}` : `${count} ${name}s`;
  }
  return `${seconds} seconds`;
}

export function aboutSignal(name: SignalName): string {
  return SIGNALS[name].about;
}

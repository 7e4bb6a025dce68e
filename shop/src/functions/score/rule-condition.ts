/**
 * The condition of a rule, and whether it holds for an order's signals: yes, no, or not known for want of a signal.
 *
 * What is not known is carried on as in SQL: an `or` holds when any side does, an `and` fails when any side does.
 */
import type { SignalValue } from './decision.ts';
import type { SignalName, Signals } from './signals.ts';

export type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A signal times a factor, or a value; numbers that meet money are in ten-thousandths. */
export type Operand =
  | { readonly kind: 'signal'; readonly name: SignalName; readonly factor: number }
  | { readonly kind: 'value'; readonly value: string | number };

export type Condition =
  | { readonly kind: 'compare'; readonly left: Operand; readonly comparator: Comparator; readonly right: Operand }
  | { readonly kind: 'in'; readonly name: SignalName; readonly values: readonly string[]; readonly negated: boolean }
  | { readonly kind: 'flag'; readonly name: SignalName }
  | { readonly kind: 'not'; readonly inner: Condition }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition };

/** True, false, or null when what is known of the order does not tell. */
export function holds(condition: Condition, signals: Signals): boolean | null {
  switch (condition.kind) {
    case 'compare':
      return compared(
        operandValue(condition.left, signals),
        condition.comparator,
        operandValue(condition.right, signals),
      );
    case 'in': {
      const value = signals[condition.name];
      return typeof value === 'string' ? condition.values.includes(value) !== condition.negated : null;
    }
    case 'flag': {
      const value = signals[condition.name];
      return typeof value === 'boolean' ? value : null;
    }
    case 'not': {
      const inner = holds(condition.inner, signals);
      return inner === null ? null : !inner;
    }
    case 'and':
      return both(holds(condition.left, signals), holds(condition.right, signals), false);
    case 'or':
      return both(holds(condition.left, signals), holds(condition.right, signals), true);
  }
}

/** Every signal that the condition names, in the order of its text, each once. */
export function signalsOf(condition: Condition): readonly SignalName[] {
  return [...new Set(namesOf(condition))];
}

/** The signal that made the condition hold: the first of the part that holds. */
export function witness(condition: Condition, signals: Signals): SignalName | undefined {
  if (condition.kind !== 'or') return namesOf(condition)[0];
  return witness(holds(condition.left, signals) === true ? condition.left : condition.right, signals);
}

/** `decisive` settles it whatever the other side is: false for `and`, true for `or`. */
function both(left: boolean | null, right: boolean | null, decisive: boolean): boolean | null {
  if (left === decisive || right === decisive) return decisive;
  return left === null || right === null ? null : !decisive;
}

function operandValue(operand: Operand, signals: Signals): SignalValue {
  if (operand.kind === 'value') return operand.value;
  const value = signals[operand.name];
  return typeof value === 'number' ? value * operand.factor : value;
}

function compared(left: SignalValue, comparator: Comparator, right: SignalValue): boolean | null {
  if (left === null || right === null) return null;
  switch (comparator) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

function namesOf(condition: Condition): readonly SignalName[] {
  switch (condition.kind) {
    case 'compare':
      return [condition.left, condition.right].flatMap((operand) => (operand.kind === 'signal' ? operand.name : []));
    case 'in':
    case 'flag':
      return [condition.name];
    case 'not':
      return namesOf(condition.inner);
    case 'and':
    case 'or':
      return [...namesOf(condition.left), ...namesOf(condition.right)];
  }
}

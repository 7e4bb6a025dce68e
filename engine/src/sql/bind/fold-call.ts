/** Constant folding, only where the result is exact and cannot fail: logic, signs, and the arithmetic of intervals. */
import { decimalNegate } from '../../row/decimal.ts';
import { isInterval } from '../functions/type-build.ts';
import type { CallExpression, Expression, LiteralExpression } from './expression.ts';

/** The call, or what it comes to. */
export function foldCall(call: CallExpression): Expression {
  switch (call.function) {
    case 'AND':
      return foldConnective(call, true);
    case 'OR':
      return foldConnective(call, false);
    case 'NOT':
      return foldNot(call);
    case 'NEGATE':
      return foldNegation(call);
    case 'PLUS':
    case 'MINUS':
    case 'TIMES':
      return isInterval(call.type) ? foldInterval(call) : call;
    default:
      return call;
  }
}

/** Drops arguments that decide nothing (TRUE under AND), and stops at one that decides everything. */
function foldConnective(call: CallExpression, neutral: boolean): Expression {
  const args = call.args.flatMap((argument) =>
    argument.kind === 'call' && argument.function === call.function ? argument.args : [argument],
  );
  const deciding = args.find((argument) => argument.kind === 'literal' && argument.value === !neutral);
  if (deciding !== undefined) return { ...deciding, span: call.span };
  const open = args.filter((argument) => !(argument.kind === 'literal' && argument.value === neutral));
  const [first, second] = open;
  if (first === undefined) return booleanLiteral(call, neutral);
  return second === undefined ? first : { ...call, args: open };
}

function foldNot(call: CallExpression): Expression {
  const [operand] = call.args;
  if (operand?.kind === 'literal' && typeof operand.value === 'boolean') return booleanLiteral(call, !operand.value);
  return call;
}

function booleanLiteral(call: CallExpression, value: boolean): LiteralExpression {
  return { kind: 'literal', value, type: { kind: 'BOOLEAN', nullable: false }, span: call.span };
}

function foldNegation(call: CallExpression): Expression {
  const [operand] = call.args;
  if (operand?.kind !== 'literal') return call;
  const { value } = operand;
  if (typeof value !== 'number' && typeof value !== 'bigint') return call;
  const negated = call.type.kind === 'DOUBLE' ? -Number(value) : decimalNegate(value);
  return { kind: 'literal', value: negated, type: call.type, span: call.span };
}

function foldInterval(call: CallExpression): Expression {
  const [left, right] = call.args;
  if (left?.kind !== 'literal' || right?.kind !== 'literal') return call;
  if (typeof left.value !== 'number' || typeof right.value !== 'number') return call;
  if (call.function === 'TIMES' && right.type.kind === 'DECIMAL') return call;
  const value =
    call.function === 'PLUS'
      ? left.value + right.value
      : call.function === 'MINUS'
        ? left.value - right.value
        : left.value * right.value;
  return Number.isSafeInteger(value) ? { kind: 'literal', value, type: call.type, span: call.span } : call;
}

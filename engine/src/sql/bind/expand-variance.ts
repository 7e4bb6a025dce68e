/**
 * VAR_POP, VAR_SAMP, STDDEV_POP and STDDEV_SAMP as Flink computes them: from the sum of the squares, the sum and the
 * count, in the types that these have. An INT's variance is therefore integer arithmetic, and DISTINCT counts equal
 * squares once.
 */
import type { DataType } from '../../row/data-type.ts';
import { withNullable } from '../functions/type-build.ts';
import { call } from './build-call.ts';
import { intLiteral, nullLiteral } from './build-literal.ts';
import { caseBranch } from './case-branch.ts';
import { castExpression, coerce } from './coerce.ts';
import type { AggregateCall, Expression } from './expression.ts';

/** Whether the divisor is one less than the count, and whether the square root is wanted. */
const VARIANCES: Readonly<Record<string, { readonly sample: boolean; readonly root: boolean }>> = {
  VAR_POP: { sample: false, root: false },
  VAR_SAMP: { sample: true, root: false },
  STDDEV_POP: { sample: false, root: true },
  STDDEV_SAMP: { sample: true, root: true },
};

/** The column of a SUM or COUNT over `argument`, with the DISTINCT and FILTER of the call that is expanded. */
export type AggregateColumn = (name: 'SUM' | 'COUNT', argument: Expression) => Expression;

/** The call as an expression over sums; undefined for every other aggregate. */
export function expandVariance(aggregate: AggregateCall, column: AggregateColumn): Expression | undefined {
  const variance = VARIANCES[aggregate.function];
  const [argument] = aggregate.args;
  if (variance === undefined || argument === undefined) return undefined;
  const { span, type } = aggregate;
  const wide = coerce(argument, type);
  const squares = column('SUM', call('TIMES', [wide, wide], span));
  const sum = coerce(column('SUM', argument), type);
  const count = column('COUNT', argument);
  const spread = call('MINUS', [squares, call('DIVIDE', [call('TIMES', [sum, sum], span), count], span)], span);
  const quotient = call('DIVIDE', [spread, variance.sample ? lessOne(count) : count], span);
  const result = variance.root ? call('POWER', [quotient, half(span)], span) : quotient;
  return castTo(result, withNullable(type, true));
}

/** count − 1, and NULL for one row, of which there is no sample variance. */
function lessOne(count: Expression): Expression {
  const { span } = count;
  const one = intLiteral(1, span);
  const type: DataType = { kind: 'BIGINT', nullable: true };
  return {
    kind: 'case',
    branches: [caseBranch(call('EQUALS', [count, one], span), nullLiteral(type, span))],
    otherwise: call('MINUS', [count, one], span),
    type,
    span,
  };
}

function half(span: Expression['span']): Expression {
  return { kind: 'literal', value: 0.5, type: { kind: 'DOUBLE', nullable: false }, span };
}

function castTo(expression: Expression, type: DataType): Expression {
  const coerced = coerce(expression, type);
  return coerced === expression ? expression : castExpression(expression, type, false);
}

/**
 * AVG, VAR_ and STDDEV_ OVER (…) are worked out from sums and counts, as Flink does it, in the argument's own kind of
 * number: STDDEV_POP(INT) OVER (…) is reckoned in whole numbers. That also lets a frame take rows back exactly.
 */
import type { DataType } from '../../row/data-type.ts';
import { withNullable } from '../functions/type-build.ts';
import { call } from './build-call.ts';
import { intLiteral, nullLiteral } from './build-literal.ts';
import { caseBranch } from './case-branch.ts';
import { coerce } from './coerce.ts';
import type { AggregateCall, Expression } from './expression.ts';

type Place = (call: AggregateCall) => Expression;

/** Undefined for any other aggregate. `place` makes a column of a call. */
export function expandSpread(aggregate: AggregateCall, place: Place): Expression | undefined {
  switch (aggregate.function) {
    case 'AVG':
      return average(aggregate, place);
    case 'VAR_POP':
    case 'VAR_SAMP':
      return coerce(variance(aggregate, place), withNullable(aggregate.type, true));
    case 'STDDEV_POP':
    case 'STDDEV_SAMP': {
      const half: Expression = {
        kind: 'literal',
        value: 0.5,
        type: { kind: 'DOUBLE', nullable: false },
        span: aggregate.span,
      };
      return coerce(
        call('POWER', [variance(aggregate, place), half], aggregate.span),
        withNullable(aggregate.type, true),
      );
    }
    default:
      return undefined;
  }
}

function average(aggregate: AggregateCall, place: Place): Expression {
  const [value] = aggregate.args;
  if (value === undefined) throw new RangeError('AVG has no argument');
  const sum = coerce(sumOf(value, aggregate, place), aggregate.type);
  return coerce(call('DIVIDE', [sum, countOf(value, aggregate, place)], aggregate.span), aggregate.type);
}

/** (Σx² − (Σx)² / n) / n, or / (n − 1), which is NULL for one row. */
function variance(aggregate: AggregateCall, place: Place): Expression {
  const { span, type } = aggregate;
  const [argument] = aggregate.args;
  if (argument === undefined) throw new RangeError(`${aggregate.function} has no argument`);
  const value = coerce(argument, type);
  const squares = sumOf(call('TIMES', [value, value], span), aggregate, place);
  const sum = sumOf(value, aggregate, place);
  const count = countOf(value, aggregate, place);
  const countAsValue = coerce(count, withNullable(type, false));
  const squaredMean = call('DIVIDE', [call('TIMES', [sum, sum], span), countAsValue], span);
  const divisor = aggregate.function.endsWith('_POP') ? countAsValue : countMinusOne(count, aggregate);
  return call('DIVIDE', [call('MINUS', [squares, squaredMean], span), divisor], span);
}

function countMinusOne(count: Expression, { span }: AggregateCall): Expression {
  const type: DataType = { kind: 'BIGINT', nullable: true };
  const one = intLiteral(1, span);
  return {
    kind: 'case',
    branches: [caseBranch(call('EQUALS', [count, one], span), nullLiteral(type, span))],
    otherwise: call('MINUS', [count, one], span),
    type,
    span,
  };
}

function sumOf(value: Expression, aggregate: AggregateCall, place: Place): Expression {
  const type = withNullable(value.type.kind === 'DECIMAL' ? { ...value.type, precision: 38 } : value.type, true);
  return place({ ...aggregate, function: 'SUM', name: 'sum', args: [value], type });
}

function countOf(value: Expression, aggregate: AggregateCall, place: Place): Expression {
  const type: DataType = { kind: 'BIGINT', nullable: false };
  return place({ ...aggregate, function: 'COUNT', name: 'count', args: [value], type });
}

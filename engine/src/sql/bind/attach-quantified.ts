/**
 * Comparisons with ANY or ALL rows of a subquery, by its extremes: a value is greater than any of them when it is greater
 * than the least. NULLs among them leave open what the others do not decide.
 */
import type { SourceSpan } from '../../errors/sql-error.ts';
import { BIGINT, BOOLEAN, withNullable, withoutAttribute } from '../functions/type-build.ts';
import { orZero } from './attach-scalar.ts';
import { call } from './build-call.ts';
import { nullLiteral } from './build-literal.ts';
import { caseBranch } from './case-branch.ts';
import { decorrelate, type OuterRows } from './decorrelate.ts';
import type { AggregateCall, Expression } from './expression.ts';
import type { LogicalAggregate, LogicalNode } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import { columnOf } from './relation.ts';
import type { SubqueryCall } from './subquery-calls.ts';
import { type Attached, besidesPadded, booleanLiteral, joinOf } from './subquery-join.ts';

/** What the comparison looks at: the extremes, how many rows there are, and how many of them are not NULL. */
interface Summary {
  readonly least: Expression;
  readonly greatest: Expression;
  readonly count: Expression;
  readonly known: Expression;
}

/** Like Flink, it drops all rows while a subquery that does not look outside is empty. */
export function attachQuantified(subquery: SubqueryCall, outer: OuterRows): Attached {
  const { span } = subquery;
  const [operand, second] = subquery.operands;
  if (operand === undefined || second !== undefined) {
    return refuse('SQL_UNSUPPORTED', span, 'ANY and ALL compare one value', 'compare the columns one by one');
  }
  const inner = decorrelate(summary(subquery.node, span), outer);
  const isCorrelated = inner.conditions.length > 0;
  const node = joinOf(outer, inner, { join: isCorrelated ? 'left' : 'inner', conditions: [], span });
  const columns = inner.outputs.map((each) => besidesPadded(each, outer, node));
  const [least, greatest, count, known] = columns;
  if (!least || !greatest || !count || !known) throw new RangeError('a summary has four columns');
  const counted = isCorrelated ? { count: orZero(count, span), known: orZero(known, span) } : { count, known };
  const value = besidesPadded(operand, outer, node);
  return { node, value: decided(subquery, testOf(subquery, value, { least, greatest, ...counted }), counted) };
}

function summary(node: LogicalNode, span: SourceSpan): LogicalAggregate {
  const column = columnOf(node, 0, span);
  const aggregate = (name: string, args: readonly Expression[]): AggregateCall => {
    const plain = withoutAttribute(column.type);
    const type = name === 'COUNT' ? withNullable(BIGINT, false) : withNullable(plain, true);
    return { function: name, args, distinct: false, type, name: name.toLowerCase(), span };
  };
  const aggregates = [
    aggregate('MIN', [column]),
    aggregate('MAX', [column]),
    aggregate('COUNT', []),
    aggregate('COUNT', [column]),
  ];
  const schema = aggregates.map(({ name, type }) => ({ name, type }));
  return { kind: 'aggregate', input: node, keys: [], aggregates, schema, span };
}

/** The comparison with those rows that are not NULL. */
function testOf({ operator, isAll, span }: SubqueryCall, value: Expression, { least, greatest }: Summary): Expression {
  switch (operator) {
    case '>':
      return call('GREATER', [value, isAll ? greatest : least], span);
    case '>=':
      return call('GREATER_OR_EQUAL', [value, isAll ? greatest : least], span);
    case '<':
      return call('LESS', [value, isAll ? least : greatest], span);
    case '<=':
      return call('LESS_OR_EQUAL', [value, isAll ? least : greatest], span);
    case '=':
      return call('AND', [call('EQUALS', [value, least], span), call('EQUALS', [value, greatest], span)], span);
    case '<>':
      return call('OR', [call('NOT_EQUALS', [value, least], span), call('NOT_EQUALS', [value, greatest], span)], span);
  }
}

function decided(
  { isAll, span }: SubqueryCall,
  test: Expression,
  { count, known }: Pick<Summary, 'count' | 'known'>,
): Expression {
  const type = withNullable(BOOLEAN, true);
  const zero: Expression = { kind: 'literal', value: 0, type: withNullable(BIGINT, false), span };
  return {
    kind: 'case',
    branches: [
      caseBranch(call('EQUALS', [count, zero], span), booleanLiteral(isAll, span)),
      caseBranch(call(isAll ? 'IS_FALSE' : 'IS_TRUE', [test], span), booleanLiteral(!isAll, span)),
      caseBranch(call('GREATER', [count, known], span), nullLiteral(type, span)),
    ],
    otherwise: test,
    type,
    span,
  };
}

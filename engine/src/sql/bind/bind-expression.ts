/** Expressions of the syntax tree become typed expressions over the columns of a scope. */

import { nameHint } from '../../errors/closest-name.ts';
import type { SourceSpan } from '../../errors/sql-error.ts';
import { formatType } from '../../row/type-format.ts';
import type { ScalarFunctionName } from '../functions/names.ts';
import { isInterval } from '../functions/type-build.ts';
import type { BinaryOperator, ExpressionNode, Identifier, JsonExpressionNode } from '../parse/ast.ts';
import { bindCall } from './bind-call.ts';
import { bindCase } from './bind-case.ts';
import { bindCast } from './bind-cast.ts';
import { bindJson } from './bind-json.ts';
import { bindJsonAggregate, type JsonAggregateNode } from './bind-json-aggregate.ts';
import { bindLiteral } from './bind-literal.ts';
import { bindBetween, bindInList, bindIs, bindLike, bindOverlaps } from './bind-predicate.ts';
import {
  bindDateTimeShift,
  bindExtract,
  bindRoundToUnit,
  bindTimestampArithmetic,
  isDateTimeShift,
} from './bind-time.ts';
import { call } from './build-call.ts';
import { intLiteral, textLiteral } from './build-literal.ts';
import type { Expression } from './expression.ts';
import type { ExpressionContext, SubqueryNode } from './expression-context.ts';
import { refuse } from './refuse.ts';

/** Where a name of USING means the column of both sides together. */
const MERGING_CLAUSES: ReadonlySet<string> = new Set(['SELECT', 'GROUP BY', 'an aggregate', 'OVER (…)']);

/** @throws SqlError with the place of what is wrong. */
export function bindExpression(node: ExpressionNode, context: ExpressionContext): Expression {
  const bind = (part: ExpressionNode): Expression => bindExpression(part, context);
  switch (node.kind) {
    case 'null-literal':
    case 'boolean-literal':
    case 'number-literal':
    case 'string-literal':
    case 'binary-literal':
    case 'datetime-literal':
    case 'interval-literal':
      return bindLiteral(node);
    case 'column-reference': {
      const { column, fields } = context.scope.resolve(node, MERGING_CLAUSES.has(context.clause));
      return fields.reduce<Expression>(accessField, column);
    }
    case 'field-access':
      return accessField(bind(node.operand), node.field);
    case 'call':
      return bindCall(node, context, bind);
    case 'unary':
    case 'binary':
    case 'is':
    case 'is-distinct':
    case 'between':
    case 'in-list':
    case 'like':
    case 'overlaps':
      return bindOperator(node, bind);
    case 'case':
      return bindCase(node, bind);
    case 'cast':
      return bindCast(node, bind(node.operand));
    case 'match-semantics':
      return context.calls?.semantics?.(node, context) ?? refuseMisplaced(node);
    case 'in-subquery':
    case 'exists':
    case 'quantified-comparison':
    case 'scalar-subquery':
      return context.subqueries?.bind(node, context, bind) ?? refuseSubquery(node, context);
    case 'named-argument':
    case 'table-argument':
    case 'descriptor':
      return refuseMisplaced(node);
    case 'json-objectagg':
    case 'json-arrayagg':
      return bindJsonAggregate(node, context, bind);
    default:
      return bindSpecialSyntax(node, bind);
  }
}

type Bind = (node: ExpressionNode) => Expression;
type OfKind<K extends ExpressionNode['kind']> = Extract<ExpressionNode, { kind: K }>;

type OperatorNode = OfKind<'unary' | 'binary' | 'is' | 'is-distinct' | 'between' | 'in-list' | 'like' | 'overlaps'>;

function bindOperator(node: OperatorNode, bind: Bind): Expression {
  switch (node.kind) {
    case 'unary':
      if (node.operator === '+') return bind(node.operand);
      return call(node.operator === '-' ? 'NEGATE' : 'NOT', [bind(node.operand)], node.span);
    case 'binary':
      return bindBinary(node.operator, bind(node.left), bind(node.right), node.span);
    case 'is':
      return bindIs(node, bind(node.operand));
    case 'is-distinct': {
      const name = node.negated ? 'IS_NOT_DISTINCT_FROM' : 'IS_DISTINCT_FROM';
      return call(name, [bind(node.left), bind(node.right)], node.span);
    }
    case 'between':
      return bindBetween(node, bind);
    case 'in-list':
      return bindInList(node, bind);
    case 'like':
      return bindLike(node, bind);
    case 'overlaps':
      return bindOverlaps(node, bind);
  }
}

type SpecialSyntax =
  | Exclude<JsonExpressionNode, JsonAggregateNode>
  | OfKind<
      | 'extract'
      | 'round-to-unit'
      | 'trim'
      | 'timestamp-arithmetic'
      | 'time-difference'
      | 'array'
      | 'map'
      | 'row'
      | 'element-access'
    >;

const TRIMS = { BOTH: 'TRIM', LEADING: 'LTRIM', TRAILING: 'RTRIM' } as const;

/** Functions and constructors that have a syntax of their own. */
function bindSpecialSyntax(node: SpecialSyntax, bind: Bind): Expression {
  const { span } = node;
  switch (node.kind) {
    case 'extract':
      return bindExtract(node, bind(node.operand));
    case 'round-to-unit':
      return bindRoundToUnit(node, bind(node.operand));
    case 'trim': {
      const characters = node.characters === undefined ? [] : [bind(node.characters)];
      return call(TRIMS[node.side], [bind(node.operand), ...characters], span);
    }
    case 'timestamp-arithmetic':
      return bindTimestampArithmetic(node, bind(node.first), bind(node.second));
    case 'time-difference':
      return call(
        'TIME_DIFFERENCE',
        [bind(node.later), bind(node.earlier), textLiteral(node.qualifier.from, span)],
        span,
      );
    case 'element-access':
      return call('ITEM', [bind(node.operand), bind(node.index)], span);
    case 'array':
      return call('ARRAY', node.elements.map(bind), span);
    case 'map': {
      const entries = node.entries.flatMap((entry) => [bind(entry.key), bind(entry.value)]);
      return call('MAP', entries, span);
    }
    case 'row':
      return call('ROW', node.elements.map(bind), span);
    default:
      return bindJson(node, bind);
  }
}

/** Binds a condition. @throws SqlError SQL_TYPE_MISMATCH when it is not BOOLEAN. */
export function bindCondition(node: ExpressionNode, context: ExpressionContext): Expression {
  const condition = bindExpression(node, context);
  if (condition.type.kind === 'BOOLEAN' || condition.type.kind === 'NULL') return condition;
  return refuse(
    'SQL_TYPE_MISMATCH',
    node.span,
    `${context.clause} needs a condition, not ${formatType(condition.type)}`,
    'compare it: value = …, or value IS NOT NULL',
  );
}

function refuseSubquery(node: SubqueryNode, { clause }: ExpressionContext): never {
  const hint = 'subqueries stand in SELECT, WHERE and HAVING; elsewhere compute their value in a subquery in FROM';
  return refuse('SQL_UNSUPPORTED', node.span, `a subquery cannot stand in ${clause}`, hint);
}

type MisplacedNode = OfKind<'match-semantics' | 'named-argument' | 'table-argument' | 'descriptor'>;

function refuseMisplaced(node: MisplacedNode): never {
  switch (node.kind) {
    case 'match-semantics':
      return refuse('SQL_INVALID_QUERY', node.span, `${node.mode} belongs into MATCH_RECOGNIZE`);
    case 'named-argument':
      return refuse('SQL_UNSUPPORTED', node.span, 'named arguments are not supported here', 'write them by position');
    case 'table-argument':
    case 'descriptor':
      return refuse('SQL_INVALID_QUERY', node.span, 'TABLE and DESCRIPTOR are arguments of a table function in FROM');
  }
}

const OPERATORS: Readonly<Record<BinaryOperator, ScalarFunctionName>> = {
  OR: 'OR',
  AND: 'AND',
  '=': 'EQUALS',
  '<>': 'NOT_EQUALS',
  '<': 'LESS',
  '<=': 'LESS_OR_EQUAL',
  '>': 'GREATER',
  '>=': 'GREATER_OR_EQUAL',
  '+': 'PLUS',
  '-': 'MINUS',
  '*': 'TIMES',
  '/': 'DIVIDE',
  '%': 'MOD',
  '||': 'TEXT_SUM',
};

function bindBinary(operator: BinaryOperator, left: Expression, right: Expression, span: SourceSpan): Expression {
  if (isDateTimeShift(operator, left, right)) return bindDateTimeShift(operator, left, right, span);
  if (operator === '*' && isInterval(right.type)) return call('TIMES', [right, left], span);
  return call(OPERATORS[operator], [left, right], span);
}

function accessField(operand: Expression, field: Identifier): Expression {
  const { type } = operand;
  if (type.kind !== 'ROW') {
    return refuse(
      'SQL_TYPE_MISMATCH',
      field.span,
      `${formatType(type)} has no field ${field.name}`,
      'only a ROW has fields',
    );
  }
  const index = type.fields.findIndex((each) => each.name === field.name);
  if (index === -1) {
    const names = type.fields.map((each) => each.name);
    return refuse('SQL_UNKNOWN_COLUMN', field.span, `unknown field ${field.name}`, nameHint(field.name, names));
  }
  return call('FIELD', [operand, intLiteral(index, field.span)], { ...operand.span, end: field.span.end });
}

/** Calls by name: special forms, scalar functions, and what an aggregating or windowing SELECT takes out. */

import { didYouMean } from '../../errors/closest-name.ts';
import type { DataType } from '../../row/data-type.ts';
import { formatType } from '../../row/type-format.ts';
import { commonType } from '../functions/common-type.ts';
import { callableNames, findAggregateFunction, findScalarFunction } from '../functions/find-function.ts';
import { isBinary, isNumeric, isText, isTimestamp, withNullable, withoutAttribute } from '../functions/type-build.ts';
import type { CallNode, ExpressionNode, TimeUnit } from '../parse/ast.ts';
import { call, callSignature, checkArgumentCount, refuseBareNull, refuseTypes } from './build-call.ts';
import { nullLiteral, textLiteral } from './build-literal.ts';
import { caseBranch } from './case-branch.ts';
import { coerce } from './coerce.ts';
import type { Expression } from './expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import { refuseForeignFunction } from './foreign-function.ts';
import { refuse } from './refuse.ts';
import { bindUserCall } from './user-call.ts';
import { isGroupingFunction, isWindowProperty, isWindowRanking } from './window-names.ts';

type Bind = (node: ExpressionNode) => Expression;

const UNIT_FUNCTIONS: Readonly<Record<string, TimeUnit>> = {
  YEAR: 'YEAR',
  QUARTER: 'QUARTER',
  MONTH: 'MONTH',
  WEEK: 'WEEK',
  DAYOFYEAR: 'DOY',
  DAYOFMONTH: 'DAY',
  DAYOFWEEK: 'DOW',
  HOUR: 'HOUR',
  MINUTE: 'MINUTE',
  SECOND: 'SECOND',
};

/** What else is only known inside MATCH_RECOGNIZE: match-calls.ts. */
const MATCH_FUNCTIONS = ['MATCH_ROWTIME', 'MATCH_PROCTIME', 'CLASSIFIER', 'PREV', 'NEXT'];

/** @throws SqlError SQL_UNKNOWN_FUNCTION, SQL_WRONG_ARGUMENTS, SQL_TYPE_MISMATCH, SQL_UNSUPPORTED. */
export function bindCall(node: CallNode, context: ExpressionContext, bind: Bind): Expression {
  const name = node.name.parts.map((part) => part.name).join('.');
  const upper = name.toUpperCase();
  const navigation = context.calls?.navigation?.(node);
  if (navigation !== undefined) return navigation;
  if (node.over !== undefined) return bindOver(node, name, context);
  if (isWindowProperty(upper)) return bindWindowProperty(node, upper, context);
  if (isGroupingFunction(upper)) return bindGroupingCall(node, upper, context);
  if (findAggregateFunction(name) !== undefined) return bindAggregate(node, upper, context);
  if (isWindowRanking(upper)) return refuse('SQL_INVALID_QUERY', node.span, `${upper} needs OVER (…)`);
  checkPlain(node, upper);
  const own = bindUserCall(node, bind);
  if (own !== undefined) return own;
  return bindSpecialForm(upper, node, bind) ?? bindScalar(name, node, bind);
}

function bindOver(node: CallNode, name: string, context: ExpressionContext): Expression {
  if (context.calls !== undefined) return context.calls.over(node, context);
  return refuse('SQL_INVALID_QUERY', node.span, `${name} OVER (…) cannot stand in ${context.clause}`, 'nest the query');
}

function bindAggregate(node: CallNode, name: string, context: ExpressionContext): Expression {
  if (context.calls !== undefined) return context.calls.aggregate(node, context);
  const hint = context.clause === 'WHERE' ? 'HAVING filters groups' : 'aggregate in a subquery below';
  return refuse('SQL_INVALID_QUERY', node.span, `the aggregate ${name} cannot stand in ${context.clause}`, hint);
}

function bindGroupingCall(node: CallNode, name: string, context: ExpressionContext): Expression {
  if (context.calls !== undefined) return context.calls.grouping(node, context);
  return refuse('SQL_INVALID_QUERY', node.span, `${name} cannot stand in ${context.clause}`, 'HAVING filters groups');
}

function bindWindowProperty(node: CallNode, name: string, context: ExpressionContext): Expression {
  if (context.calls !== undefined) return context.calls.windowProperty(node, context);
  return refuse('SQL_INVALID_QUERY', node.span, `${name} cannot stand in ${context.clause}`);
}

function checkPlain(node: CallNode, name: string): void {
  const clause = node.distinct
    ? 'DISTINCT'
    : node.star
      ? '*'
      : node.filter !== undefined
        ? 'FILTER'
        : node.withinGroup.length > 0
          ? 'WITHIN GROUP'
          : undefined;
  if (clause !== undefined) {
    refuse('SQL_WRONG_ARGUMENTS', node.span, `${name} takes no ${clause}: it is not an aggregate function`);
  }
}

function bindScalar(name: string, node: CallNode, bind: Bind): Expression {
  const signature = findScalarFunction(name);
  if (signature?.name === 'JSON') {
    return refuse(
      'SQL_INVALID_QUERY',
      node.span,
      'JSON(…) stands in JSON_OBJECT or JSON_ARRAY only',
      "write JSON_OBJECT('key' VALUE JSON(text))",
    );
  }
  if (signature !== undefined) return callSignature(signature, node.args.map(bind), node.span);
  if (MATCH_FUNCTIONS.includes(name.toUpperCase())) {
    return refuse(
      'SQL_INVALID_QUERY',
      node.span,
      `${name} belongs into MATCH_RECOGNIZE`,
      'it stands in MEASURES and DEFINE',
    );
  }
  refuseForeignFunction(name, node.name.span);
  const hint = didYouMean(name, callableNames()) ?? 'CREATE FUNCTION makes one of a registered class';
  return refuse('SQL_UNKNOWN_FUNCTION', node.name.span, `unknown function ${name}`, hint);
}

/** Functions that are another expression in disguise. */
function bindSpecialForm(name: string, node: CallNode, bind: Bind): Expression | undefined {
  const unit = UNIT_FUNCTIONS[name];
  if (unit !== undefined) {
    const [operand, ...others] = node.args.map(bind);
    if (operand === undefined || others.length > 0) return wrongCount(node, name, 1, `${name}(time)`);
    return call('EXTRACT', [textLiteral(unit, node.span), operand], node.span);
  }
  switch (name) {
    case 'IF':
      return bindIf(node, node.args.map(bind));
    case 'NULLIF':
      return bindNullIf(node, node.args.map(bind));
    case 'IFNULL':
      if (node.args.length !== 2) return wrongCount(node, name, 2, 'IFNULL(value, replacement)');
      return call('COALESCE', node.args.map(bind), node.span);
    case 'TYPEOF':
      return bindTypeOf(node, node.args.map(bind));
    case 'CURRENT_DATABASE':
      if (node.args.length > 0) return wrongCount(node, name, 0, 'CURRENT_DATABASE()');
      return textLiteral('default_database', node.span);
    case 'UNIX_TIMESTAMP':
      return node.args.length === 0 ? call('UNIX_TIMESTAMP_NOW', [], node.span) : undefined;
    default:
      return undefined;
  }
}

function wrongCount(node: CallNode, name: string, count: number, usage: string): never {
  checkArgumentCount({ name, minimum: count, maximum: count, usage }, node.args.length, node.span);
  return refuse('SQL_WRONG_ARGUMENTS', node.span, `write ${usage}`);
}

function bindIf(node: CallNode, args: readonly Expression[]): Expression {
  const usage = 'IF(condition, value, otherwise)';
  const [when, then, otherwise] = args;
  for (const value of args.slice(1)) refuseBareNull(value);
  if (!when || !then || !otherwise || args.length > 3) return wrongCount(node, 'IF', 3, usage);
  const type = commonType([then.type, otherwise.type]);
  const families = [valueFamily(then.type), valueFamily(otherwise.type)];
  const fits = when.type.kind === 'BOOLEAN' && families[0] !== undefined && families[0] === families[1];
  if (type === undefined || !fits) return refuseTypes(usage, args, node.span);
  const plain = withoutAttribute(type);
  return {
    kind: 'case',
    branches: [caseBranch(when, coerce(then, plain))],
    otherwise: coerce(otherwise, plain),
    type: plain,
    span: node.span,
  };
}

/** What IF chooses between is of one family; CASE takes every type. */
function valueFamily(type: DataType): string | undefined {
  if (isNumeric(type)) return 'number';
  if (isText(type)) return 'text';
  if (isBinary(type)) return 'binary';
  if (isTimestamp(type)) return 'timestamp';
  return ['BOOLEAN', 'DATE', 'TIME'].includes(type.kind) ? type.kind : undefined;
}

/** The type of an expression as text; with TRUE in the form in which a script can read it again. */
function bindTypeOf(node: CallNode, args: readonly Expression[]): Expression {
  const usage = 'TYPEOF(value[, TRUE or FALSE])';
  const [value, serializable] = args;
  if (value === undefined || args.length > 2) return wrongCount(node, 'TYPEOF', 1, usage);
  const flag = serializable?.kind === 'literal' ? serializable.value : undefined;
  if (serializable !== undefined && typeof flag !== 'boolean') return refuseTypes(usage, args, node.span);
  const text = formatType(withoutAttribute(value.type));
  return textLiteral(flag === true ? serializableType(text) : text, node.span);
}

/** STRING and BYTES are short names. */
function serializableType(text: string): string {
  return text.replace(/\bSTRING\b/g, 'VARCHAR(2147483647)').replace(/\bBYTES\b/g, 'VARBINARY(2147483647)');
}

/** CASE WHEN a = b THEN NULL ELSE a END. */
function bindNullIf(node: CallNode, args: readonly Expression[]): Expression {
  const [value, other] = args;
  if (!value || !other || args.length > 2) return wrongCount(node, 'NULLIF', 2, 'NULLIF(value, value)');
  refuseBareNull(value);
  const type = withNullable(withoutAttribute(value.type), true);
  return {
    kind: 'case',
    branches: [caseBranch(call('EQUALS', [value, other], node.span), nullLiteral(type, node.span))],
    otherwise: value,
    type,
    span: node.span,
  };
}

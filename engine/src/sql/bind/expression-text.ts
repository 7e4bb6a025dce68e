/** Bound expressions as SQL text, for EXPLAIN and messages. */
import { formatDecimal } from '../../row/decimal.ts';
import { formatDate, formatTime, formatTimestamp } from '../../row/timestamp.ts';
import { formatBareType } from '../../row/type-format.ts';
import { quoteText } from '../parse/literal-text.ts';
import type { AggregateCall, CallExpression, Expression, LiteralExpression } from './expression.ts';

const OPERATORS: Readonly<Record<string, { readonly text: string; readonly power: number }>> = {
  OR: { text: 'OR', power: 1 },
  AND: { text: 'AND', power: 2 },
  EQUALS: { text: '=', power: 4 },
  NOT_EQUALS: { text: '<>', power: 4 },
  LESS: { text: '<', power: 4 },
  LESS_OR_EQUAL: { text: '<=', power: 4 },
  GREATER: { text: '>', power: 4 },
  GREATER_OR_EQUAL: { text: '>=', power: 4 },
  IS_DISTINCT_FROM: { text: 'IS DISTINCT FROM', power: 4 },
  IS_NOT_DISTINCT_FROM: { text: 'IS NOT DISTINCT FROM', power: 4 },
  PLUS: { text: '+', power: 5 },
  MINUS: { text: '-', power: 5 },
  DATETIME_PLUS: { text: '+', power: 5 },
  DATETIME_MINUS: { text: '-', power: 5 },
  CONCAT: { text: '||', power: 5 },
  TIMES: { text: '*', power: 6 },
  DIVIDE: { text: '/', power: 6 },
};

const POSTFIX: Readonly<Record<string, string>> = {
  IS_NULL: 'IS NULL',
  IS_NOT_NULL: 'IS NOT NULL',
  IS_TRUE: 'IS TRUE',
  IS_NOT_TRUE: 'IS NOT TRUE',
  IS_FALSE: 'IS FALSE',
  IS_NOT_FALSE: 'IS NOT FALSE',
};

/** How tightly the surrounding operator binds decides whether parentheses are needed. */
export function expressionText(expression: Expression, power = 0): string {
  switch (expression.kind) {
    case 'column':
      return nameText(expression.name);
    case 'literal':
      return literalText(expression);
    case 'cast':
      return `${expression.safe ? 'TRY_CAST' : 'CAST'}(${expressionText(expression.input)} AS ${formatBareType(expression.type)})`;
    case 'case': {
      const branches = expression.branches.map(
        ({ when, then }) => `WHEN ${expressionText(when)} THEN ${expressionText(then)}`,
      );
      return `CASE ${branches.join(' ')} ELSE ${expressionText(expression.otherwise)} END`;
    }
    case 'call':
      return callText(expression, power);
  }
}

/** `SUM(amount) FILTER (WHERE paid)`. */
export function aggregateText(call: AggregateCall): string {
  const args = call.args.length === 0 ? '*' : call.args.map((argument) => expressionText(argument)).join(', ');
  const filter = call.filter === undefined ? '' : ` FILTER (WHERE ${expressionText(call.filter)})`;
  return `${call.function}(${call.distinct ? 'DISTINCT ' : ''}${args})${filter}`;
}

/** The name, in backticks where it is no plain word. */
export function nameText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `\`${name}\``;
}

function callText(call: CallExpression, power: number): string {
  const [first, second, ...rest] = call.args;
  const operator = OPERATORS[call.function];
  if (operator !== undefined && first !== undefined && second !== undefined) {
    const parts = call.args.map((argument, index) =>
      expressionText(argument, operator.power + (index === 0 ? 0 : 0.5)),
    );
    return parenthesized(parts.join(` ${operator.text} `), power > operator.power);
  }
  const postfix = POSTFIX[call.function];
  if (postfix !== undefined && first !== undefined)
    return parenthesized(`${expressionText(first, 4.5)} ${postfix}`, power > 4);
  return (
    specialText(call, first, second, power) ??
    `${call.function}(${[first, second, ...rest].flatMap(argumentText).join(', ')})`
  );
}

function argumentText(argument: Expression | undefined): readonly string[] {
  return argument === undefined ? [] : [expressionText(argument)];
}

function specialText(
  call: CallExpression,
  first: Expression | undefined,
  second: Expression | undefined,
  power: number,
): string | undefined {
  if (first === undefined) return undefined;
  switch (call.function) {
    case 'NOT':
      return parenthesized(`NOT ${expressionText(first, 3.5)}`, power > 3);
    case 'NEGATE':
      return `-${expressionText(first, 7)}`;
    case 'IN':
      return parenthesized(
        `${expressionText(first, 4.5)} IN (${call.args
          .slice(1)
          .map((item) => expressionText(item))
          .join(', ')})`,
        power > 4,
      );
    case 'LIKE':
      return second && parenthesized(`${expressionText(first, 4.5)} LIKE ${expressionText(second, 4.5)}`, power > 4);
    case 'FIELD':
      return fieldText(first, second);
    case 'ITEM':
      return second && `${expressionText(first, 8)}[${expressionText(second)}]`;
    case 'EXTRACT':
      return second && `EXTRACT(${unitText(first)} FROM ${expressionText(second)})`;
    case 'FLOOR_TIME':
    case 'CEIL_TIME':
      return second && `${call.function.slice(0, -5)}(${expressionText(first)} TO ${unitText(second)})`;
    default:
      return undefined;
  }
}

function fieldText(row: Expression, index: Expression | undefined): string | undefined {
  if (row.type.kind !== 'ROW' || index?.kind !== 'literal') return undefined;
  return `${expressionText(row, 8)}.${nameText(row.type.fields[Number(index.value)]?.name ?? '?')}`;
}

function unitText(expression: Expression): string {
  return expression.kind === 'literal' ? String(expression.value) : expressionText(expression);
}

function parenthesized(text: string, needed: boolean): string {
  return needed ? `(${text})` : text;
}

function literalText({ value, type }: LiteralExpression): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'string') return quoteText(value);
  if (typeof value === 'number' || typeof value === 'bigint') {
    return type.kind === 'DECIMAL' ? formatDecimal(value, type.scale) : numberText(Number(value), type.kind);
  }
  return value instanceof Uint8Array ? `x'${Buffer.from(value).toString('hex')}'` : '…';
}

function numberText(value: number, kind: LiteralExpression['type']['kind']): string {
  switch (kind) {
    case 'DATE':
      return `DATE '${formatDate(value)}'`;
    case 'TIME':
      return `TIME '${formatTime(value)}'`;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return `${kind} '${formatTimestamp(value)}'`;
    case 'INTERVAL_DAY':
      return `INTERVAL ${durationText(value)}`;
    case 'INTERVAL_YEAR':
      return value % 12 === 0 ? `INTERVAL '${value / 12}' YEAR` : `INTERVAL '${value}' MONTH`;
    default:
      return String(value);
  }
}

const UNITS = [
  ['DAY', 86_400_000],
  ['HOUR', 3_600_000],
  ['MINUTE', 60_000],
  ['SECOND', 1000],
] as const;

/** `'5' MINUTE`: in the largest unit that gives a whole number; thousandths of seconds at the finest. */
function durationText(ms: number): string {
  const [unit, size] = UNITS.find(([, each]) => ms % each === 0) ?? (['SECOND', 1000] as const);
  return `'${ms / size}' ${unit}`;
}

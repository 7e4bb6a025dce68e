/** Comparisons, by the type of what is compared. NULL tests and distinctness are never NULL. */
import assert from 'node:assert/strict';
import { compareBytes, compareText, valueComparator } from '../../../row/compare.ts';
import type { DataType } from '../../../row/data-type.ts';
import { decimalCompare, decimalRescale } from '../../../row/decimal.ts';
import type { Value } from '../../../row/row.ts';
import { valueKey } from '../../../row/row-key.ts';
import type { CallExpression, Expression } from '../../bind/expression.ts';
import type { ScalarFunctionName } from '../../functions/names.ts';
import { isText } from '../../functions/type-build.ts';
import {
  anyNull,
  assign,
  assignUnlessNull,
  type ExpressionScope,
  type Fragment,
  type FunctionCompiler,
} from '../expression-scope.ts';
import { literal } from '../literal.ts';
import { compileArguments, hintOf } from './implementation.ts';

const OPERATORS = {
  EQUALS: '===',
  NOT_EQUALS: '!==',
  LESS: '<',
  LESS_OR_EQUAL: '<=',
  GREATER: '>',
  GREATER_OR_EQUAL: '>=',
} as const;

type ComparisonName = keyof typeof OPERATORS;
type Operator = (typeof OPERATORS)[ComparisonName];

export function isComparison(name: string): name is ComparisonName {
  return Object.hasOwn(OPERATORS, name);
}

/** A typed operand. */
interface Operand {
  readonly fragment: Fragment;
  readonly type: DataType;
}

/** Code that is true exactly when the comparison is TRUE. */
export function comparisonCondition(
  call: CallExpression,
  compile: (expression: Expression) => Fragment,
  scope: ExpressionScope,
): string {
  const operands = operandsOf(call, compile);
  const code = comparisonCode(operatorOf(call), operands, scope);
  const guard = nullGuard(operatorOf(call), operands, code.direct);
  return guard === '' ? code.text : `${guard} && ${code.text}`;
}

/** With `===` on the values themselves, one side that may be NULL can do no harm: no value equals null. */
function nullGuard(operator: Operator, [left, right]: readonly [Operand, Operand], direct: boolean): string {
  if (operator === '===' && direct && !(left.fragment.nullable && right.fragment.nullable)) return '';
  return [left, right]
    .filter(({ fragment }) => fragment.nullable)
    .map(({ fragment }) => `${fragment.code} !== null`)
    .join(' && ');
}

function operandsOf(call: CallExpression, compile: (expression: Expression) => Fragment): readonly [Operand, Operand] {
  const [left, right] = call.args;
  assert(left !== undefined && right !== undefined);
  return [
    { fragment: compile(left), type: left.type },
    { fragment: compile(right), type: right.type },
  ];
}

function operatorOf(call: CallExpression): Operator {
  assert(isComparison(call.function));
  return OPERATORS[call.function];
}

/** The comparison of two values that are not NULL; `direct` when it is a plain operator on them. */
function comparisonCode(
  operator: Operator,
  [left, right]: readonly [Operand, Operand],
  scope: ExpressionScope,
): { text: string; direct: boolean } {
  const equality = operator === '===' || operator === '!==';
  const [a, b] = [left.fragment.code, right.fragment.code];
  const direct = { text: `${a} ${operator} ${b}`, direct: true };
  const byFunction = (hint: string, compare: unknown) => ({
    text: `${scope.writer.bind(hint, compare)}(${a}, ${b}) ${operator} 0`,
    direct: false,
  });
  switch (left.type.kind) {
    case 'CHAR':
    case 'VARCHAR':
      return equality ? direct : byFunction('compareText', compareText);
    case 'DECIMAL':
      return decimalComparison(operator, [left, right], scope) ?? direct;
    case 'BINARY':
    case 'VARBINARY':
      return byFunction('compareBytes', compareBytes);
    case 'ARRAY':
    case 'MULTISET':
    case 'MAP':
    case 'ROW': {
      if (!equality) return byFunction('compare', valueComparator(left.type));
      const key = scope.writer.bind('valueKey', valueKey);
      return { text: `${key}(${a}) ${operator} ${key}(${b})`, direct: false };
    }
    default:
      return direct;
  }
}

/** Decimals of two scales; undefined when the scales are equal. A constant is brought to the other's scale for good. */
function decimalComparison(
  operator: Operator,
  [left, right]: readonly [Operand, Operand],
  scope: ExpressionScope,
): { text: string; direct: boolean } | undefined {
  if (left.type.kind !== 'DECIMAL' || right.type.kind !== 'DECIMAL' || left.type.scale === right.type.scale) {
    return undefined;
  }
  const scale = Math.max(left.type.scale, right.type.scale);
  const [a, b] = [atScale(left, scale, scope), atScale(right, scale, scope)];
  if (a !== undefined && b !== undefined) return { text: `${a} ${operator} ${b}`, direct: false };
  const compare = scope.writer.bind('compareDecimals', decimalCompare(left.type.scale, right.type.scale));
  return { text: `${compare}(${left.fragment.code}, ${right.fragment.code}) ${operator} 0`, direct: false };
}

/** The operand's code at a larger scale, when that is a constant or a product that is exact for every value. */
function atScale({ fragment, type }: Operand, scale: number, scope: ExpressionScope): string | undefined {
  if (type.kind !== 'DECIMAL') return undefined;
  if (type.scale === scale) return fragment.code;
  const { constant } = fragment;
  if (typeof constant === 'number' || typeof constant === 'bigint') {
    const rescaled = decimalRescale(type.scale, { precision: 76, scale })(constant);
    return literal(rescaled, scope).code;
  }
  const digits = scale - type.scale;
  return type.precision + digits <= 15 ? `${fragment.code} * ${10 ** digits}` : undefined;
}

const comparison: FunctionCompiler = ({ call, scope, compile }) => {
  const operands = operandsOf(call, compile);
  const { text } = comparisonCode(operatorOf(call), operands, scope);
  const fragments = operands.map(({ fragment }) => fragment);
  return assignUnlessNull(scope, call.function.toLowerCase(), fragments, { code: text, nullable: false });
};

/** IS [NOT] DISTINCT FROM: NULL equals NULL. */
function distinctness(operator: '===' | '!=='): FunctionCompiler {
  return ({ call, scope, compile }) => {
    const operands = operandsOf(call, compile);
    const { text, direct } = comparisonCode(operator, operands, scope);
    const [a, b] = operands;
    const guard = anyNull([a.fragment, b.fragment]);
    const same = `${a.fragment.code} ${operator} ${b.fragment.code}`;
    return assign(scope, 'distinct', direct || guard === '' ? text : `(${guard}) ? ${same} : ${text}`, false);
  };
}

function nullTest(operator: '===' | '!=='): FunctionCompiler {
  return (site) => {
    const [arg] = compileArguments(site);
    const code = arg?.nullable === true ? `${arg.code} ${operator} null` : String(operator === '!==');
    return assign(site.scope, hintOf(site), code, false);
  };
}

/** a IN (…): a set look-up for many constants, else comparisons; NULL when nothing matches but something is NULL. */
const membership: FunctionCompiler = (site) => {
  const { call, scope } = site;
  const [value, ...candidates] = compileArguments(site);
  const types = call.args.map((arg) => arg.type);
  assert(value !== undefined && types[0] !== undefined);
  const test = isPlainSet(types[0], candidates)
    ? `${scope.writer.bind('candidates', new Set(candidates.map(({ constant }) => constant)))}.has(${value.code})`
    : candidates
        .map((candidate, index) => {
          const operands = [
            { fragment: value, type: call.args[0]?.type ?? call.type },
            { fragment: candidate, type: types[index + 1] ?? call.type },
          ] as const;
          const guard = candidate.nullable ? `${candidate.code} !== null && ` : '';
          return `(${guard}${comparisonCode('===', operands, scope).text})`;
        })
        .join(' || ');
  const guard = anyNull(candidates);
  const result = guard === '' ? test : `(${test}) ? true : ${guard} ? null : false`;
  return assignUnlessNull(scope, 'in', [value], { code: `(${result})`, nullable: guard !== '' });
};

/** Whether a Set of the constants finds exactly the equal values. */
function isPlainSet(type: DataType, candidates: readonly Fragment[]): boolean {
  if (candidates.length < 4 || !candidates.every(({ constant }) => constant !== undefined && constant !== null)) {
    return false;
  }
  return (
    isText(type) || ['TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'DATE', 'TIMESTAMP', 'TIMESTAMP_LTZ'].includes(type.kind)
  );
}

/** GREATEST and LEAST. */
function extreme(keep: (order: number) => boolean): FunctionCompiler {
  return (site) => {
    const args = compileArguments(site);
    const compare = valueComparator(site.call.type);
    const pick = (...values: Value[]) => values.reduce((best, value) => (keep(compare(value, best)) ? value : best));
    const callee = site.scope.writer.bind(hintOf(site), pick);
    const code = `${callee}(${args.map((arg) => arg.code).join(', ')})`;
    return assignUnlessNull(site.scope, hintOf(site), args, { code, nullable: false });
  };
}

export const comparisonFunctions = {
  EQUALS: comparison,
  NOT_EQUALS: comparison,
  LESS: comparison,
  LESS_OR_EQUAL: comparison,
  GREATER: comparison,
  GREATER_OR_EQUAL: comparison,
  IS_DISTINCT_FROM: distinctness('!=='),
  IS_NOT_DISTINCT_FROM: distinctness('==='),
  IS_NULL: nullTest('==='),
  IS_NOT_NULL: nullTest('!=='),
  IN: membership,
  GREATEST: extreme((order) => order > 0),
  LEAST: extreme((order) => order < 0),
} satisfies Partial<Record<ScalarFunctionName, FunctionCompiler>>;

/**
 * Whether a condition can be TRUE of a row whose columns on one side are all NULL: if not, an outer join below it gives
 * its padded rows for nothing. As careful as Flink's planner, since what an outer join gives decides which sinks take it.
 */
import type { CallExpression, CaseExpression, Expression } from '../bind/expression.ts';
import { sameExpression } from '../bind/expression-tree.ts';

type IsPadded = (column: number) => boolean;

/** Whether the condition is FALSE or NULL wherever the padded columns are NULL. */
export function rejectsNulls(condition: Expression, isPadded: IsPadded): boolean {
  if (condition.kind === 'case') {
    const test = testOf(condition);
    return test !== undefined && rejectsNulls(test, isPadded);
  }
  if (condition.kind === 'call') {
    switch (condition.function) {
      case 'AND':
        return withoutRanges(condition.args).some((each) => rejectsNulls(each, isPadded));
      case 'OR': {
        const parts = withoutRanges(condition.args);
        return parts.length === condition.args.length && parts.every((each) => rejectsNulls(each, isPadded));
      }
      case 'IS_TRUE':
        return condition.args.every((each) => rejectsNulls(each, isPadded));
      case 'IS_NOT_DISTINCT_FROM':
        return isComparedWithValue(condition) && condition.args.some((each) => isNull(each, isPadded));
      case 'IS_NOT_NULL':
        return condition.args.every((each) => isNull(each, isPadded));
      default:
    }
  }
  return isNull(condition, isPadded);
}

/** The test of CASE WHEN test THEN TRUE ELSE FALSE END. */
function testOf({ branches, otherwise }: CaseExpression): Expression | undefined {
  const [first, second] = branches;
  const isConstant = (each: Expression | undefined, value: boolean) => each?.kind === 'literal' && each.value === value;
  const isPlain = second === undefined && isConstant(first?.then, true) && isConstant(otherwise, false);
  return isPlain ? first?.when : undefined;
}

const COMPARISONS: ReadonlySet<string> = new Set([
  'EQUALS',
  'NOT_EQUALS',
  'LESS',
  'LESS_OR_EQUAL',
  'GREATER',
  'GREATER_OR_EQUAL',
]);

/**
 * What is compared with several constants (BETWEEN, IN, `a > 1 AND a < 5`) is to Flink's planner one search in ranges, of
 * which it does not know that it rejects NULL.
 */
function withoutRanges(parts: readonly Expression[]): readonly Expression[] {
  const isRange = (part: Expression): boolean => parts.some((other) => other !== part && sameOperand(part, other));
  return parts.filter((part) => !isRange(part));
}

function sameOperand(a: Expression, b: Expression): boolean {
  const [left, right] = [comparedOperand(a), comparedOperand(b)];
  return left !== undefined && right !== undefined && sameExpression(left, right);
}

function comparedOperand(part: Expression): Expression | undefined {
  if (part.kind !== 'call' || !COMPARISONS.has(part.function) || !isComparedWithValue(part)) return undefined;
  return part.args.find((each) => each.kind !== 'literal');
}

function isComparedWithValue({ args }: CallExpression): boolean {
  return args.some((each) => each.kind === 'literal' && each.value !== null);
}

/** Functions that give NULL for a NULL argument, as far as Flink's planner knows it. */
const STRICT: ReadonlySet<string> = new Set([
  ...COMPARISONS,
  'PLUS',
  'MINUS',
  'TIMES',
  'DIVIDE',
  'MOD',
  'NEGATE',
  'NOT',
  'LIKE',
  'SIMILAR',
]);

function isNull(expression: Expression, isPadded: IsPadded): boolean {
  switch (expression.kind) {
    case 'column':
      return isPadded(expression.index);
    case 'literal':
      return expression.value === null;
    case 'cast':
      return isNull(expression.input, isPadded);
    case 'call':
      return isNullCall(expression, isPadded);
    case 'case':
      return false;
  }
}

function isNullCall(call: CallExpression, isPadded: IsPadded): boolean {
  if (call.function === 'AND' || call.function === 'OR') return call.args.every((each) => isNull(each, isPadded));
  return STRICT.has(call.function) && call.args.some((each) => isNull(each, isPadded));
}

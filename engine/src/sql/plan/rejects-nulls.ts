/**
 * Whether a condition can be TRUE of a row whose columns on one side are all NULL: if not, an outer join below it gives
 * its padded rows for nothing. As careful as Flink's planner, since what an outer join gives decides which sinks take it.
 */
import type { CallExpression, Expression } from '../bind/expression.ts';
import type { ScalarFunctionName } from '../functions/names.ts';

type IsPadded = (column: number) => boolean;

/** Whether the condition is FALSE or NULL wherever the padded columns are NULL. */
export function rejectsNulls(condition: Expression, isPadded: IsPadded): boolean {
  if (condition.kind === 'call') {
    switch (condition.function) {
      case 'AND':
        return condition.args.some((each) => rejectsNulls(each, isPadded));
      case 'OR':
        return condition.args.every((each) => rejectsNulls(each, isPadded));
      case 'IS_NOT_NULL':
        return condition.args.every((each) => isNull(each, isPadded));
      default:
    }
  }
  return isNull(condition, isPadded);
}

/** Functions that give NULL for a NULL argument, as far as Flink's planner knows it. */
const STRICT: ReadonlySet<string> = new Set<ScalarFunctionName>([
  'EQUALS',
  'NOT_EQUALS',
  'LESS',
  'LESS_OR_EQUAL',
  'GREATER',
  'GREATER_OR_EQUAL',
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
  if (call.function === 'IN') return call.args.slice(0, 1).every((each) => isNull(each, isPadded));
  return STRICT.has(call.function) && call.args.some((each) => isNull(each, isPadded));
}

/**
 * Predicates where only TRUE matters (WHERE, FILTER, WHEN): NULL and FALSE are one, so AND, OR and comparisons need no
 * third value.
 */
import type { CallExpression, Expression } from '../bind/expression.ts';
import type { PartCompiler } from './case-expression.ts';
import type { ExpressionScope } from './expression-scope.ts';
import { comparisonCondition, isComparison } from './functions/comparison.ts';

/** Code that is true exactly when the predicate is TRUE. */
export function compileConditionOf(expression: Expression, scope: ExpressionScope, parts: PartCompiler): string {
  if (expression.kind === 'call') {
    const code = callCondition(expression, scope, parts);
    if (code !== undefined) return code;
  }
  const { code, nullable, constant } = parts.value(expression);
  if (constant !== undefined) return String(constant === true);
  return nullable ? `${code} === true` : code;
}

function callCondition(call: CallExpression, scope: ExpressionScope, parts: PartCompiler): string | undefined {
  const [first] = call.args;
  if (first === undefined) return undefined;
  switch (call.function) {
    case 'AND':
    case 'OR':
      return junction(call, scope, parts);
    case 'IS_TRUE':
      return parts.condition(first);
    case 'IS_NOT_TRUE':
      return `!(${parts.condition(first)})`;
    case 'IS_NULL':
    case 'IS_NOT_NULL':
      return nullTest(call.function, first, parts);
    default:
      return isComparison(call.function) ? comparisonCondition(call, parts.value, scope) : undefined;
  }
}

function nullTest(name: 'IS_NULL' | 'IS_NOT_NULL', arg: Expression, parts: PartCompiler): string {
  const { code, nullable } = parts.value(arg);
  if (!nullable) return String(name === 'IS_NOT_NULL');
  return `${code} ${name === 'IS_NULL' ? '===' : '!=='} null`;
}

/**
 * `a && b` or `a || b`, as long as the later operands are mere expressions. When one needs statements of its own, they
 * go into a block that is entered only if the earlier operands did not decide.
 */
function junction(call: CallExpression, scope: ExpressionScope, parts: PartCompiler): string {
  const { writer } = scope;
  const isAnd = call.function === 'AND';
  let code = '';
  for (const arg of call.args) {
    let operand = '';
    const statements = writer.capture(() => {
      operand = parts.condition(arg);
    });
    if (code === '') {
      writer.replay(statements.map((line) => line.slice(2)));
      code = `(${operand})`;
    } else if (statements.length === 0) {
      code = `${code} ${isAnd ? '&&' : '||'} (${operand})`;
    } else {
      const result = writer.variable(isAnd ? 'and' : 'or');
      writer.line(`let ${result} = ${code};`);
      writer.line(`if (${isAnd ? '' : '!'}${result}) {`);
      writer.replay([...statements, `${statements[0]?.match(/^ */)?.[0] ?? ''}${result} = ${operand};`]);
      writer.line('}');
      code = result;
    }
  }
  return code;
}

/**
 * Compiles bound expressions to JavaScript. An expression becomes statements in the scope's writer and a fragment that
 * reads the result, so that several expressions share one generated function:
 *
 *     const writer = new CodeWriter('calc');
 *     writer.block('return (row) =>', () => {
 *       const price = compileExpression(expression, { writer, row: 'row' });
 *       writer.line(`return ${price.code};`);
 *     });
 *
 * X1. What a fragment's code reads is computed where the expression was compiled: it stays valid in that block and in
 *     blocks within it.
 * X2. Branches that SQL does not take (CASE, COALESCE, AND, OR) are not evaluated, so their errors do not occur.
 * X3. Constant parts are computed once, at compile time; if that fails they are left to fail when a row gets there.
 */
import { MillraceError } from '../../errors/millrace-error.ts';
import { CodeWriter } from '../../row/code-writer.ts';
import type { Row, Value } from '../../row/row.ts';
import type { CallExpression, Expression } from '../bind/expression.ts';
import { isScalarFunctionName } from '../functions/names.ts';
import { compileCase } from './case-expression.ts';
import { compileCast } from './cast/compile-cast.ts';
import { compileConditionOf } from './condition.ts';
import { isConstant } from './constant.ts';
import type { CallSite, ExpressionScope, Fragment } from './expression-scope.ts';
import { scalarFunctions } from './functions/scalar-functions.ts';
import { literal } from './literal.ts';

export type { ExpressionScope, Fragment } from './expression-scope.ts';

/** Compiles an expression at this place. The fragment's code may be repeated freely. */
export function compileExpression(expression: Expression, scope: ExpressionScope): Fragment {
  switch (expression.kind) {
    case 'column':
      return { code: columnCode(expression.index, scope), nullable: expression.type.nullable };
    case 'literal':
      return literal(expression.value, scope);
    case 'call':
    case 'cast':
    case 'case':
      return foldConstant(expression, scope) ?? compileComputed(expression, scope);
  }
}

/** Compiles a predicate to code that is true exactly when it is TRUE (neither FALSE nor NULL). Use the code once. */
export function compileCondition(expression: Expression, scope: ExpressionScope): string {
  return compileConditionOf(expression, scope, {
    value: (inner) => compileExpression(inner, scope),
    condition: (inner) => compileCondition(inner, scope),
  });
}

/** A function from a row to the expression's value, for use outside generated code. */
export function expressionFunction(expression: Expression): (row: Row) => Value {
  const writer = new CodeWriter('expression');
  writer.block('return (row) =>', () => {
    writer.line(`return ${compileExpression(expression, { writer, row: 'row' }).code};`);
  });
  return writer.evaluate<(row: Row) => Value>();
}

function columnCode(index: number, { row, column }: ExpressionScope): string {
  return column === undefined ? `${row}.c${index}` : column(index);
}

type ComputedExpression = Extract<Expression, { kind: 'call' | 'cast' | 'case' }>;

function compileComputed(expression: ComputedExpression, scope: ExpressionScope): Fragment {
  switch (expression.kind) {
    case 'call':
      return compileCall(expression, scope);
    case 'cast':
      return compileCast(expression, compileExpression(expression.input, scope), scope);
    case 'case':
      return compileCase(expression, scope, {
        value: (inner) => compileExpression(inner, scope),
        condition: (inner) => compileCondition(inner, scope),
      });
  }
}

function compileCall(call: CallExpression, scope: ExpressionScope): Fragment {
  if (!isScalarFunctionName(call.function)) {
    throw new MillraceError(`There is no implementation of the function ${call.function}`, {
      code: 'UNKNOWN_FUNCTION',
      domain: 'internal',
      retry: 'never',
    });
  }
  const site: CallSite = {
    call,
    scope,
    compile: (expression) => compileExpression(expression, scope),
    condition: (expression) => compileCondition(expression, scope),
  };
  return scalarFunctions[call.function](site);
}

/** X3. The value of an expression over literals, as a literal; undefined when it is not constant or fails. */
function foldConstant(expression: ComputedExpression, scope: ExpressionScope): Fragment | undefined {
  if (!isConstant(expression)) return undefined;
  const writer = new CodeWriter('constant');
  writer.block('return () =>', () => {
    writer.line(`return ${compileComputed(expression, { writer, row: 'undefined' }).code};`);
  });
  try {
    return literal(writer.evaluate<() => Value>()(), scope);
  } catch (error) {
    if (error instanceof MillraceError && error.code !== 'CODE_GENERATION') return undefined;
    throw error;
  }
}

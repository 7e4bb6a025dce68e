/** What the parts of the expression compiler hand to each other: fragments of code and the place where they stand. */
import type { CodeWriter } from '../../row/code-writer.ts';
import type { Value } from '../../row/row.ts';
import type { CallExpression, Expression } from '../bind/expression.ts';

/** Where an expression's code is written, and the names that it may use there. */
export interface ExpressionScope {
  /** Statements that the expression needs go here, before the code that uses its result. */
  readonly writer: CodeWriter;
  /** Name of the variable that holds the input row. */
  readonly row: string;
  /** Code of a column of the input, where it is not that of one row: a join's condition reads two. */
  readonly column?: (index: number) => string;
  /** Code of the row's arrival time in milliseconds, for PROCTIME() and the CURRENT_… functions. */
  readonly processingTime?: string;
  /** Code of the watermark so far (a number or null), for CURRENT_WATERMARK. */
  readonly watermark?: string;
}

/**
 * The result of an expression: a name, a property or a literal, so it costs nothing to repeat. `nullable` is false when
 * the code can be seen never to give null. `constant` is there when the value is known now.
 */
export interface Fragment {
  readonly code: string;
  readonly nullable: boolean;
  readonly constant?: Value;
}

/** A function call that is being compiled. */
export interface CallSite {
  readonly call: CallExpression;
  readonly scope: ExpressionScope;
  /** Compiles an expression at this place. */
  compile(expression: Expression): Fragment;
  /** Compiles an expression to code that is true exactly when the value is TRUE. */
  condition(expression: Expression): string;
}

/** How calls of one function become code. */
export type FunctionCompiler = (site: CallSite) => Fragment;

/** Writes `const <hint> = <code>` and gives back the fragment that reads it. */
export function assign(scope: ExpressionScope, hint: string, code: string, nullable: boolean): Fragment {
  const name = scope.writer.variable(hint);
  scope.writer.line(`const ${name} = ${code};`);
  return { code: name, nullable };
}

/** Code that is true when one of the fragments is NULL; empty when none can be. */
export function anyNull(fragments: readonly Fragment[]): string {
  return fragments
    .filter((fragment) => fragment.nullable)
    .map((fragment) => `${fragment.code} === null`)
    .join(' || ');
}

/** Assigns `code`, which is only reached when none of the arguments is NULL. */
export function assignUnlessNull(
  scope: ExpressionScope,
  hint: string,
  args: readonly Fragment[],
  result: { readonly code: string; readonly nullable: boolean },
): Fragment {
  const guard = anyNull(args);
  const code = guard === '' ? result.code : `${guard} ? null : ${result.code}`;
  return assign(scope, hint, code, guard !== '' || result.nullable);
}

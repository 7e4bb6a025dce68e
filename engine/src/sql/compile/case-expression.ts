/** CASE WHEN … THEN … ELSE … END: nested if blocks, so that only the branch taken is evaluated. */
import type { CaseExpression, Expression } from '../bind/expression.ts';
import type { ExpressionScope, Fragment } from './expression-scope.ts';

/** How the parts of a compound expression are compiled. */
export interface PartCompiler {
  value(expression: Expression): Fragment;
  condition(expression: Expression): string;
}

export function compileCase(expression: CaseExpression, scope: ExpressionScope, parts: PartCompiler): Fragment {
  const { writer } = scope;
  const result = writer.variable('case');
  writer.line(`let ${result};`);
  let nullable = false;
  const assignResult = (value: Expression) => {
    const fragment = parts.value(value);
    nullable ||= fragment.nullable;
    writer.line(`${result} = ${fragment.code};`);
  };
  const writeBranch = (index: number) => {
    const branch = expression.branches[index];
    if (branch === undefined) return assignResult(expression.otherwise);
    writer.block(`if (${parts.condition(branch.when)})`, () => assignResult(branch.then));
    writer.block('else', () => writeBranch(index + 1));
  };
  writeBranch(0);
  return { code: result, nullable };
}

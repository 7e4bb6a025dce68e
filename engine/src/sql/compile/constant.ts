/** Which expressions have the same value for every row. */
import type { Expression } from '../bind/expression.ts';

const NOT_DETERMINISTIC: ReadonlySet<string> = new Set([
  'CURRENT_TIMESTAMP',
  'CURRENT_ROW_TIMESTAMP',
  'LOCALTIMESTAMP',
  'LOCALTIME',
  'CURRENT_DATE',
  'UNIX_TIMESTAMP_NOW',
  'PROCTIME',
  'CURRENT_WATERMARK',
]);

/** Whether the expression reads no column and no clock. */
export function isConstant(expression: Expression): boolean {
  switch (expression.kind) {
    case 'column':
      return false;
    case 'literal':
      return true;
    case 'cast':
      return isConstant(expression.input);
    case 'call':
      return !NOT_DETERMINISTIC.has(expression.function) && expression.args.every(isConstant);
    case 'case':
      return (
        isConstant(expression.otherwise) &&
        expression.branches.every((branch) => isConstant(branch.when) && isConstant(branch.then))
      );
  }
}

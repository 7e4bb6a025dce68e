/** Constant values as code. */
import { stringLiteral } from '../../row/code-writer.ts';
import type { Value } from '../../row/row.ts';
import type { ExpressionScope, Fragment } from './expression-scope.ts';

/** The fragment of a known value: written out when it is a primitive, bound when it is an object. */
export function literal(value: Value, scope: ExpressionScope): Fragment {
  return { code: literalCode(value, scope), nullable: value === null, constant: value };
}

function literalCode(value: Value, scope: ExpressionScope): string {
  switch (typeof value) {
    case 'string':
      return stringLiteral(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : value < 0 ? `(${value})` : String(value);
    case 'bigint':
      return value < 0n ? `(${value}n)` : `${value}n`;
    case 'boolean':
      return String(value);
    default:
      return value === null ? 'null' : scope.writer.bind('constant', value);
  }
}

/** CASE, in both forms, becomes the searched form with branches of one type. */

import { formatType } from '../../row/type-format.ts';
import { commonType } from '../functions/common-type.ts';
import { withNullable, withoutAttribute } from '../functions/type-build.ts';
import type { CaseNode, ExpressionNode } from '../parse/ast.ts';
import { call } from './build-call.ts';
import { nullLiteral } from './build-literal.ts';
import { caseBranch } from './case-branch.ts';
import { coerce } from './coerce.ts';
import type { Expression } from './expression.ts';
import { refuse } from './refuse.ts';

/**
 * The simple form becomes comparisons with its operand, so that only one form is planned and compiled.
 * @throws SqlError SQL_TYPE_MISMATCH when no type holds the results of all branches.
 */
export function bindCase(node: CaseNode, bind: (node: ExpressionNode) => Expression): Expression {
  const operand = node.operand === undefined ? undefined : bind(node.operand);
  const branches = node.branches.map((branch) => caseBranch(bindWhen(branch.when, operand, bind), bind(branch.then)));
  const otherwise = node.otherwise === undefined ? undefined : bind(node.otherwise);
  const results = [...branches.map((branch) => branch.then), ...(otherwise === undefined ? [] : [otherwise])];
  const common = commonType(results.map((result) => result.type));
  if (common === undefined || common.kind === 'NULL') {
    const types = results.map((result) => formatType(withNullable(result.type, true))).join(', ');
    return refuse(
      'SQL_TYPE_MISMATCH',
      node.span,
      `the results of CASE have no common type: ${types}`,
      'CAST them to one type',
    );
  }
  const type = withNullable(withoutAttribute(common), common.nullable || otherwise === undefined);
  return {
    kind: 'case',
    branches: branches.map((branch) => caseBranch(branch.when, coerce(branch.then, type))),
    otherwise: otherwise === undefined ? nullLiteral(type, node.span) : coerce(otherwise, type),
    type,
    span: node.span,
  };
}

function bindWhen(
  node: ExpressionNode,
  operand: Expression | undefined,
  bind: (node: ExpressionNode) => Expression,
): Expression {
  const when = bind(node);
  if (operand !== undefined) return call('EQUALS', [operand, when], node.span);
  if (when.type.kind === 'BOOLEAN' || when.type.kind === 'NULL') return when;
  return refuse('SQL_TYPE_MISMATCH', node.span, `WHEN needs a condition, not ${formatType(when.type)}`);
}

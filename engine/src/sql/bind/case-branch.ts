/** Makes the branches of a CASE: the one place that writes the property `then`. */
import type { CaseExpression, Expression } from './expression.ts';

export type CaseBranch = CaseExpression['branches'][number];

export function caseBranch(when: Expression, value: Expression): CaseBranch {
  // biome-ignore lint/suspicious/noThenProperty: a branch is plain data that nothing awaits.
  return { when, then: value };
}

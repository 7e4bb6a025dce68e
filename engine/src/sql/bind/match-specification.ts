/**
 * What a MATCH_RECOGNIZE looks for and gives, as plain data. Expressions in it are over operands: a column of some row
 * of the match, an aggregate over rows of it, or its time.
 */

import type { AggregateCall, Expression } from './expression.ts';
import { mapColumns } from './expression-tree.ts';

/** A variable by its place among `variables`, or the rows of all of them. */
export type MatchedRows = number | 'all';

export type MatchOperand =
  /** A column of the rows' first or last one, or of the one `offset` rows after or before it; NULL where there is none. */
  | {
      readonly kind: 'column';
      readonly rows: MatchedRows;
      readonly from: 'first' | 'last';
      readonly offset: number;
      readonly column: number;
    }
  | { readonly kind: 'aggregate'; readonly rows: MatchedRows; readonly call: AggregateCall }
  /** MATCH_ROWTIME() and MATCH_PROCTIME(). */
  | { readonly kind: 'rowtime' | 'proctime' };

export interface MatchExpression {
  /** Its columns are indices into `operands`. */
  readonly expression: Expression;
  readonly operands: readonly MatchOperand[];
}

/** One variable of the pattern; `maximum` is missing where it has no bound. */
export interface PatternStep {
  readonly minimum: number;
  readonly maximum: number | undefined;
  readonly greedy: boolean;
}

export type AfterMatch =
  | { readonly to: 'past-last-row' | 'next-row' }
  | { readonly to: 'first' | 'last'; readonly variable: number };

export interface MatchSpecification {
  /** Those of the pattern in its order, then those that are only defined. */
  readonly variables: readonly string[];
  /** One for each of the first variables. */
  readonly steps: readonly PatternStep[];
  readonly afterMatch: AfterMatch;
  /** 0: without WITHIN. */
  readonly withinMs: number;
  /** By step; undefined: every row will do. The row in question counts as the variable's last. */
  readonly conditions: readonly (MatchExpression | undefined)[];
  readonly measures: readonly MatchExpression[];
}

/** Every expression of a specification that computes something for a match. */
export function matchExpressions({ conditions, measures }: MatchSpecification): readonly MatchExpression[] {
  return [...conditions.flatMap((condition) => condition ?? []), ...measures];
}

/** The specification over an input whose columns lie elsewhere. */
export function moveMatch(match: MatchSpecification, place: (column: number) => number): MatchSpecification {
  const move = ({ expression, operands }: MatchExpression): MatchExpression => ({
    expression,
    operands: operands.map((operand) => moveOperand(operand, place)),
  });
  return {
    ...match,
    conditions: match.conditions.map((condition) => condition && move(condition)),
    measures: match.measures.map(move),
  };
}

function moveOperand(operand: MatchOperand, place: (column: number) => number): MatchOperand {
  if (operand.kind === 'column') return { ...operand, column: place(operand.column) };
  if (operand.kind !== 'aggregate') return operand;
  const moved = (argument: Expression): Expression =>
    mapColumns(argument, (column) => ({ ...column, index: place(column.index) }));
  return { ...operand, call: { ...operand.call, args: operand.call.args.map(moved) } };
}

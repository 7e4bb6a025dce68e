/** What surrounds an expression: the columns it sees, and what calls may stand in it besides scalar functions. */
import type { CallNode, ExpressionNode, MatchSemantics } from '../parse/ast.ts';
import type { Expression } from './expression.ts';
import type { Scope } from './scope.ts';

export interface ExpressionContext {
  readonly scope: Scope;
  /** The clause, for messages: `WHERE`, `GROUP BY`, `a computed column`. */
  readonly clause: string;
  /** Undefined where neither aggregates nor window functions may stand. */
  readonly calls?: CallBinder;
  /** Undefined where no subquery may stand. */
  readonly subqueries?: SubqueryBinder;
}

export type SubqueryNode = Extract<
  ExpressionNode,
  { kind: 'in-subquery' | 'exists' | 'quantified-comparison' | 'scalar-subquery' }
>;

/** Takes a subquery out of an expression, and puts a column in its place. */
export interface SubqueryBinder {
  bind(node: SubqueryNode, context: ExpressionContext, bind: (operand: ExpressionNode) => Expression): Expression;
}

/** Takes out of an expression what is computed elsewhere, and puts a column in its place. */
export interface CallBinder {
  aggregate(node: CallNode, context: ExpressionContext): Expression;
  /** A call with OVER. */
  over(node: CallNode, context: ExpressionContext): Expression;
  /** TUMBLE_START(ts, …) and its like over a group window. */
  windowProperty(node: CallNode, context: ExpressionContext): Expression;
  /** GROUPING and its like: which of several groupings a row is of. */
  grouping(node: CallNode, context: ExpressionContext): Expression;
  /** FIRST, LAST, MATCH_ROWTIME … inside MATCH_RECOGNIZE; undefined for every other call. */
  navigation?(node: CallNode): Expression | undefined;
  /** FINAL and RUNNING inside MATCH_RECOGNIZE. */
  semantics?(node: MatchSemantics, context: ExpressionContext): Expression;
}

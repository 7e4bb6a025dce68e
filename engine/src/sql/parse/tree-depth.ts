/**
 * How deep a tree is. Later passes walk trees by recursion, and a row of operators (`a + b + c …`) or a chain of joins is as
 * deep as it is long: each node hangs on the one before. Long rows inside deep nesting multiply, so that only the depth of
 * the finished tree says whether a pass could overflow the stack.
 */
import { type SourceSpan, SqlError } from '../../errors/sql-error.ts';

/** More than anyone writes, and far from the end of the stack. */
const MAX_TREE_DEPTH = 1_000;

/** Throws SqlError (SQL_SYNTAX) when the nodes of the tree hang on each other in more than 1,000 levels. */
export function checkTreeDepth(tree: { readonly span: SourceSpan }): void {
  let level: readonly object[] = [tree];
  let span = tree.span;
  for (let depth = 1; level.length > 0; depth++) {
    const next = level.flatMap(nodesBelow);
    span = spanOf(next) ?? span;
    if (depth > MAX_TREE_DEPTH && next.length > 0) {
      throw new SqlError(`this is nested, or a row of operators, more than ${MAX_TREE_DEPTH} levels deep`, {
        code: 'SQL_SYNTAX',
        span,
        hint: 'split it with CREATE VIEW',
      });
    }
    level = next;
  }
}

function spanOf([first]: readonly object[]): SourceSpan | undefined {
  return first !== undefined && 'span' in first ? (first.span as SourceSpan) : undefined;
}

/** The nodes directly under one; lists between them are no level, and spans no nodes. */
function nodesBelow(node: object): object[] {
  return Object.entries(node).flatMap(([key, part]) => (key === 'span' ? [] : nodesIn(part)));
}

function nodesIn(part: unknown): object[] {
  if (Array.isArray(part)) return part.flatMap(nodesIn);
  return typeof part === 'object' && part !== null ? [part] : [];
}

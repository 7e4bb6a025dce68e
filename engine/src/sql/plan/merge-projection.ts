/** Putting one projection’s expressions into another’s place, where that costs nothing. */
import { castExpression } from '../bind/coerce.ts';
import type { Expression } from '../bind/expression.ts';
import { childrenOf, columnsOf, isDeterministic, mapChildren, visitColumns } from '../bind/expression-tree.ts';

/** `expression` over the columns of a projection, said over the projection’s input. */
export function substitute(expression: Expression, projections: readonly Expression[]): Expression {
  if (expression.kind === 'column') {
    const source = projections[expression.index];
    if (source === undefined) throw new RangeError(`no projection ${expression.index}`);
    return source.kind === 'column' ? { ...source, name: expression.name, span: expression.span } : source;
  }
  const moved = mapChildren(expression, (child) => substitute(child, projections));
  // A cast of what has turned out to be a literal is done at once.
  return moved.kind === 'cast' ? castExpression(moved.input, moved.type, moved.safe) : moved;
}

/**
 * Whether substituting does no work twice: what is computed below and read more than once above stays where it is, and
 * so does what gives another value each time.
 */
export function canMerge(outer: readonly Expression[], inner: readonly Expression[]): boolean {
  const reads = new Map<number, number>();
  for (const expression of outer) {
    visitColumns(expression, ({ index }) => reads.set(index, (reads.get(index) ?? 0) + 1));
  }
  return inner.every((expression, index) => {
    const count = reads.get(index) ?? 0;
    return count === 0 || isCheap(expression) || (count === 1 && isDeterministic(expression));
  });
}

/** A value that is there without computing: a column, a literal, a field of a row. */
function isCheap(expression: Expression): boolean {
  if (expression.kind === 'column' || expression.kind === 'literal') return true;
  return expression.kind === 'call' && expression.function === 'FIELD' && childrenOf(expression).every(isCheap);
}

/** Whether a condition can be asked before the projection instead of after it. */
export function canPushThrough(condition: Expression, projections: readonly Expression[]): boolean {
  return [...columnsOf(condition)].every((index) => {
    const source = projections[index];
    return source !== undefined && isDeterministic(source);
  });
}

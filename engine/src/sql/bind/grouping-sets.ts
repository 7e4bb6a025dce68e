/** GROUPING SETS, ROLLUP and CUBE as the list of keys that GROUP BY names and the sets of them that it groups by. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { ExpressionNode, GroupBy, GroupingElement } from '../parse/ast.ts';
import { refuse } from './refuse.ts';

const MAX_SETS = 4096;

type KeySet = readonly ExpressionNode[];

/** One set after another, each of keys as they are written; one set where GROUP BY is a plain list. */
export function groupingSets(groupBy: GroupBy): readonly KeySet[] {
  let sets: readonly KeySet[] = [[]];
  for (const element of groupBy.elements) {
    const own = setsOf(element);
    if (sets.length * own.length > MAX_SETS) refuseCount(groupBy.span);
    sets = sets.flatMap((set) => own.map((other) => [...set, ...other]));
  }
  return sets;
}

function setsOf(element: GroupingElement): readonly KeySet[] {
  if (element.kind === 'grouping-expressions') return [element.expressions];
  switch (element.form) {
    case 'GROUPING SETS':
      return element.elements.flatMap(setsOf);
    case 'ROLLUP':
      return rollup(keysOf(element.elements));
    case 'CUBE':
      if (2 ** element.elements.length > MAX_SETS) refuseCount(element.span);
      return cube(keysOf(element.elements));
  }
}

/** What stands in ROLLUP and CUBE: keys, or several of them in parentheses. */
function keysOf(elements: readonly GroupingElement[]): readonly KeySet[] {
  return elements.map((element) => {
    if (element.kind === 'grouping-expressions') return element.expressions;
    return refuse('SQL_INVALID_QUERY', element.span, `${element.form} cannot stand in ROLLUP or CUBE`);
  });
}

function refuseCount(span: SourceSpan): never {
  return refuse('SQL_UNSUPPORTED', span, `GROUP BY makes more than ${MAX_SETS} sets`, 'write fewer keys');
}

function rollup(keys: readonly KeySet[]): readonly KeySet[] {
  return [...keys.map((_, index) => keys.slice(0, keys.length - index).flat()), []];
}

function cube(keys: readonly KeySet[]): readonly KeySet[] {
  const [first, ...rest] = keys;
  if (first === undefined) return [[]];
  const others = cube(rest);
  return [...others.map((set) => [...first, ...set]), ...others];
}

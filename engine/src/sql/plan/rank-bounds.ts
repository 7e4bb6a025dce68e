/** Reads `rownum <= 10`, `rownum = 1`, `3 >= rownum` out of a condition. */
import type { Expression } from '../bind/expression.ts';
import { conjunction, conjuncts } from '../bind/expression-tree.ts';

export interface RankBounds {
  readonly first: number;
  readonly last: number;
  /** What else the condition asks for. */
  readonly rest: Expression | undefined;
}

type Range = readonly [first: number, last: number];

const MIRRORED: Readonly<Record<string, string>> = {
  LESS: 'GREATER',
  LESS_OR_EQUAL: 'GREATER_OR_EQUAL',
  GREATER: 'LESS',
  GREATER_OR_EQUAL: 'LESS_OR_EQUAL',
  EQUALS: 'EQUALS',
};

/** Undefined without an upper bound, which a Top-N needs. */
export function rankBounds(condition: Expression, rankColumn: number): RankBounds | undefined {
  let [first, last]: Range = [1, Number.POSITIVE_INFINITY];
  const rest: Expression[] = [];
  for (const part of conjuncts(condition)) {
    const range = rankRange(part, rankColumn);
    if (range === undefined) rest.push(part);
    else [first, last] = [Math.max(first, range[0]), Math.min(last, range[1])];
  }
  return last === Number.POSITIVE_INFINITY ? undefined : { first, last, rest: conjunction(rest) };
}

function rankRange(part: Expression, rankColumn: number): Range | undefined {
  if (part.kind !== 'call') return undefined;
  const [a, b] = part.args;
  if (a?.kind === 'column' && a.index === rankColumn) return rangeOf(part.function, b);
  if (b?.kind === 'column' && b.index === rankColumn) return rangeOf(MIRRORED[part.function] ?? '', a);
  return undefined;
}

function rangeOf(operator: string, bound: Expression | undefined): Range | undefined {
  if (bound?.kind !== 'literal' || typeof bound.value !== 'number' || !Number.isInteger(bound.value)) return undefined;
  const { value } = bound;
  switch (operator) {
    case 'EQUALS':
      return [value, value];
    case 'LESS':
      return [1, value - 1];
    case 'LESS_OR_EQUAL':
      return [1, value];
    case 'GREATER':
      return [value + 1, Number.POSITIVE_INFINITY];
    case 'GREATER_OR_EQUAL':
      return [value, Number.POSITIVE_INFINITY];
    default:
      return undefined;
  }
}

/** Reads `rownum <= 10`, `rownum = 1`, `3 >= rownum` out of a condition. */
import type { Expression } from '../bind/expression.ts';
import { conjunction, conjuncts } from '../bind/expression-tree.ts';
import { refuse } from '../bind/refuse.ts';
import { isInteger } from '../functions/type-build.ts';

export interface RankBounds {
  readonly first: number;
  /** A number, or a column of each partition's first row. */
  readonly last: number | { readonly column: number };
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

/**
 * Undefined where the condition does not bound the rank, so that it is a number like any other.
 * @throws SqlError SQL_UNSUPPORTED where it is only bounded from below
 */
export function rankBounds(condition: Expression, rankColumn: number): RankBounds | undefined {
  let [first, last]: Range = [1, Number.POSITIVE_INFINITY];
  const rest: Expression[] = [];
  const columns: number[] = [];
  for (const part of conjuncts(condition)) {
    const range = rankRange(part, rankColumn);
    const column = boundColumn(part, rankColumn);
    if (range !== undefined) [first, last] = [Math.max(first, range[0]), Math.min(last, range[1])];
    else if (column !== undefined) columns.push(column);
    else rest.push(part);
  }
  const [column, second] = columns;
  if (column !== undefined) {
    const isAlone = second === undefined && first === 1 && last === Number.POSITIVE_INFINITY;
    return isAlone ? { first, last: { column }, rest: conjunction(rest) } : undefined;
  }
  if (last !== Number.POSITIVE_INFINITY) return { first, last, rest: conjunction(rest) };
  if (first === 1) return undefined;
  const hint = 'a rank is bounded from above: AND rn <= 10';
  return refuse('SQL_UNSUPPORTED', condition.span, 'ranks from a number on have no end over a stream', hint);
}

/** `rank <= column`: Flink takes the column of the first row of each partition. */
function boundColumn(part: Expression, rankColumn: number): number | undefined {
  if (part.kind !== 'call') return undefined;
  const [a, b] = part.args.map(withoutWidening);
  if (part.function === 'LESS_OR_EQUAL') return columnBeside(a, b, rankColumn);
  return part.function === 'GREATER_OR_EQUAL' ? columnBeside(b, a, rankColumn) : undefined;
}

function columnBeside(rank: Expression | undefined, bound: Expression | undefined, rankColumn: number) {
  const isRank = rank?.kind === 'column' && rank.index === rankColumn;
  return isRank && bound?.kind === 'column' && bound.index !== rankColumn ? bound.index : undefined;
}

/** A column that is only cast to the rank's BIGINT. */
function withoutWidening(expression: Expression): Expression {
  const isWidened = expression.kind === 'cast' && expression.type.kind === 'BIGINT' && isInteger(expression.input.type);
  return isWidened ? expression.input : expression;
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

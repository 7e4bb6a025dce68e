/** Projection push-down through MATCH_RECOGNIZE: measures that nothing reads go, the pattern stays as it is. */
import { columnsOf } from '../bind/expression-tree.ts';
import type { LogicalMatch } from '../bind/logical-plan.ts';
import { type MatchSpecification, matchExpressions, moveMatch } from '../bind/match-specification.ts';
import { at, type Pruned, pick, placesOf, prune, sorted } from './prune.ts';

export function pruneMatch(node: LogicalMatch, needed: ReadonlySet<number>): Pruned {
  const keys = node.partitionKeys.length;
  const read = sorted(needed).filter((index) => index >= keys);
  const measures = pick(
    node.match.measures,
    read.map((index) => index - keys),
  );
  const match = { ...node.match, measures };
  const own = [...node.partitionKeys, ...node.orderBy.map((key) => key.column)];
  const input = prune(node.input, new Set([...inputColumns(match), ...own]));
  const place = (column: number): number => at(input.places, column);
  const kept = [...node.partitionKeys.keys(), ...read];
  return {
    node: {
      ...node,
      input: input.node,
      partitionKeys: node.partitionKeys.map(place),
      orderBy: node.orderBy.map((key) => ({ ...key, column: place(key.column) })),
      match: moveMatch(match, place),
      schema: pick(node.schema, kept),
    },
    places: placesOf(kept, node.schema.length),
  };
}

function inputColumns(match: MatchSpecification): readonly number[] {
  return matchExpressions(match).flatMap(({ operands }) =>
    operands.flatMap((operand) => {
      if (operand.kind === 'column') return [operand.column];
      return operand.kind === 'aggregate' ? [...columnsOf(...operand.call.args)] : [];
    }),
  );
}

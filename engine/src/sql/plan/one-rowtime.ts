/** What a table takes in has one event time: Flink stamps the rows with it, and cannot choose between two. */
import type { Field } from '../../row/data-type.ts';
import type { LogicalNode } from '../bind/logical-plan.ts';
import { refuse } from '../bind/refuse.ts';
import { isTimestamp } from '../functions/type-build.ts';
import type { TableDefinition } from './physical-plan.ts';
import type { Planned } from './plan-query.ts';

/** The table that a SELECT without INSERT prints to; Flink shows such a result as it is. */
const BARE_SELECT = 'select';

/** @throws SqlError SQL_INVALID_QUERY when the query gives the sink more than one time attribute of event time. */
export function checkOneRowtime(logical: LogicalNode, { node, places }: Planned, sink: TableDefinition): void {
  if (sink.name === BARE_SELECT) return;
  const rowtimes = places.flatMap((place, index) => (isRowtime(node.schema[place]) ? [index] : []));
  const [first, second] = rowtimes.map((index) => logical.schema[index]?.name ?? '?');
  if (second === undefined) return;
  const projection = logical.kind === 'project' ? logical.projections[rowtimes[1] ?? 0] : undefined;
  const reason = `${sink.name} takes one event time, but the query gives ${rowtimes.length}: ${first} and ${second}`;
  refuse('SQL_INVALID_QUERY', projection?.span ?? logical.span, reason, `CAST(${second} AS TIMESTAMP(3))`);
}

function isRowtime(field: Field | undefined): boolean {
  return field !== undefined && isTimestamp(field.type) && field.type.attribute === 'rowtime';
}

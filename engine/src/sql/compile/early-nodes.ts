/** Which parts of a plan carry early results: the present value of windows that have not fired yet. */
import { SqlError } from '../../errors/sql-error.ts';
import type { PhysicalPlan, PlanNode, SinkNode } from '../plan/physical-plan.ts';

const OPTION = 'emit.early';

/**
 * The nodes on the way from a window aggregate to a sink whose table says `'emit.early' = 'true'` (or `'only'`), both ends
 * included.
 * @throws SqlError SQL_UNSUPPORTED when the sink's rows are not those of a TUMBLE aggregate
 */
export function earlyNodes(plan: PhysicalPlan): ReadonlySet<PlanNode> {
  const early = new Set<PlanNode>();
  for (const { root } of plan.queries) {
    const option = root.table.options[OPTION];
    if (option === 'true' || option === 'only') for (const node of earlyPath(root)) early.add(node);
  }
  return early;
}

function earlyPath(sink: SinkNode): readonly PlanNode[] {
  const path: PlanNode[] = [sink];
  let node = sink.input;
  while (node.kind === 'calc') {
    path.push(node);
    node = node.input;
  }
  if (node.kind === 'window-aggregate' && node.window.from === 'time' && node.window.spec.kind === 'tumble') {
    return [...path, node];
  }
  throw new SqlError(`table ${sink.table.name} asks for early results, which only a TUMBLE aggregate has`, {
    code: 'SQL_UNSUPPORTED',
    span: sink.span,
    hint: `take '${OPTION}' out of the table, or insert GROUP BY over TABLE(TUMBLE(…)) into it`,
  });
}

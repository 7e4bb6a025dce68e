/** A dataflow as a graph in plain data, for a picture of it: the words are those of EXPLAIN, the places those of its figures. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import { formatType } from '../../row/type-format.ts';
import { describeNode } from '../plan/explain-plan.ts';
import { describeState } from '../plan/explain-state.ts';
import type { PlanNode } from '../plan/physical-plan.ts';
import type { Dataflow, DataflowNode } from './dataflow.ts';

export interface GraphNode {
  readonly id: string;
  readonly kind: PlanNode['kind'];
  /** The table that it reads, writes or looks rows up in; null for what has none. */
  readonly table: string | null;
  /** The queries that need it. */
  readonly queries: readonly string[];
  /** The operators that it became, whose figures are its own. */
  readonly operators: readonly string[];
  /** What it does, a line an idea. */
  readonly details: readonly string[];
  /** What it remembers. */
  readonly state: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly span: SourceSpan;
  /** Where the rows that it gives out are counted; a sink gives out none. */
  readonly place: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly place: number;
}

/** Inputs before outputs. */
export interface DataflowGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export function describeGraph({ nodes }: Dataflow): DataflowGraph {
  return {
    nodes: nodes.map(graphNode),
    edges: nodes.flatMap(({ id, reads }) => reads.map(({ from, place }) => ({ from, to: id, place }))),
  };
}

/** A calc that is compiled into its aggregate is told with it: it has no edge of its own. */
function graphNode({ id, node, mergedCalc, queries, operators, place }: DataflowNode): GraphNode {
  const { file, line, column, start, end } = node.span;
  return {
    id,
    kind: node.kind,
    table: 'table' in node ? node.table.name : null,
    queries,
    operators: operators.map((operator) => operator.id),
    details: [...(mergedCalc === undefined ? [] : describeNode(mergedCalc)), ...describeNode(node)],
    state: describeState(node),
    columns: node.schema.map(({ name, type }) => ({ name, type: formatType(type) })),
    span: { file, line, column, start, end },
    place,
  };
}

/** What one plan node is compiled from, and what becomes of it. */
import type { Sink } from '../../connectors/sink.ts';
import type { LateOutput, Operator, Output } from '../../operators/operator.ts';
import type { WatermarkControl } from '../../operators/watermark-control.ts';
import type { Schema } from '../../row/data-type.ts';
import type { CalcNode, PlanNode, ScanNode } from '../plan/physical-plan.ts';
import type { CompileContext } from './dataflow.ts';

/** Where a node stands: its name, and where its rows go. */
export interface NodeSite {
  readonly id: string;
  /** The queries that need the node. */
  readonly queries: readonly string[];
  readonly output: Output;
  readonly context: CompileContext;
  /** Whether anyone further down asks what an update replaces; of a sink: whether its input tells it. */
  readonly updateBefore: boolean;
  /** Whether the node lies on a path of early results. */
  readonly early: boolean;
  /** The calc below an aggregate that is compiled as part of it. */
  readonly mergedCalc: CalcNode | undefined;
}

export interface CompiledNode {
  /** The operators that the node became; the first reads the node's inputs, the last writes to the site's output. */
  readonly operators: readonly Operator[];
  /** A scan's rows are pushed here by the runtime. */
  readonly source?: Output;
  /** The control of the watermark for the scan below. */
  readonly watermark?: { readonly scan: ScanNode; readonly control: WatermarkControl };
  readonly sink?: Sink;
  /** Called once after restore, before anything else is pushed. */
  readonly start?: () => void;
}

/** How nodes of one kind become operators. */
export type NodeCompiler<Node extends PlanNode> = (node: Node, site: NodeSite) => CompiledNode;

/** Where rows go that come too late: a row is late for each query that would have read it. */
export function lateOutput(site: NodeSite, input: Schema): LateOutput {
  const outputs = site.queries.map((query) => site.context.lateOutput(query, site.id, input));
  const [only] = outputs;
  if (only !== undefined && outputs.length === 1) return only;
  return (row) => {
    for (const output of outputs) output(row);
  };
}

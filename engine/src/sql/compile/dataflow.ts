/** What compile makes of a plan: operators wired together, ready for the runtime to drive. */
import type { Sink } from '../../connectors/sink.ts';
import type { StreamFigures } from '../../operators/fan-out.ts';
import type { LookupFunction } from '../../operators/lookup-function.ts';
import type { LateOutput, Operator, Output } from '../../operators/operator.ts';
import type { WatermarkControl } from '../../operators/watermark-control.ts';
import type { Schema } from '../../row/data-type.ts';
import type { CalcNode, PlanNode, ScanNode, SinkNode } from '../plan/physical-plan.ts';

/** A table to read: the runtime opens its connector and pushes decoded rows of `scan.schema` into `output`. */
export interface DataflowSource {
  readonly scan: ScanNode;
  readonly output: Output;
  /** The watermark operator above the scan, if the table declares a watermark. */
  readonly watermark?: WatermarkControl;
}

export interface DataflowSink {
  readonly node: SinkNode;
  readonly sink: Sink;
}

export interface Dataflow {
  readonly sources: readonly DataflowSource[];
  /** Inputs before outputs: snapshots are taken in this order. */
  readonly operators: readonly Operator[];
  readonly sinks: readonly DataflowSink[];
  /** Emit the literal rows of VALUES: call each once after `restore`, before any source is read. */
  readonly starts: readonly (() => void)[];
  /** The same as a graph, inputs before outputs. */
  readonly nodes: readonly DataflowNode[];
  readonly figures: StreamFigures;
}

/** A node of the plan and the operators that it became. */
export interface DataflowNode {
  readonly id: string;
  readonly node: PlanNode;
  /** The calc that is part of it. */
  readonly mergedCalc: CalcNode | undefined;
  readonly queries: readonly string[];
  readonly operators: readonly Operator[];
  /** Where the figures of what it gives out are. */
  readonly place: number;
  /** What it reads, in the plan's order, and where the figures of that are; readers of one node mostly share them. */
  readonly reads: readonly { readonly from: string; readonly place: number }[];
}

/** What compile needs from its surroundings: how a sink's table is opened, where late rows and lookups go. */
export interface CompileContext {
  openSink(node: SinkNode): Sink;
  /** Where rows go that the operator refused as late: the query's `<query>.late`. */
  lateOutput(query: string, operator: string, schema: Schema): LateOutput;
  /** The rows of a keyed table whose columns `keys` have these values. */
  openLookup(table: ScanNode['table'], keys: readonly number[], columns: readonly number[]): LookupFunction;
}

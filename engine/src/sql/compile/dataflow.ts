/** What compile makes of a plan: operators wired together, ready for the runtime to drive. */
import type { Sink } from '../../connectors/connector.ts';
import type { LateOutput, Operator, Output } from '../../operators/operator.ts';
import type { Schema } from '../../row/data-type.ts';
import type { ScanNode, SinkNode } from '../plan/physical-plan.ts';

/** A table to read: the runtime opens its connector and pushes decoded rows of `scan.schema` into `output`. */
export interface DataflowSource {
  readonly scan: ScanNode;
  readonly output: Output;
  /** The watermark operator above the scan, if the table declares a watermark. */
  readonly watermark?: WatermarkControl;
}

/**
 * How a source tells its watermark operator what rows alone do not say. Rows are pushed through `DataflowSource.output`
 * as usual; the operator remembers the largest candidate of each partition.
 */
export interface WatermarkControl {
  /** The rows pushed next come from this partition of the source; 0 where a source has only one. */
  partition(partition: number): void;
  /**
   * A batch that arrived at `arrivalMs` has been pushed (a heartbeat is a batch without rows): emits the combined
   * watermark if it has grown. Idle partitions are left out, and a stream that is idle as a whole moves on with the
   * arrival time. Deterministic: depends only on rows and arrival times.
   */
  batchEnd(arrivalMs: number): void;
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
}

/** What compile needs from its surroundings: how a sink's table is opened, where late rows and lookups go. */
export interface CompileContext {
  openSink(node: SinkNode): Sink;
  /** Where rows go that the operator refused as late: the query's `<query>.late`. */
  lateOutput(query: string, operator: string, schema: Schema): LateOutput;
  /** The rows of a keyed table whose columns `keys` have these values. */
  openLookup(table: ScanNode['table'], keys: readonly number[], columns: readonly number[]): LookupFunction;
}

export type LookupFunction = (values: readonly unknown[]) => readonly (readonly unknown[])[];

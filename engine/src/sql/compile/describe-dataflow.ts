/** What a dataflow consists of, as plain data, for debugging and for EXPLAIN. */
import type { Dataflow } from './dataflow.ts';

export interface DataflowDescription {
  readonly sources: readonly {
    readonly table: string;
    readonly columns: readonly string[];
    readonly watermark: boolean;
  }[];
  /** Inputs before outputs. `kind` is the operator's class. */
  readonly operators: readonly { readonly id: string; readonly kind: string; readonly gauges: Gauges }[];
  readonly sinks: readonly { readonly id: string; readonly table: string }[];
}

type Gauges = Readonly<Record<string, number>>;

export function describeDataflow(dataflow: Dataflow): DataflowDescription {
  return {
    sources: dataflow.sources.map(({ scan, watermark }) => ({
      table: scan.table.name,
      columns: scan.schema.map(({ name }) => name),
      watermark: watermark !== undefined,
    })),
    operators: dataflow.operators.map((operator) => ({
      id: operator.id,
      kind: operator.constructor.name,
      gauges: operator.gauges(),
    })),
    sinks: dataflow.sinks.map(({ node }) => ({ id: node.id, table: node.table.name })),
  };
}

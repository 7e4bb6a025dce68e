/** What `/v1/pipelines` answers, as far as the page reads it. */

/** A file of SQL that runs; those of one group share a thread and a commit. */
export interface PipelineAnswer {
  readonly name: string;
  readonly group: string;
  readonly file: string;
  readonly running: boolean;
  readonly queries: readonly { readonly name: string }[];
  readonly operators: number;
  readonly rowsInPerSecond: number;
  readonly stateEntries: number;
  readonly lateRows: number;
}

/** An operator. Counts are since its thread started, rates of the last seconds. */
export interface GraphNodeAnswer {
  readonly id: string;
  /** Its place among the operators of its group, in what the live stream tells. */
  readonly index: number;
  readonly place: number;
  readonly kind: string;
  readonly table: string | null;
  readonly queries: readonly string[];
  /** In the words of EXPLAIN, a line an idea. */
  readonly details: readonly string[];
  readonly state: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly source: { readonly file: string; readonly line: number; readonly start: number; readonly end: number };
  readonly rowsIn: number;
  readonly rowsInPerSecond: number;
  readonly rowsOut: number;
  readonly rowsOutPerSecond: number;
  readonly stateEntries: number;
  readonly lateRows: number;
  readonly watermark: string | null;
}

/** What goes from one operator to another; `place` is where the live stream tells of it. */
export interface GraphEdgeAnswer {
  readonly from: string;
  readonly to: string;
  readonly place: number;
  readonly rows: number;
  readonly rowsPerSecond: number;
}

/** Scripts are the whole files that operators come from, tables included. */
export interface GraphAnswer {
  readonly at: string;
  readonly pipeline: PipelineAnswer;
  readonly scripts: readonly { readonly file: string; readonly text: string }[];
  readonly nodes: readonly GraphNodeAnswer[];
  readonly edges: readonly GraphEdgeAnswer[];
}

/** What `/v1/pipelines` answers, as far as the page reads it. */

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

export interface GraphNodeAnswer {
  readonly id: string;
  readonly index: number;
  readonly place: number;
  readonly kind: string;
  readonly table: string | null;
  readonly queries: readonly string[];
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

export interface GraphEdgeAnswer {
  readonly from: string;
  readonly to: string;
  readonly place: number;
  readonly rows: number;
  readonly rowsPerSecond: number;
}

export interface GraphAnswer {
  readonly at: string;
  readonly pipeline: PipelineAnswer;
  readonly scripts: readonly { readonly file: string; readonly text: string }[];
  readonly nodes: readonly GraphNodeAnswer[];
  readonly edges: readonly GraphEdgeAnswer[];
}

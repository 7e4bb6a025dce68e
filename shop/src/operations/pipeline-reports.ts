/** The pipelines as they run: which operators there are, what goes along their edges, what they remember. */
import type { PipelineScript } from '@millrace/engine/runtime/pipeline-messages.ts';
import { GroupReport, type NodeReport, pipelineOf, type ReportedGroup } from './group-report.ts';

export interface QueryReport {
  readonly name: string;
  readonly table: string;
  readonly rows: number;
  readonly rowsPerSecond: number;
  readonly lateRows: number;
  readonly watermarkMs: number | null;
}

export interface PipelineReport {
  /** The file's name: `revenue` for `pipelines/revenue.sql`. */
  readonly name: string;
  readonly group: string;
  readonly file: string;
  readonly running: boolean;
  readonly queries: readonly QueryReport[];
  readonly operators: number;
  /** Rows that it reads of its tables, all together. */
  readonly rowsInPerSecond: number;
  readonly stateEntries: number;
  readonly lateRows: number;
}

export interface PipelineGraph {
  readonly pipeline: PipelineReport;
  readonly scripts: readonly PipelineScript[];
  readonly nodes: readonly NodeReport[];
  readonly edges: readonly EdgeReport[];
}

/** What has gone from one operator to another since the thread started, and in the last seconds. */
export interface EdgeReport {
  readonly from: string;
  readonly to: string;
  readonly place: number;
  readonly rows: number;
  readonly rowsPerSecond: number;
}

export class PipelineReports {
  readonly groups: readonly GroupReport[];

  constructor(groups: readonly ReportedGroup[]) {
    this.groups = groups.map((group) => new GroupReport(group));
  }

  /** Call it about once a second: rates are those of the last seconds. */
  look(atMs: number): void {
    for (const group of this.groups) group.look(atMs);
  }

  list(): readonly PipelineReport[] {
    return this.groups.flatMap((group) => group.pipelines.map((name) => pipelineReport(group, name)));
  }

  /** Undefined when there is no pipeline of that name. */
  graph(name: string): PipelineGraph | undefined {
    const group = this.groups.find(({ pipelines }) => pipelines.includes(name));
    if (group === undefined) return undefined;
    const nodes = group.nodesOf(name);
    const ids = new Set(nodes.map(({ id }) => id));
    const edges = group.graph.edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
    const files = new Set(nodes.map(({ span }) => span.file));
    return {
      pipeline: pipelineReport(group, name),
      scripts: group.scripts.filter(({ file }) => files.has(file)),
      nodes,
      edges: edges.map((edge) => ({ ...edge, ...group.streamAt(edge.place) })),
    };
  }
}

/** What several pipelines share counts for each of them. */
function pipelineReport(group: GroupReport, name: string): PipelineReport {
  const nodes = group.nodesOf(name);
  const sinks = nodes.filter(({ kind, span }) => kind === 'sink' && pipelineOf(span.file) === name);
  const sum = (get: (node: NodeReport) => number) => nodes.reduce((total, node) => total + get(node), 0);
  return {
    name,
    group: group.name,
    file: sinks[0]?.span.file ?? '',
    running: group.running,
    queries: sinks.map((sink) => queryReport(sink, nodes)),
    operators: nodes.length,
    rowsInPerSecond: sum(({ kind, rowsOutPerSecond }) => (kind === 'scan' ? rowsOutPerSecond : 0)),
    stateEntries: sum(({ stateEntries }) => stateEntries),
    lateRows: sum(({ lateRows }) => lateRows),
  };
}

/** Late rows are those of all operators that the query needs. */
function queryReport(sink: NodeReport, nodes: readonly NodeReport[]): QueryReport {
  const name = sink.queries[0] ?? sink.id;
  const ofQuery = nodes.filter(({ queries }) => queries.includes(name));
  return {
    name,
    table: sink.table ?? '',
    rows: sink.rowsIn,
    rowsPerSecond: sink.rowsInPerSecond,
    lateRows: ofQuery.reduce((sum, { lateRows }) => sum + lateRows, 0),
    watermarkMs: sink.watermarkMs,
  };
}

/** One group of pipelines as it runs: its graph, with the figures that its thread tells. */
import { basename } from 'node:path';
import type { PipelineHost } from '@millrace/engine/runtime/pipeline-host.ts';
import type { PipelineScript } from '@millrace/engine/runtime/pipeline-messages.ts';
import { stateEntries } from '@millrace/engine/runtime/state-entries.ts';
import type { GraphNode } from '@millrace/engine/sql/compile/describe-graph.ts';
import { type Growth, RecentFigures } from './recent-figures.ts';

/** What is reported of: a group, what it runs, and its thread. */
export interface ReportedGroup {
  readonly name: string;
  readonly scripts: readonly PipelineScript[];
  readonly host: Pick<PipelineHost, 'graph' | 'figures' | 'running' | 'problem' | 'lastStep' | 'onCommitted'>;
}

/** What rates are taken over. */
const RATE_WINDOW_MS = 5_000;

export interface NodeReport extends GraphNode {
  /** Where it stands among the group's operators: the live stream tells figures in this order. */
  readonly index: number;
  readonly rowsIn: number;
  readonly rowsInPerSecond: number;
  readonly rowsOut: number;
  readonly rowsOutPerSecond: number;
  readonly stateEntries: number;
  readonly lateRows: number;
  /** How far time has come in what it gives out, or in what it gets where it gives out nothing. */
  readonly watermarkMs: number | null;
  /** Its figures by their own names. */
  readonly gauges: Readonly<Record<string, number>>;
}

/** What has gone through one edge. */
export interface StreamReport {
  readonly rows: number;
  readonly rowsPerSecond: number;
}

/** Figures of a group in the order of its streams (`place`) and of its operators (`index`), as the live stream tells them. */
export interface GroupNews {
  readonly rows: readonly number[];
  readonly rowsPerSecond: readonly number[];
  readonly watermarksMs: readonly (number | null)[];
  readonly stateEntries: readonly number[];
  readonly lateRows: readonly number[];
}

export class GroupReport {
  readonly #group: ReportedGroup;
  readonly #recent = new RecentFigures(RATE_WINDOW_MS);
  /** As of the last look; undefined before there have been two. Every stream's rate is asked for, some several times. */
  #growth: Growth | undefined;

  constructor(group: ReportedGroup) {
    this.#group = group;
  }

  get name(): string {
    return this.#group.name;
  }

  get running(): boolean {
    return this.#group.host.running;
  }

  get host(): ReportedGroup['host'] {
    return this.#group.host;
  }

  get graph(): ReportedGroup['host']['graph'] {
    return this.#group.host.graph;
  }

  get scripts(): ReportedGroup['scripts'] {
    return this.#group.scripts;
  }

  look(atMs: number): void {
    this.#recent.look(atMs, this.#group.host.figures.rows);
    this.#growth = this.#recent.growth();
  }

  /** Files with an INSERT; those of tables alone are none. */
  get pipelines(): readonly string[] {
    const sinks = this.graph.nodes.filter(({ kind }) => kind === 'sink');
    return [...new Set(sinks.map(({ span }) => pipelineOf(span.file)))];
  }

  /** The operators that a pipeline needs, inputs before outputs; some may belong to others too. */
  nodesOf(pipeline: string): readonly NodeReport[] {
    const { nodes } = this.graph;
    const own = nodes.filter(({ kind, span }) => kind === 'sink' && pipelineOf(span.file) === pipeline);
    const queries = new Set(own.flatMap((sink) => sink.queries));
    return nodes.flatMap((node, index) =>
      node.queries.some((query) => queries.has(query)) ? this.#node(node, index) : [],
    );
  }

  /** Of all operators together. */
  get stateEntries(): number {
    return Object.values(this.#group.host.figures.gauges).reduce((sum, gauges) => sum + stateEntries(gauges), 0);
  }

  streamAt(place: number): StreamReport {
    return { rows: this.#group.host.figures.rows[place] ?? 0, rowsPerSecond: this.#rateAt(place) };
  }

  news(): GroupNews {
    const { rows, watermarks } = this.#group.host.figures;
    return {
      rows: [...rows],
      rowsPerSecond: Array.from(rows, (_, place) => this.#rateAt(place)),
      watermarksMs: Array.from(watermarks, (ms) => (Number.isNaN(ms) ? null : ms)),
      stateEntries: this.graph.nodes.map((node) => this.#sum(node, stateEntries)),
      lateRows: this.graph.nodes.map((node) => this.#sum(node, ({ lateRows = 0 }) => lateRows)),
    };
  }

  /** What comes in is what its inputs give out: it is counted there. */
  #node(node: GraphNode, index: number): NodeReport {
    const inputs = this.graph.edges.filter(({ to }) => to === node.id).map(({ place }) => place);
    const out = this.streamAt(node.place);
    const [firstInput = node.place] = inputs;
    const sum = (get: (stream: StreamReport) => number) =>
      inputs.reduce((total, place) => total + get(this.streamAt(place)), 0);
    return {
      ...node,
      index,
      rowsIn: sum(({ rows }) => rows),
      rowsInPerSecond: rounded(sum(({ rowsPerSecond }) => rowsPerSecond)),
      rowsOut: out.rows,
      rowsOutPerSecond: out.rowsPerSecond,
      stateEntries: this.#sum(node, stateEntries),
      lateRows: this.#sum(node, ({ lateRows = 0 }) => lateRows),
      watermarkMs: this.#watermarkAt(node.kind === 'sink' ? firstInput : node.place),
      gauges: this.#gauges(node),
    };
  }

  #rateAt(place: number): number {
    const growth = this.#growth;
    return growth === undefined ? 0 : rounded((growth.figures[place] ?? 0) / growth.seconds);
  }

  #watermarkAt(place: number): number | null {
    const ms = this.#group.host.figures.watermarks[place] ?? Number.NaN;
    return Number.isNaN(ms) ? null : ms;
  }

  #sum(node: GraphNode, get: (gauges: Readonly<Record<string, number>>) => number): number {
    const { gauges } = this.#group.host.figures;
    return node.operators.reduce((sum, operator) => sum + get(gauges[operator] ?? {}), 0);
  }

  /** An operator has one name for a figure; of several operators of one node the last one's counts. */
  #gauges({ operators }: GraphNode): Readonly<Record<string, number>> {
    const { gauges } = this.#group.host.figures;
    return Object.assign({}, ...operators.map((operator) => gauges[operator] ?? {}));
  }
}

/** `revenue` for `pipelines/revenue.sql`. */
export function pipelineOf(file: string): string {
  return basename(file, '.sql');
}

function rounded(rate: number): number {
  return Math.round(rate * 10) / 10;
}

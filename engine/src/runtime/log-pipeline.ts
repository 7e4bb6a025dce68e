/** A pipeline over the log and the state of a data folder: what the server's worker, a replay and a check all run. */
import { getHeapStatistics } from 'node:v8';
import { createLogSource, type LogSource } from '../connectors/log-source.ts';
import type { TableConnector } from '../connectors/table-connector.ts';
import { createViewLookup } from '../connectors/view-lookup.ts';
import { createViewSink } from '../connectors/view-sink.ts';
import { openLogReader } from '../log/lmdb-log-reader.ts';
import type { LogReader } from '../log/log.ts';
import type { Dataflow } from '../sql/compile/dataflow.ts';
import { type DataflowGraph, describeGraph } from '../sql/compile/describe-graph.ts';
import { EnvironmentStateStore, openStateEnvironment } from '../state/environment-state-store.ts';
import type { Environment } from '../storage/environment.ts';
import { openViewReader } from '../views/environment-view.ts';
import { LateRows } from './late-rows.ts';
import { openPipeline } from './open-pipeline.ts';
import type { Pipeline } from './pipeline.ts';
import type { GroupViews } from './pipeline-group.ts';
import type { PipelineFigures, PipelineScript, PipelineStats } from './pipeline-messages.ts';

export interface LogPipelineOptions {
  readonly dataFolder: string;
  readonly scripts: readonly PipelineScript[];
  /** Under the data folder; `state` when absent. */
  readonly stateFolder?: string | undefined;
  /** Where a pipeline without state begins; the beginning of the log when absent. */
  readonly fromSequence?: number;
}

export interface LogPipeline {
  readonly pipeline: Pipeline;
  readonly views: GroupViews;
  /** Cheap: for each commit. */
  stats(): PipelineStats;
  /** Of each operator and stream: for now and then. */
  figures(): PipelineFigures;
  graph(): DataflowGraph;
  close(): Promise<void>;
}

/** @throws SqlError for an error in a script; MillraceError PIPELINE_CHANGED, STORAGE_FAILED. */
export function openLogPipeline({ dataFolder, scripts, stateFolder, fromSequence }: LogPipelineOptions): LogPipeline {
  const log = openLogReader(dataFolder);
  const store = new EnvironmentStateStore(openStateEnvironment(dataFolder, stateFolder));
  const sources: LogSource[] = [];
  const views = { written: [], lookedUp: [] };
  const connectors = [logConnector(log, sources, fromSequence), viewConnector(store.environment, views)];
  const lateRows = new LateRows(store.environment);
  const pipeline = openPipeline({ scripts, store, connectors, lateRows });
  return {
    pipeline,
    views,
    stats: () => pipelineStats(pipeline, sources),
    figures: () => pipelineFigures(pipeline),
    graph: () => describeGraph(pipeline.dataflow),
    close: async () => {
      await pipeline.close();
      await store.close();
      await log.close();
    },
  };
}

function logConnector(log: LogReader, sources: LogSource[], fromSequence: number | undefined): TableConnector {
  return {
    name: 'log',
    createSource(scan, output, watermark) {
      const source = createLogSource({ log, scan, output, ...(watermark ? { watermark } : {}) });
      if (fromSequence !== undefined) source.seek(fromSequence);
      sources.push(source);
      return source;
    },
  };
}

/** Notes in `views` which ones it opens. */
function viewConnector(environment: Environment, views: { written: string[]; lookedUp: string[] }): TableConnector {
  return {
    name: 'view',
    createSink(node) {
      const sink = createViewSink({ node, environment });
      views.written.push(sink.viewName);
      return sink;
    },
    createLookup(table, keys, columns) {
      views.lookedUp.push(table.name);
      return createViewLookup({ table, keys, columns, view: () => openViewReader(environment, table.name) });
    },
  };
}

function pipelineStats(pipeline: Pipeline, sources: readonly LogSource[]): PipelineStats {
  return {
    nextSequence: Math.min(...sources.map((source) => Number(source.position()))),
    watermarks: tableWatermarks(pipeline.dataflow),
  };
}

function pipelineFigures(pipeline: Pipeline): PipelineFigures {
  const { rows, watermarks } = pipeline.dataflow.figures;
  const heapBytes = getHeapStatistics().used_heap_size;
  return { rows: rows.slice(), watermarks: watermarks.slice(), gauges: pipeline.gauges(), heapBytes };
}

/** How far the tables' own watermarks have come; behind a join bounded in time the stream is further back. */
function tableWatermarks({ operators }: Dataflow): PipelineStats['watermarks'] {
  const watermarks: Record<string, number | null> = {};
  for (const operator of operators) {
    // A table that one query alone reads has the query's name before its own: `traffic/events/watermark`.
    const [kind, table] = operator.id.split('/').reverse();
    if (kind === 'watermark' && table !== undefined) watermarks[table] = operator.gauges().watermarkMs ?? null;
  }
  return watermarks;
}

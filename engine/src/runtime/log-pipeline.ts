/** A pipeline over the log and the state of a data folder: what the server's worker, a replay and a check all run. */
import { createLogSource, type LogSource } from '../connectors/log-source.ts';
import type { TableConnector } from '../connectors/table-connector.ts';
import { createViewLookup } from '../connectors/view-lookup.ts';
import { createViewSink } from '../connectors/view-sink.ts';
import { openLogReader } from '../log/lmdb-log-reader.ts';
import type { LogReader } from '../log/log.ts';
import { EnvironmentStateStore, openStateEnvironment } from '../state/environment-state-store.ts';
import type { Environment } from '../storage/environment.ts';
import { openViewReader } from '../views/environment-view.ts';
import { LateRows } from './late-rows.ts';
import { openPipeline } from './open-pipeline.ts';
import type { Pipeline } from './pipeline.ts';
import type { PipelineScript, PipelineStats } from './pipeline-messages.ts';

export interface LogPipelineOptions {
  readonly dataFolder: string;
  readonly scripts: readonly PipelineScript[];
  /** Where a pipeline without state begins; the beginning of the log when absent. */
  readonly fromSequence?: number;
}

export interface LogPipeline {
  readonly pipeline: Pipeline;
  stats(): PipelineStats;
  close(): Promise<void>;
}

/** @throws SqlError for an error in a script; MillraceError PIPELINE_CHANGED, STORAGE_FAILED. */
export function openLogPipeline({ dataFolder, scripts, fromSequence }: LogPipelineOptions): LogPipeline {
  const log = openLogReader(dataFolder);
  const store = new EnvironmentStateStore(openStateEnvironment(dataFolder));
  const sources: LogSource[] = [];
  const connectors = [logConnector(log, sources, fromSequence), viewConnector(store.environment)];
  const lateRows = new LateRows(store.environment);
  const pipeline = openPipeline({ scripts, store, connectors, lateRows });
  return {
    pipeline,
    stats: () => pipelineStats(pipeline, sources),
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

function viewConnector(environment: Environment): TableConnector {
  return {
    name: 'view',
    createSink: (node) => createViewSink({ node, environment }),
    createLookup: (table, keys, columns) =>
      createViewLookup({ table, keys, columns, view: () => openViewReader(environment, table.name) }),
  };
}

function pipelineStats(pipeline: Pipeline, sources: readonly LogSource[]): PipelineStats {
  const gauges = pipeline.gauges();
  // How far a table's own watermark has come; behind a join bounded in time the stream is further back.
  const watermarks = Object.entries(gauges).flatMap(([id, { watermarkMs }]) =>
    id.endsWith('/watermark') ? (watermarkMs ?? []) : [],
  );
  return {
    nextSequence: Math.min(...sources.map((source) => Number(source.position()))),
    watermarkMs: watermarks.length > 0 ? Math.min(...watermarks) : null,
    gauges,
  };
}

/** Runs a script whose sources end (or until it is told to stop), in this thread, with its state in memory. */
import type { TableConnector } from '../connectors/table-connector.ts';
import { MemoryStateStore } from '../state/environment-state-store.ts';
import { openPipeline } from './open-pipeline.ts';
import type { PipelineScript } from './pipeline-messages.ts';

export interface RunScriptOptions {
  readonly script: PipelineScript;
  readonly connectors?: readonly TableConnector[];
  readonly signal?: AbortSignal;
  /** Called after each micro-batch. */
  readonly onStep?: (gauges: () => Readonly<Record<string, Readonly<Record<string, number>>>>) => void;
}

export interface ScriptResult {
  /** Rows that came too late, over all queries. */
  readonly lateRows: number;
  readonly seconds: number;
}

const IDLE_PAUSE_MS = 10;

/** @throws SqlError for an error in the script; MillraceError for what goes wrong while it runs. */
export async function runScript({ script, connectors, signal, onStep }: RunScriptOptions): Promise<ScriptResult> {
  const startedMs = performance.now();
  const pipeline = openPipeline({
    scripts: [script],
    store: new MemoryStateStore(),
    ...(connectors === undefined ? {} : { connectors }),
  });
  try {
    while (!signal?.aborted) {
      const status = await pipeline.step();
      onStep?.(() => pipeline.gauges());
      if (status === 'end') break;
      if (status === 'idle') await new Promise((resolve) => setTimeout(resolve, IDLE_PAUSE_MS));
    }
    await pipeline.finish();
  } finally {
    await pipeline.close();
  }
  const lateRows = Object.values(pipeline.gauges()).reduce((sum, gauges) => sum + (gauges.lateRows ?? 0), 0);
  return { lateRows, seconds: (performance.now() - startedMs) / 1000 };
}

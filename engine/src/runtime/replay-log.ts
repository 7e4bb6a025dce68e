/** Makes state and results anew from the log: what they would be had the pipelines started at that moment. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceError } from '../errors/millrace-error.ts';
import { openLogReader } from '../log/lmdb-log-reader.ts';
import { EnvironmentStateStore, openStateEnvironment } from '../state/environment-state-store.ts';
import { clearViews } from '../views/environment-view.ts';
import { openLogPipeline } from './log-pipeline.ts';
import { planScripts } from './open-pipeline.ts';
import type { PipelineScript } from './pipeline-messages.ts';

export interface ReplayOptions {
  readonly dataFolder: string;
  readonly scripts: readonly PipelineScript[];
  /** Arrival time of the first batch that is read, in epoch milliseconds; 0 reads the whole log. */
  readonly fromMs: number;
  /** Called when the old results are gone, with the sequence at which reading begins. */
  readonly onDropped?: (fromSequence: number) => Promise<void>;
  /** Called after each step: what else follows the log, or reads the results' feeds, can keep pace. */
  readonly onStep?: () => void;
  readonly onProgress?: (share: number) => void;
}

export interface ReplayResult {
  readonly batches: number;
  readonly seconds: number;
}

/**
 * No server may run on the folder. Nothing is dropped before the scripts have been found good.
 * @throws SqlError for an error in a script; MillraceError DATA_NOT_FOUND, STORAGE_FAILED.
 */
export async function replayLog(options: ReplayOptions): Promise<ReplayResult> {
  const { dataFolder, scripts, fromMs, onDropped, onStep, onProgress } = options;
  const startedMs = performance.now();
  planScripts(scripts);
  const range = await replayRange(dataFolder, fromMs);
  await dropResults(dataFolder);
  await onDropped?.(range.from);
  const running = openLogPipeline({ dataFolder, scripts, fromSequence: range.from });
  try {
    while ((await running.pipeline.step()) !== 'idle') {
      onStep?.();
      onProgress?.((running.stats().nextSequence - range.from) / Math.max(1, range.next - range.from));
    }
    const batches = running.stats().nextSequence - range.from;
    return { batches, seconds: (performance.now() - startedMs) / 1000 };
  } finally {
    await running.close();
  }
}

/** @throws MillraceError DATA_NOT_FOUND when no server has ever written to the folder. */
export function requireLog(dataFolder: string): void {
  if (existsSync(join(dataFolder, 'log'))) return;
  throw new MillraceError(`there is no log in ${dataFolder}`, {
    code: 'DATA_NOT_FOUND',
    domain: 'user',
    retry: 'never',
    hint: 'name the data folder of a server with --data',
  });
}

async function replayRange(dataFolder: string, fromMs: number): Promise<{ from: number; next: number }> {
  requireLog(dataFolder);
  const log = openLogReader(dataFolder);
  const { first, next } = log.bounds();
  const from = Math.max(first, log.sequenceAt(fromMs));
  await log.close();
  return { from, next };
}

async function dropResults(dataFolder: string): Promise<void> {
  const store = new EnvironmentStateStore(openStateEnvironment(dataFolder));
  store.clear();
  clearViews(store.environment);
  await store.close();
}

/** Makes state and results anew from the log: what they would be had the pipelines started at that moment. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceError } from '../errors/millrace-error.ts';
import { openLogReader } from '../log/lmdb-log-reader.ts';
import { EnvironmentStateStore, openStateEnvironment } from '../state/environment-state-store.ts';
import { clearViews } from '../views/environment-view.ts';
import { type LogPipeline, openLogPipeline } from './log-pipeline.ts';
import { planScripts } from './open-pipeline.ts';
import { checkGroupViews, type PipelineGroup } from './pipeline-group.ts';

export interface ReplayOptions {
  readonly dataFolder: string;
  readonly groups: readonly PipelineGroup[];
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
 * @throws SqlError for an error in a script; MillraceError DATA_NOT_FOUND, VIEW_ACROSS_GROUPS, STORAGE_FAILED.
 */
export async function replayLog(options: ReplayOptions): Promise<ReplayResult> {
  const { dataFolder, groups, fromMs, onDropped } = options;
  const startedMs = performance.now();
  for (const { scripts } of groups) planScripts(scripts);
  const range = await replayRange(dataFolder, fromMs);
  for (const { stateFolder } of groups) await dropResults(dataFolder, stateFolder);
  await onDropped?.(range.from);
  const running = new Map<string, LogPipeline>();
  try {
    for (const group of groups) {
      running.set(group.name, openLogPipeline({ dataFolder, ...group, fromSequence: range.from }));
    }
    checkGroupViews(new Map(Array.from(running, ([name, { views }]) => [name, views])));
    const batches = await runSideBySide([...running.values()], range, options);
    return { batches, seconds: (performance.now() - startedMs) / 1000 };
  } finally {
    for (const pipeline of running.values()) await pipeline.close();
  }
}

interface LogRange {
  readonly from: number;
  readonly next: number;
}

/** Whoever is furthest behind takes the next step, so that all are about as far. Returns how many batches there were. */
async function runSideBySide(
  pipelines: readonly LogPipeline[],
  { from, next }: LogRange,
  { onStep, onProgress }: ReplayOptions,
): Promise<number> {
  const behind = new Set(pipelines);
  while (behind.size > 0) {
    const slowest = [...behind].reduce((a, b) => (position(b) < position(a) ? b : a));
    if ((await slowest.pipeline.step()) === 'idle') {
      behind.delete(slowest);
      continue;
    }
    onStep?.();
    onProgress?.((Math.min(...pipelines.map(position)) - from) / Math.max(1, next - from));
  }
  return Math.min(...pipelines.map(position)) - from;
}

function position(pipeline: LogPipeline): number {
  return pipeline.stats().nextSequence;
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

async function replayRange(dataFolder: string, fromMs: number): Promise<LogRange> {
  requireLog(dataFolder);
  const log = openLogReader(dataFolder);
  const { first, next } = log.bounds();
  const from = Math.max(first, log.sequenceAt(fromMs));
  await log.close();
  return { from, next };
}

async function dropResults(dataFolder: string, stateFolder: string): Promise<void> {
  const store = new EnvironmentStateStore(openStateEnvironment(dataFolder, stateFolder));
  store.clear();
  clearViews(store.environment);
  await store.close();
}

/**
 * The worker thread that runs the pipelines: opens log and state, then reads, pushes and commits until it is told to
 * stop, asleep while there is nothing new.
 */
import { getPriority, setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { MillraceError } from '../errors/millrace-error.ts';
import { type LogPipeline, openLogPipeline } from './log-pipeline.ts';
import { MAX_ROWS_PER_STEP } from './pipeline.ts';
import type { PipelineMessage, PipelineWorkerData } from './pipeline-messages.ts';
import { PipelineSignal } from './pipeline-signal.ts';

/** The doorbell rings for every commit and heartbeat; this only bounds the harm of a ring that is missed. */
const LONGEST_SLEEP_MS = 1000;

/** How often figures of operators are told; nobody looks more often. */
const FIGURES_EVERY_MS = 500;

/** Where the system's priorities end. */
const LEAST_PRIORITY = 19;

function post(message: PipelineMessage): void {
  parentPort?.postMessage(message);
}

async function run({
  signal: buffer,
  committed,
  niceness = 0,
  paceMs = 0,
  stepRows = MAX_ROWS_PER_STEP,
  ...options
}: PipelineWorkerData): Promise<void> {
  // Elsewhere priorities are of processes: the whole server would give way.
  if (niceness > 0 && process.platform === 'linux') setPriority(Math.min(LEAST_PRIORITY, getPriority() + niceness));
  const signal = new PipelineSignal(buffer);
  const follower = committed && new PipelineSignal(committed);
  const running = openLogPipeline(options);
  post({ ...beginning(running), kind: 'ready' });
  const figures = new FiguresPace(running);
  while (!signal.stopped) {
    const rings = signal.count();
    const begunMs = performance.now();
    const status = await running.pipeline.push(stepRows);
    if (status === 'idle') {
      await signal.rung(rings, Math.min(LONGEST_SLEEP_MS, figures.dueInMs()));
      figures.look();
      continue;
    }
    const pushedMs = performance.now();
    running.pipeline.commit();
    follower?.ring();
    const step = { pushMs: pushedMs - begunMs, commitMs: performance.now() - pushedMs };
    post({ kind: 'committed', stats: running.stats(), step });
    figures.changed();
    figures.look();
    const restMs = begunMs + paceMs - performance.now();
    if (restMs > 0) await pause(restMs);
  }
  await catchUp(running);
  follower?.ring();
  await running.close();
}

function beginning(running: LogPipeline) {
  return { views: running.views, graph: running.graph(), stats: running.stats(), figures: running.figures() };
}

/** Tells the figures of operators when they have changed, and not more often than someone looks. */
class FiguresPace {
  readonly #running: LogPipeline;
  #toldMs = performance.now();
  #changed = false;

  constructor(running: LogPipeline) {
    this.#running = running;
  }

  changed(): void {
    this.#changed = true;
  }

  dueInMs(): number {
    return this.#changed ? Math.max(0, this.#toldMs + FIGURES_EVERY_MS - performance.now()) : Number.POSITIVE_INFINITY;
  }

  look(): void {
    if (this.dueInMs() > 0) return;
    post({ kind: 'figures', figures: this.#running.figures() });
    this.#toldMs = performance.now();
    this.#changed = false;
  }
}

/** What was acknowledged before the stop is in the results after it. */
async function catchUp({ pipeline }: LogPipeline): Promise<void> {
  while ((await pipeline.step()) !== 'idle');
}

// Sleeping on the doorbell does not keep a thread alive; an open port does.
parentPort?.on('message', () => undefined);
try {
  await run(workerData as PipelineWorkerData);
} catch (error) {
  if (!(error instanceof MillraceError) || error.retry !== 'never') throw error;
  post({ kind: 'failed', code: error.code, message: error.message, hint: error.hint ?? null });
}
parentPort?.close();

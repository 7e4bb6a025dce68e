/**
 * The worker thread of the functions: reads, applies and commits until it is told to stop, answers questions between its
 * steps, and sleeps while there is nothing new.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { PipelineSignal } from '@millrace/engine/runtime/pipeline-signal.ts';
import { SHOP_FUNCTIONS } from '../functions/event-functions.ts';
import type { FunctionMessage, FunctionStats, FunctionWorkerData, HostMessage } from './function-messages.ts';
import { FunctionPipeline } from './function-pipeline.ts';

/** The doorbell rings for every commit and heartbeat; this only bounds the harm of a ring that is missed. */
const LONGEST_SLEEP_MS = 1_000;
const STATS_EVERY_MS = 1_000;
const announced = new Set(SHOP_FUNCTIONS.views.filter(({ announce }) => announce === true).map(({ name }) => name));

function post(message: FunctionMessage): void {
  parentPort?.postMessage(message);
}

async function run({ dataFolder, signal: buffer, settings }: FunctionWorkerData): Promise<void> {
  const signal = new PipelineSignal(buffer);
  const pipeline = new FunctionPipeline({ dataFolder, settings });
  parentPort?.on('message', (message: HostMessage) => receive(pipeline, message));
  post({ kind: 'ready', stats: statsOf(pipeline) });
  const timer = setInterval(() => post({ kind: 'stats', stats: statsOf(pipeline) }), STATS_EVERY_MS);
  while (!signal.stopped) {
    const rings = signal.count();
    const { status } = step(pipeline);
    if (status === 'idle') await signal.rung(rings, LONGEST_SLEEP_MS);
    else await nextTurn();
  }
  // What was acknowledged before the stop is in the results after it.
  while (step(pipeline).status !== 'idle');
  clearInterval(timer);
  await pipeline.close();
}

function step(pipeline: FunctionPipeline) {
  const result = pipeline.step();
  const outputs = result.outputs.filter(({ view }) => announced.has(view));
  if (result.status === 'more' || outputs.length > 0) {
    post({ kind: 'committed', nextSequence: pipeline.nextSequence, outputs });
  }
  return result;
}

function statsOf({ nextSequence, missedRows, store, functions }: FunctionPipeline): FunctionStats {
  return { nextSequence, missedRows, caches: store.tables.counts(), measures: functions.measures?.() ?? [] };
}

function receive({ functions }: FunctionPipeline, message: HostMessage): void {
  if (message.kind === 'sample') {
    functions.onSample(message.sample);
    return;
  }
  const { id, question, request } = message;
  try {
    post({ kind: 'answer', id, answer: functions.answer(question, request) });
  } catch (cause) {
    post({ kind: 'no-answer', id, reason: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
  }
}

try {
  await run(workerData as FunctionWorkerData);
} catch (error) {
  if (!(error instanceof MillraceError) || error.retry !== 'never') throw error;
  post({ kind: 'failed', code: error.code, message: error.message, hint: error.hint ?? null });
}
parentPort?.close();

/**
 * The worker thread of the functions: reads, applies and commits until it is told to stop, answers questions between its
 * steps, and sleeps while there is nothing new.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { PipelineSignal } from '@millrace/engine/runtime/pipeline-signal.ts';
import { SHOP_FUNCTIONS } from '../functions/event-functions.ts';
import type { FunctionView } from '../functions/view-output.ts';
import type { FunctionMessage, FunctionStats, FunctionWorkerData, HostMessage } from './function-messages.ts';
import { FunctionPipeline } from './function-pipeline.ts';
import { SettledAnswers } from './settled-answers.ts';

/** The doorbell rings for every commit and heartbeat; this only bounds the harm of a ring that is missed. */
const LONGEST_SLEEP_MS = 1_000;
const STATS_EVERY_MS = 1_000;
/** Changed states that may wait for a commit. */
const MOST_CHANGED = 50_000;
const announcedAtOnce = announcedViews('at-once');
const announced = announcedViews('committed');

function announcedViews(when: FunctionView['announce']): ReadonlySet<string> {
  return new Set(SHOP_FUNCTIONS.views.filter(({ announce }) => announce === when).map(({ name }) => name));
}

function post(message: FunctionMessage): void {
  parentPort?.postMessage(message);
}

interface Running {
  readonly pipeline: FunctionPipeline;
  readonly answers: SettledAnswers;
}

async function run({ dataFolder, signal: buffer, settings }: FunctionWorkerData): Promise<void> {
  const signal = new PipelineSignal(buffer);
  const pipeline = new FunctionPipeline({ dataFolder, settings });
  const running = { pipeline, answers: new SettledAnswers() };
  parentPort?.on('message', (message: HostMessage) => {
    if (receive(running, message)) signal.ring();
  });
  post({ kind: 'ready', stats: statsOf(pipeline) });
  const timer = setInterval(() => post({ kind: 'stats', stats: statsOf(pipeline) }), STATS_EVERY_MS);
  await follow(running, signal);
  clearInterval(timer);
  await pipeline.close();
}

/** Until the stop, and then until everything that was acknowledged before it is in the results. */
async function follow({ pipeline, answers }: Running, signal: PipelineSignal): Promise<void> {
  let underWay: Promise<void> | undefined;
  for (;;) {
    const { stopped } = signal;
    const rings = signal.count();
    const moved = pipeline.read();
    announceAtOnce(pipeline);
    if (!underWay && pipeline.hasNews) {
      underWay = commit(pipeline, answers.begin()).finally(() => {
        underWay = undefined;
      });
    }
    // What is asked for while there is nothing to commit is committed.
    if (!underWay) answers.begin()();
    if (stopped && !moved && !underWay) return;
    // A disk that is slower than the log holds up the reading, not the memory.
    if (pipeline.store.tables.changedCount > MOST_CHANGED) await underWay;
    else if (moved) await nextTurn();
    else await Promise.race([signal.rung(rings, LONGEST_SLEEP_MS), ...(underWay ? [underWay] : [])]);
  }
}

function announceAtOnce(pipeline: FunctionPipeline): void {
  const outputs = pipeline.takeFresh().filter(({ view }) => announcedAtOnce.has(view));
  if (outputs.length > 0) post({ kind: 'emitted', outputs });
}

async function commit(pipeline: FunctionPipeline, sendAnswers: () => void): Promise<void> {
  const { nextSequence, outputs } = await pipeline.commit();
  post({ kind: 'committed', nextSequence, outputs: outputs.filter(({ view }) => announced.has(view)) });
  sendAnswers();
}

function statsOf({ nextSequence, missedRows, store, functions }: FunctionPipeline): FunctionStats {
  return { nextSequence, missedRows, caches: store.tables.counts(), measures: functions.measures?.() ?? [] };
}

/** @returns whether the loop has something to do about it. */
function receive({ pipeline, answers }: Running, message: HostMessage): boolean {
  if (message.kind === 'sample') {
    pipeline.functions.onSample(message.sample);
    return pipeline.hasNews;
  }
  const answer = answerTo(pipeline, message);
  if (message.settled) answers.add(() => post(answer));
  else post(answer);
  return message.settled;
}

function answerTo(
  { functions }: FunctionPipeline,
  { id, question, request }: Extract<HostMessage, { kind: 'ask' }>,
): FunctionMessage {
  try {
    return { kind: 'answer', id, answer: functions.answer(question, request) };
  } catch (cause) {
    return { kind: 'no-answer', id, reason: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
  }
}

try {
  await run(workerData as FunctionWorkerData);
} catch (error) {
  if (!(error instanceof MillraceError) || error.retry !== 'never') throw error;
  post({ kind: 'failed', code: error.code, message: error.message, hint: error.hint ?? null });
}
parentPort?.close();

/**
 * The worker thread of the functions: reads, applies and commits until it is told to stop, answers questions between two
 * events, and sleeps while there is nothing new.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { PipelineSignal } from '@millrace/engine/runtime/pipeline-signal.ts';
import { SHOP_FUNCTIONS } from '../functions/event-functions.ts';
import type { FunctionView } from '../functions/view-output.ts';
import { CommitPace } from './commit-pace.ts';
import type { Answered, FunctionMessage, FunctionStats, FunctionWorkerData, HostMessage } from './function-messages.ts';
import { FunctionPipeline } from './function-pipeline.ts';
import { Mailbox } from './mailbox.ts';
import { SettledAnswers } from './settled-answers.ts';

/** The doorbell rings for every commit and heartbeat; this only bounds the harm of a ring that is missed. */
const LONGEST_SLEEP_MS = 1_000;
const STATS_EVERY_MS = 1_000;
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

async function run({ dataFolder, signal: buffer, mail, settings }: FunctionWorkerData): Promise<void> {
  if (!parentPort) throw new TypeError('the functions run in a worker thread');
  const signal = new PipelineSignal(buffer);
  const answers = new SettledAnswers();
  const pipeline = new FunctionPipeline({ dataFolder, settings, between: () => mailbox.look() });
  const running = { pipeline, answers };
  const mailbox = new Mailbox<HostMessage>(parentPort, new PipelineSignal(mail), (messages) => {
    if (receive(running, messages)) signal.ring();
  });
  post({ kind: 'ready', stats: statsOf(pipeline) });
  const timer = setInterval(() => post({ kind: 'stats', stats: statsOf(pipeline) }), STATS_EVERY_MS);
  await follow(running, signal);
  clearInterval(timer);
  await pipeline.close();
}

/** Until the stop, and then until everything that was acknowledged before it is in the results. */
async function follow(running: Running, signal: PipelineSignal): Promise<void> {
  const { pipeline } = running;
  const commits = new CommitPace(running, (sendAnswers) => commit(pipeline, sendAnswers));
  for (;;) {
    const { stopped } = signal;
    const rings = signal.count();
    const moved = pipeline.read();
    announceAtOnce(pipeline);
    commits.step(stopped);
    const { underWay } = commits;
    if (stopped && !moved && !underWay) return;
    if (commits.holdsUp) await underWay;
    else if (moved) await nextTurn();
    else {
      const sleepMs = Math.ceil(Math.min(commits.dueInMs(stopped), LONGEST_SLEEP_MS));
      await Promise.race([signal.rung(rings, sleepMs), ...(underWay ? [underWay] : [])]);
    }
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
  return {
    nextSequence,
    missedRows,
    cachedKeys: store.tables.cachedKeys,
    caches: store.tables.counts(),
    measures: functions.measures?.() ?? [],
    heapBytes: getHeapStatistics().used_heap_size,
  };
}

/** @returns whether the loop has something to do about it. */
function receive({ pipeline, answers }: Running, messages: readonly HostMessage[]): boolean {
  const answered: Answered[] = [];
  for (const message of messages) {
    if (message.kind === 'sample') {
      pipeline.functions.onSample(message.sample);
      continue;
    }
    const answer = answerTo(pipeline, message);
    if (message.settled) answers.add(() => post({ kind: 'answers', answers: [answer] }));
    else answered.push(answer);
  }
  if (answered.length > 0) post({ kind: 'answers', answers: answered });
  return answers.waiting || messages.some(({ kind }) => kind === 'sample');
}

function answerTo(
  { functions }: FunctionPipeline,
  { id, question, request }: Extract<HostMessage, { kind: 'ask' }>,
): Answered {
  try {
    return { id, answer: functions.answer(question, request) };
  } catch (cause) {
    return { id, reason: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
  }
}

try {
  await run(workerData as FunctionWorkerData);
} catch (error) {
  if (!(error instanceof MillraceError) || error.retry !== 'never') throw error;
  post({ kind: 'failed', code: error.code, message: error.message, hint: error.hint ?? null });
}
parentPort?.close();

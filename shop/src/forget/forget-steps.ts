/** Runs the steps of a forgetting: in a thread what lies in LMDB, in a process of its own what DuckDB reads and writes. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { LmdbLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import type { ForgetMessage, ForgetOrder } from './forget-messages.ts';

const PROCESS = fileURLToPath(new URL('./forget-process.ts', import.meta.url));
const THREAD = new URL('./forget-thread.ts', import.meta.url);

export type StepOutcome = Extract<ForgetMessage, { kind: 'done' | 'found' }>;

export interface StepWatch {
  readonly log: Pick<LmdbLogWriter, 'replaceBlock' | 'replaceStreamRow'>;
  readonly onProgress: (share: number) => void;
  readonly gone: AbortSignal;
}

/** Resolves when everything that the step has changed is on disk. @throws MillraceError FORGET_FAILED. */
export async function runStep(order: ForgetOrder, { log, onProgress, gone }: StepWatch): Promise<StepOutcome> {
  gone.throwIfAborted();
  const written: Promise<void>[] = [];
  let outcome: ForgetMessage | undefined;
  const receive = (message: ForgetMessage) => {
    if (message.kind === 'progress') onProgress(message.share);
    else if (message.kind === 'block') written.push(log.replaceBlock(message.sequence, message.bytes));
    else if (message.kind === 'stream-row') written.push(log.replaceStreamRow(message.key, message.bytes));
    else outcome = message;
  };
  const isInProcess = order.step === 'find' || order.step === 'warehouse';
  const reason = await (isInProcess ? inProcess : inThread)(order, receive, gone);
  await Promise.all(written);
  if (outcome?.kind === 'done' || outcome?.kind === 'found') return outcome;
  throw failed(order.step, outcome?.kind === 'failed' ? outcome.reason : reason);
}

type Receive = (message: ForgetMessage) => void;

/** Resolves with why it ended, should it have said nothing. */
function inProcess(order: ForgetOrder, receive: Receive, gone: AbortSignal): Promise<string> {
  const child = fork(PROCESS, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const kill = () => void child.kill('SIGKILL');
  gone.addEventListener('abort', kill);
  child.on('message', (message: ForgetMessage) => {
    receive(message);
    if (message.kind !== 'progress' && child.connected) child.disconnect();
  });
  child.send(order);
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      gone.removeEventListener('abort', kill);
      resolve(`its process ended (${signal ?? code})`);
    });
  });
}

/** A thread is not killed: what it writes, it writes in whole transactions, and it soon ends. */
function inThread(order: ForgetOrder, receive: Receive): Promise<string> {
  const worker = new Worker(THREAD, { workerData: order });
  let reason = 'its thread ended';
  worker.on('message', receive);
  worker.on('error', (cause) => {
    reason = String(cause);
  });
  return new Promise((resolve) => worker.once('exit', () => resolve(reason)));
}

function failed(step: string, reason: string): MillraceError {
  return new MillraceError(`the step ${step} of forgetting a user failed: ${reason}`, {
    code: 'FORGET_FAILED',
    domain: 'external',
    retry: 'backoff',
    hint: 'It goes on where it was with the next start of the server, or when it is asked for again; what was done stays done.',
  });
}

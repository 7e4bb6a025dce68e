/**
 * The thread that goes through log, views and state for a forgetting. It is one of the server's own: LMDB keeps what it
 * knows of free pages in the process's memory, so an environment is written by one process only. The log it just reads;
 * what is to change there, the log's writer writes.
 */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { LmdbLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import { openLogTables } from '@millrace/engine/log/log-tables.ts';
import { rewriteRecords } from '@millrace/engine/log/rewrite-records.ts';
import { rewriteState } from '@millrace/engine/state/rewrite-state.ts';
import { rewriteViews } from '@millrace/engine/views/rewrite-views.ts';
import { openFunctionsEnvironment } from '../function-runtime/function-store.ts';
import { openGroupStates } from '../pipelines/group-states.ts';
import { Anonymiser } from './anonymiser.ts';
import type { ForgetCounts, ForgetMessage, ForgetOrder } from './forget-messages.ts';
import { rewriteStreams } from './rewrite-streams.ts';

/** Nice, in the words of Unix; on Linux that of this thread alone. */
const PRIORITY = 10;

const order = workerData as ForgetOrder;
const anonymiser = new Anonymiser(order);
const mayHold = (bytes: Uint8Array) => anonymiser.mayHold(bytes);
const { dryRun } = order;

function say(message: ForgetMessage): void {
  parentPort?.postMessage(message);
}

async function execute(): Promise<ForgetCounts> {
  if (order.step === 'log') return inLog();
  return order.step === 'views' ? inViews() : inState();
}

async function inLog(): Promise<ForgetCounts> {
  const tables = openLogTables(order.dataFolder);
  const records = rewriteRecords(new LmdbLogReader(tables), {
    mayHold,
    change: (text) => anonymiser.record(text),
    onProgress: (share) => say({ kind: 'progress', share }),
    ...(!dryRun && { write: (sequence, bytes) => say({ kind: 'block', sequence, bytes }) }),
  });
  const write = (key: Uint8Array, bytes: Uint8Array) => say({ kind: 'stream-row', key, bytes });
  const streams = rewriteStreams(tables, anonymiser, dryRun ? undefined : write);
  await tables.environment.close();
  return { 'log records': records, ...streams };
}

async function inViews(): Promise<ForgetCounts> {
  const rewrite = { mayHold, change: anonymiser.entry.bind(anonymiser), dryRun };
  const counts: Record<string, number> = {};
  for (const environment of [...openGroupStates(order.dataFolder), openFunctionsEnvironment(order.dataFolder)]) {
    for (const [view, rows] of Object.entries(rewriteViews(environment, rewrite))) counts[`view ${view}`] = rows;
    await environment.close();
  }
  return counts;
}

async function inState(): Promise<ForgetCounts> {
  let values = 0;
  for (const environment of openGroupStates(order.dataFolder)) {
    values += rewriteState(environment, { mayHold, change: (value) => anonymiser.state(value), dryRun });
    await environment.close();
  }
  return values === 0 ? {} : { 'pipelines’ state': values };
}

if (process.platform === 'linux') setPriority(0, PRIORITY);
say({ kind: 'done', counts: await execute() });

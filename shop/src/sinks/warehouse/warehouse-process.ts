/**
 * The process that writes the warehouse. It is one of its own because what DuckDB takes of memory and processor is then
 * bounded apart from the server's, and gives way to it. When the server is gone, it is gone at once.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { FeatureVector } from '../../functions/features/feature-answer.ts';
import { giveWay } from './give-way.ts';
import type { WarehouseHostMessage, WarehouseMessage, WarehouseProgress } from './warehouse-messages.ts';
import { WarehouseWriter, type WarehouseWriterOptions } from './warehouse-writer.ts';

const LOOK_EVERY_MS = 500;
const TELL_EVERY_MS = 1_000;
const PATIENCE_MS = 60_000;

let stopping = false;
/** Questions that have no answer yet. */
const waiting = new Map<number, (vectors: readonly FeatureVector[] | null) => void>();
let questions = 0;
const stopped = new AbortController();

process.on('disconnect', () => process.exit(0));
process.on('message', (message: WarehouseHostMessage) => {
  switch (message.kind) {
    case 'open':
      void run(message).then(() => process.disconnect());
      return;
    case 'answer':
      waiting.get(message.id)?.(message.vectors);
      waiting.delete(message.id);
      return;
    case 'stop':
      stopping = true;
      stopped.abort();
  }
});
// The server is told to stop by the same signals, and then stops this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

async function run({ dataFolder, settings }: Extract<WarehouseHostMessage, { kind: 'open' }>): Promise<void> {
  try {
    const writer = await openWhenFree({ dataFolder, settings, askFeatures });
    giveWay();
    await follow(writer);
    await writer.close();
  } catch (cause) {
    if (!(cause instanceof MillraceError)) throw cause;
    await post({ kind: 'failed', code: cause.code, message: cause.message, hint: cause.hint ?? null });
  }
}

/** The process before this one may not be gone yet, when its server was killed on a busy machine. */
async function openWhenFree(options: WarehouseWriterOptions): Promise<WarehouseWriter> {
  for (const untilMs = performance.now() + PATIENCE_MS; ; await pause(LOOK_EVERY_MS)) {
    try {
      return await WarehouseWriter.open(options);
    } catch (cause) {
      const inUse = cause instanceof MillraceError && cause.code === 'DATA_FOLDER_IN_USE';
      if (!inUse || performance.now() > untilMs) throw cause;
    }
  }
}

async function follow(writer: WarehouseWriter): Promise<void> {
  let busyMs = 0;
  let toldMs = Number.NEGATIVE_INFINITY;
  while (!stopping) {
    const began = performance.now();
    const moved = await writer.step();
    busyMs += performance.now() - began;
    if (performance.now() >= toldMs + TELL_EVERY_MS) {
      toldMs = performance.now();
      await post({ kind: 'progress', progress: progressOf(writer, busyMs) });
    }
    if (!moved) await pause(LOOK_EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
  }
}

function progressOf({ events, views, manifest }: WarehouseWriter, busyMs: number): WarehouseProgress {
  return {
    nextSequence: events.next,
    arrivalMs: events.arrivalMs,
    tables: Object.fromEntries(manifest.totals()),
    writeSeconds: busyMs / 1000,
    missedChanges: views.reduce((sum, { missedChanges }) => sum + missedChanges, 0),
    missedSequences: events.missedSequences,
    memoryBytes: process.memoryUsage.rss(),
  };
}

async function askFeatures(users: readonly string[], nowMs: number): Promise<readonly FeatureVector[]> {
  const id = ++questions;
  const answer = new Promise<readonly FeatureVector[] | null>((resolve) => waiting.set(id, resolve));
  await post({ kind: 'ask', id, users, nowMs });
  const vectors = await answer;
  if (vectors === null) throw new Error('the functions do not answer now');
  return vectors;
}

function post(message: WarehouseMessage): Promise<void> {
  return new Promise((resolve) => process.send?.(message, () => resolve()));
}

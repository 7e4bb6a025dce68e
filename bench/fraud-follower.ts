/**
 * A thread that looks for new rows of `fraud_scores` whenever the pipelines' worker has committed, as whoever decides on
 * orders would, and notes the moment. When it is told to stop, it says what it has seen.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PipelineSignal } from '../engine/src/runtime/pipeline-signal.ts';
import { openStateEnvironment } from '../engine/src/state/environment-state-store.ts';
import type { Environment } from '../engine/src/storage/environment.ts';
import { openViewReader } from '../engine/src/views/environment-view.ts';

export interface SeenRow {
  /** The arrival stamp of the order's line. */
  readonly receivedMs: number;
  /** When the commit with its row had been made, in epoch milliseconds. */
  readonly leftMs: number;
}

const CHANGES_PER_READ = 10_000;
const LONGEST_SLEEP_MS = 1_000;

async function follow(environment: Environment, signal: PipelineSignal): Promise<readonly SeenRow[]> {
  const view = openViewReader(environment, 'fraud_scores');
  if (!view) throw new Error('the view fraud_scores is missing');
  const seen: SeenRow[] = [];
  let last = 0;
  while (!signal.stopped) {
    const rings = signal.count();
    const leftMs = performance.timeOrigin + performance.now();
    for (const { number, key } of view.changes(last, CHANGES_PER_READ)) {
      seen.push({ receivedMs: Number(key[0]), leftMs });
      last = number;
    }
    await signal.rung(rings, LONGEST_SLEEP_MS);
  }
  await environment.close();
  return seen;
}

// Sleeping on the doorbell does not keep a thread alive; an open port does.
parentPort?.on('message', () => undefined);
const { dataFolder, stateFolder, committed } = workerData;
const environment = openStateEnvironment(dataFolder, stateFolder);
parentPort?.postMessage(await follow(environment, new PipelineSignal(committed)));
parentPort?.close();

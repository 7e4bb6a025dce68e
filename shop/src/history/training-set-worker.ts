/** The one-off thread that makes one training set from all past events, behind everything else that the machine does. */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { placeFinder } from '../function-runtime/place-finder.ts';
import type { HistoryRequest } from '../functions/features/feature-history.ts';
import { ShopHistory } from './shop-history.ts';
import { type TrainingSet, trainingSet, type UnfinishedSet } from './training-set.ts';

export interface TrainingSetWorkerData {
  readonly dataFolder: string;
  readonly request: HistoryRequest;
  readonly longestMs: number;
}

export type TrainingSetMessage =
  | { readonly kind: 'made'; readonly set: TrainingSet | UnfinishedSet }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly hint: string | undefined };

/** Nice, in the words of Unix. */
const PRIORITY = 10;

async function run({ dataFolder, request, longestMs }: TrainingSetWorkerData): Promise<TrainingSetMessage> {
  // Only on Linux is it the priority of this thread alone.
  if (process.platform === 'linux') setPriority(0, PRIORITY);
  const untilMs = performance.now() + longestMs;
  const history = new ShopHistory(dataFolder);
  try {
    const set = await trainingSet(request, { history, locate: placeFinder() }, () => performance.now() < untilMs);
    return { kind: 'made', set };
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    return { kind: 'failed', code: error.code, message: error.message, hint: error.hint };
  } finally {
    await history.close();
  }
}

parentPort?.postMessage(await run(workerData as TrainingSetWorkerData));

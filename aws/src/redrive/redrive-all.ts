/** Brings back failed batches one after the other, and tells of each. What cannot be brought back stays where it is. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type FailedBatch, failedBatch } from './failed-batch.ts';
import type { FailureSource, ToldFailure } from './failure-source.ts';
import { type Redriven, type RedriveOptions, redriveBatch } from './redrive-batch.ts';

export interface RedriveProgress {
  batch(batch: FailedBatch, redriven: Redriven): void;
  /** @param batch undefined when it could not be understood. */
  failed(name: string, batch: FailedBatch | undefined, reason: string): void;
}

export interface RedriveTally {
  batches: number;
  put: number;
  poison: number;
  lost: number;
  failed: number;
}

/** @param most batches, at most. */
export async function redriveAll(
  source: FailureSource,
  options: RedriveOptions & { readonly most: number },
  progress: RedriveProgress,
): Promise<RedriveTally> {
  const tally: RedriveTally = { batches: 0, put: 0, poison: 0, lost: 0, failed: 0 };
  const left: ToldFailure[] = [];
  for await (const told of source) {
    const isDone = await redriveOne(told, options, { progress, tally });
    if (isDone && !options.dryRun) await told.remove();
    // Only in the end: a queue would give it out again at once.
    else left.push(told);
    if (tally.batches + tally.failed >= options.most) break;
  }
  for (const told of left) await told.leave();
  return tally;
}

async function redriveOne(
  { name, text }: ToldFailure,
  options: RedriveOptions,
  { progress, tally }: { readonly progress: RedriveProgress; readonly tally: RedriveTally },
): Promise<boolean> {
  const batch = failedBatch(text);
  try {
    if (!batch) throw notUnderstood();
    const redriven = await redriveBatch(batch, options);
    tally.batches++;
    tally.put += redriven.put;
    tally.poison += redriven.poison.length;
    tally.lost += redriven.lost;
    progress.batch(batch, redriven);
    return true;
  } catch (error) {
    tally.failed++;
    progress.failed(name, batch, reasonOf(error));
    return false;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof MillraceError))
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `${error.code}: ${error.message}${error.hint === undefined ? '' : `; ${error.hint}`}`;
}

function notUnderstood(): MillraceError {
  return new MillraceError('this does not tell of a batch of a stream', {
    code: 'REDRIVE_NOT_UNDERSTOOD',
    domain: 'user',
    retry: 'never',
    hint: 'name a queue or a bucket that a function on a stream sends its failures to',
  });
}

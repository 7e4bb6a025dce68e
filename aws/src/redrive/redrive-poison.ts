/**
 * Puts what the table of poison has back onto the streams that it came from, once the function that could not take it has
 * been mended.
 *
 * P1. Nothing leaves the table before it is on its stream; to do it twice is harmless. Events from outside are known by
 *     their ids, for as long as enrichment remembers them: what was begun longer ago, and not known to be done, is left.
 *     Everything else is known by the place where it stood.
 * P2. What lies in one bucket goes back in its order, the next when the one before is in.
 * P3. What its function can still not read stays where it is; its neighbours go.
 */
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type KeptPoison, markPutBack, type PoisonPlace, removePoison } from '../failures/kept-poison.ts';
import { eachInTurns } from '../results/each-in-turns.ts';
import { putInOrder } from '../stream/put-in-order.ts';
import type { StreamRecord } from '../stream/stream-record.ts';
import { lanesOf } from './lanes-of.ts';
import { putBackData } from './put-back-data.ts';
import { readFailedBatch } from './read-failed-batch.ts';
import { unknownStream } from './redrive-batch.ts';
import { roleOf } from './sort-records.ts';

export interface PoisonOptions {
  readonly kinesis: KinesisClient;
  readonly place: PoisonPlace;
  readonly dryRun: boolean;
  /** How long enrichment remembers ids. */
  readonly dedupHours: number;
  /** That nothing of it was counted, whenever somebody began to put it back. */
  readonly uncounted: boolean;
  readonly nowMs: number;
}

export interface PoisonProgress {
  put(poison: KeptPoison): void;
  left(poison: KeptPoison, error: unknown): void;
}

interface Ready {
  readonly poison: KeptPoison;
  readonly record: StreamRecord;
}

const HOUR_MS = 3_600_000;
const MOST_AT_ONCE = 500;
const CALLS_AT_ONCE = 16;

/** @param all of each function in the order of its stream. @throws what a stream or the table does: the rest is left. */
export async function redrivePoison(
  all: AsyncIterable<KeptPoison>,
  options: PoisonOptions,
  progress: PoisonProgress,
): Promise<void> {
  let ready: Ready[] = [];
  for await (const poison of all) {
    try {
      ready.push({ poison, record: await recordOf(poison, options) });
    } catch (error) {
      progress.left(poison, error);
    }
    if (ready.length < MOST_AT_ONCE) continue;
    await putBack(ready, options, progress);
    ready = [];
  }
  await putBack(ready, options, progress);
}

/** As it goes onto the stream. @throws when it is to be left. */
async function recordOf(poison: KeptPoison, options: PoisonOptions): Promise<StreamRecord> {
  const role = roleOf(poison.stream);
  if (role === undefined) throw unknownStream(poison.stream);
  const record = { ...poison, data: poison.data ?? (await dataOf(poison, options)) };
  const data = putBackData(role, record, poison.input);
  if (role === 'events' && !options.uncounted) checkBegun(poison, options);
  return { ...record, data };
}

/** Too long for the table, so the stream is asked for it. @throws MillraceError REDRIVE_NOT_RETAINED, REDRIVE_STREAM_GONE. */
async function dataOf(poison: KeptPoison, { kinesis }: PoisonOptions): Promise<Uint8Array> {
  const { functionName, stream, shardId, sequence, arrivedMs } = poison;
  const place = { functionName, stream, shardId, first: sequence, last: sequence, size: 1, condition: '' };
  const [record] = await readFailedBatch(kinesis, { ...place, arrivedAt: new Date(arrivedMs).toISOString() });
  return record?.data ?? new Uint8Array();
}

/** P1. */
function checkBegun({ stream, sequence, putBackMs }: KeptPoison, { dedupHours, nowMs }: PoisonOptions): void {
  if (putBackMs === undefined || nowMs - putBackMs <= dedupHours * HOUR_MS) return;
  const began = new Date(putBackMs).toISOString();
  throw new MillraceError(
    `${sequence} of '${stream}' may be back since ${began}, and ids are remembered for ${dedupHours} hours`,
    {
      code: 'REDRIVE_TOO_OLD',
      domain: 'user',
      retry: 'never',
      hint: 'look whether its events were counted; give --uncounted if they were not',
    },
  );
}

async function putBack(ready: readonly Ready[], options: PoisonOptions, progress: PoisonProgress): Promise<void> {
  const { kinesis, place, dryRun, nowMs } = options;
  if (!dryRun) {
    await eachInTurns(ready, CALLS_AT_ONCE, ({ poison }) => markPutBack(place, poison, nowMs));
    for (const [stream, its] of Map.groupBy(ready, ({ poison }) => poison.stream)) {
      const records = its.map(({ record }) => record);
      await putInOrder(kinesis, stream, lanesOf(records, roleOf(stream)));
    }
    await eachInTurns(ready, CALLS_AT_ONCE, ({ poison }) => removePoison(place, poison));
  }
  for (const { poison } of ready) progress.put(poison);
}

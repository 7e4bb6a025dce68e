/**
 * Brings a failed batch back: its records go onto their stream again, as they were, and whoever has counted an event
 * already knows it by its id. What a function cannot read stays out, and is kept with the reason.
 *
 * R1. Nothing is taken for done before it is: the batch stays where failures are until its records are on the stream and
 *     its poison is kept. To do it twice is harmless.
 * R2. Events are known by their ids for as long as enrichment remembers them. A batch that is older is left alone, unless
 *     somebody says that none of it was counted.
 * R3. On `enriched` and among the events of `insights`, what lies behind what its bucket has had by now is passed over: it
 *     may have been counted. If somebody says that it was not, it says that it was put back, and counts.
 */
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { PoisonedRecord } from '../failures/poison-table.ts';
import { putInOrder } from '../stream/put-in-order.ts';
import type { StreamRecord } from '../stream/stream-record.ts';
import type { FailedBatch } from './failed-batch.ts';
import { lanesOf } from './lanes-of.ts';
import { putBackData } from './put-back-data.ts';
import { readFailedBatch } from './read-failed-batch.ts';
import { roleOf, sortRecords } from './sort-records.ts';

export interface RedriveOptions {
  readonly kinesis: KinesisClient;
  readonly dryRun: boolean;
  /** How long enrichment remembers ids. */
  readonly dedupHours: number;
  /** That none of the records was ever counted: then neither their age matters nor what their bucket has had since. */
  readonly uncounted: boolean;
  /** Undefined where nothing is kept: a batch with poison is then left as it is. */
  readonly keepPoison: ((batch: FailedBatch, poison: readonly PoisonedRecord[]) => Promise<void>) | undefined;
  readonly nowMs: number;
}

export interface Redriven {
  /** Records that went, or would go, onto the stream again. */
  readonly put: number;
  readonly poison: readonly PoisonedRecord[];
  /** Records of the batch that the stream no longer has. */
  readonly lost: number;
}

const HOUR_MS = 3_600_000;

/** @throws MillraceError REDRIVE_…, and what reading and putting do: the batch is then where it was. */
export async function redriveBatch(batch: FailedBatch, options: RedriveOptions): Promise<Redriven> {
  const role = roleOf(batch.stream);
  if (role === undefined) throw unknownStream(batch.stream);
  const records = await readFailedBatch(options.kinesis, batch);
  const { good, poison } = sortRecords(role, records);
  if (role === 'events' && !options.uncounted) checkAge(good, batch, options);
  const redriven = { put: good.length, poison, lost: Math.max(0, batch.size - records.length) };
  if (options.dryRun) return redriven;
  if (poison.length > 0) {
    if (!options.keepPoison) throw nowhere(batch, poison.length);
    await options.keepPoison(batch, poison);
  }
  const back = options.uncounted ? good.map((record) => ({ ...record, data: putBackData(role, record) })) : good;
  await putInOrder(options.kinesis, batch.stream, lanesOf(back, role));
  return redriven;
}

/** R2. */
function checkAge(records: readonly StreamRecord[], batch: FailedBatch, { dedupHours, nowMs }: RedriveOptions): void {
  const oldestMs = Math.min(...records.map(({ arrivedMs }) => arrivedMs));
  const hours = (nowMs - oldestMs) / HOUR_MS;
  if (hours <= dedupHours) return;
  const age = `${hours.toFixed(0)} hours old, and ids are remembered for ${dedupHours}`;
  throw new MillraceError(`the batch of '${batch.stream}' from ${batch.first} on is ${age}`, {
    code: 'REDRIVE_TOO_OLD',
    domain: 'user',
    retry: 'never',
    hint: 'what was counted of it would count again; give --uncounted if the function has had none of it',
  });
}

export function unknownStream(stream: string): MillraceError {
  return new MillraceError(`'${stream}' is none of the streams events, enriched, insights and changes`, {
    code: 'REDRIVE_STREAM_GONE',
    domain: 'user',
    retry: 'never',
    hint: 'name a queue of failures of this deployment',
  });
}

function nowhere({ stream, first }: FailedBatch, count: number): MillraceError {
  return new MillraceError(`${count} records of '${stream}' from ${first} on cannot be read`, {
    code: 'REDRIVE_POISON',
    domain: 'user',
    retry: 'never',
    hint: 'name the table that keeps them with --poison-table; --dry-run tells why they cannot be read',
  });
}

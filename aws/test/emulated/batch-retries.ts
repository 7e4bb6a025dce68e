/**
 * What becomes of a batch after the function has been called with it: the rules of an event source mapping, without a
 * stream or a clock. Where AWS's documentation leaves something open, the choice is the one that is harder on a function.
 *
 * R1. An error of the function (thrown, crashed, timed out) fails the whole batch. With bisecting it is split in two, the
 *     older half first, down to single records; splitting does not use up a retry.
 * R2. A partial answer moves the checkpoint to the lowest failed record; only it and what follows come again. With
 *     bisecting this counts as a split. A checkpoint that does not move is a failure of all that is left, and is not split.
 * R3. Retries are counted on through checkpoints and splits. When they are used up, all that is left of the batch is
 *     discarded, the records behind the failed one too.
 * R4. Records older than the maximum age are discarded without another call.
 */
import type { KinesisStreamRecord } from 'aws-lambda';
import { firstFailure } from './batch-response.ts';
import { arrivedMs } from './kinesis-event.ts';
import type { InvocationOutcome } from './lambda-function.ts';

export interface Batch {
  readonly records: readonly KinesisStreamRecord[];
  readonly retries: number;
  /** How often the function was called with it or with what it is a part of. */
  readonly invocations: number;
}

export interface RetrySettings {
  readonly bisectOnError: boolean;
  /** −1 for ever. */
  readonly maximumRetryAttempts: number;
  /** −1 for ever. */
  readonly maximumRecordAgeSeconds: number;
  readonly reportBatchItemFailures: boolean;
}

export type Condition = 'RetryAttemptsExhausted' | 'MaximumRecordAgeExceeded';

export interface Discarded {
  readonly batch: Batch;
  readonly condition: Condition;
}

export interface NextSteps {
  /** How many records, from the first, are over and done with. */
  readonly done: number;
  readonly discarded?: Discarded;
  /** In order, the next first. */
  readonly batches: readonly Batch[];
}

export function afterInvocation(batch: Batch, outcome: InvocationOutcome, settings: RetrySettings): NextSteps {
  const tried = { ...batch, invocations: batch.invocations + 1 };
  if (outcome.functionError !== undefined) return afterError(tried, settings);
  if (!settings.reportBatchItemFailures) return { done: batch.records.length, batches: [] };
  const failed = firstFailure(outcome.response, batch.records);
  if (failed === batch.records.length) return { done: failed, batches: [] };
  const left = { ...tried, records: batch.records.slice(failed) };
  return settings.bisectOnError && failed > 0 ? { done: failed, batches: [left] } : again(left, failed, settings);
}

/** Takes records that are too old off the front of a batch. */
export function withoutExpired(batch: Batch, nowMs: number, settings: RetrySettings): NextSteps {
  const { maximumRecordAgeSeconds } = settings;
  if (maximumRecordAgeSeconds < 0) return { done: 0, batches: [batch] };
  const oldestMs = nowMs - maximumRecordAgeSeconds * 1000;
  const firstYoung = batch.records.findIndex((record) => arrivedMs(record) >= oldestMs);
  const expired = firstYoung === -1 ? batch.records.length : firstYoung;
  if (expired === 0) return { done: 0, batches: [batch] };
  const old = { ...batch, records: batch.records.slice(0, expired) };
  const young = { ...batch, records: batch.records.slice(expired) };
  return {
    done: expired,
    discarded: { batch: old, condition: 'MaximumRecordAgeExceeded' },
    batches: young.records.length === 0 ? [] : [young],
  };
}

function afterError(batch: Batch, settings: RetrySettings): NextSteps {
  const { length } = batch.records;
  if (!settings.bisectOnError || length === 1) return again(batch, 0, settings);
  const half = Math.ceil(length / 2);
  const halves = [batch.records.slice(0, half), batch.records.slice(half)];
  return { done: 0, batches: halves.map((records) => ({ ...batch, records })) };
}

function again(batch: Batch, done: number, { maximumRetryAttempts }: RetrySettings): NextSteps {
  if (maximumRetryAttempts >= 0 && batch.retries >= maximumRetryAttempts)
    return {
      done: done + batch.records.length,
      discarded: { batch, condition: 'RetryAttemptsExhausted' },
      batches: [],
    };
  return { done, batches: [{ ...batch, retries: batch.retries + 1 }] };
}

/**
 * What Lambda makes of the answer of a function that reports batch item failures, by the table of its documentation:
 * nothing reported is a success; a failure that is not one record of the batch by its sequence number is a failure of
 * the whole batch; of several reported records the lowest counts.
 */
import type { KinesisStreamRecord } from 'aws-lambda';
import { sequenceOf } from './kinesis-event.ts';

/** The place of the first record that failed: 0 when all did, the number of records when none did. */
export function firstFailure(response: unknown, records: readonly KinesisStreamRecord[]): number {
  if (response === null || response === undefined || response === '') return records.length;
  if (typeof response !== 'object') return 0;
  if (!('batchItemFailures' in response)) return Object.keys(response).length === 0 ? records.length : 0;
  const failures = response.batchItemFailures;
  if (failures === null) return records.length;
  if (!Array.isArray(failures)) return 0;
  return Math.min(records.length, ...failures.map((failure) => placeOf(failure, records)));
}

function placeOf(failure: unknown, records: readonly KinesisStreamRecord[]): number {
  const identifier: unknown =
    typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure ? failure.itemIdentifier : undefined;
  return Math.max(
    0,
    records.findIndex((record) => sequenceOf(record) === identifier),
  );
}

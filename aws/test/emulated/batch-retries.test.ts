/** The rules for batches that fail, without a stream: nothing is passed over, nothing is out of order, and it comes to an end. */
import type { KinesisStreamRecord } from 'aws-lambda';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstFailure } from './batch-response.ts';
import { afterInvocation, type Batch, type RetrySettings } from './batch-retries.ts';
import { kinesisRecord, sequenceOf } from './kinesis-event.ts';
import type { InvocationOutcome } from './lambda-function.ts';

const PLACE = { streamArn: 'arn', shardId: 'shardId-000000000000', region: 'us-east-1' };

function records(count: number): KinesisStreamRecord[] {
  return Array.from({ length: count }, (_, at) =>
    kinesisRecord({ SequenceNumber: String(at), PartitionKey: 'k', Data: new Uint8Array() }, PLACE),
  );
}

const three = records(3);

it.each([
  ['null', null, 3],
  ['an empty answer', {}, 3],
  ['a list of nothing', { batchItemFailures: [] }, 3],
  ['no list', { batchItemFailures: null }, 3],
  ['one record', { batchItemFailures: [{ itemIdentifier: '1' }] }, 1],
  ['several records', { batchItemFailures: [{ itemIdentifier: '2' }, { itemIdentifier: '1' }] }, 1],
  ['an empty name', { batchItemFailures: [{ itemIdentifier: '' }] }, 0],
  ['no name', { batchItemFailures: [{ itemIdentifier: null }] }, 0],
  ['a wrong key', { batchItemFailures: [{ itemIdentifer: '1' }] }, 0],
  ['a record of another batch', { batchItemFailures: [{ itemIdentifier: '7' }] }, 0],
  ['a list of texts', { batchItemFailures: ['1'] }, 0],
  ['a text for a list', { batchItemFailures: '1' }, 0],
  ['something else', { failures: [] }, 0],
  ['a number', 1, 0],
] as const)('takes %s for what it is', (_name, response, failed) => {
  expect(firstFailure(response, three)).toBe(failed);
});

interface Run {
  readonly taken: string[];
  readonly discarded: string[];
  readonly calls: number;
}

/** Delivers a batch until nothing is left of it. */
function deliver(batch: Batch, settings: RetrySettings, call: (texts: string[]) => Partial<InvocationOutcome>): Run {
  const run = { taken: [] as string[], discarded: [] as string[], calls: 0 };
  const stack = [batch];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    run.calls++;
    const outcome = { requestId: '', response: null, ...call(next.records.map(sequenceOf)) };
    const { done, discarded, batches } = afterInvocation(next, outcome, settings);
    const given = discarded?.batch.records.map(sequenceOf) ?? [];
    run.discarded.push(...given);
    run.taken.push(...next.records.slice(0, done - given.length).map(sequenceOf));
    stack.push(...batches.toReversed());
  }
  return run;
}

const SETTINGS: RetrySettings = {
  bisectOnError: true,
  maximumRetryAttempts: 2,
  maximumRecordAgeSeconds: -1,
  reportBatchItemFailures: false,
};

it('with bisecting, gives up exactly the records that fail, in order, in few calls', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.uniqueArray(fc.nat(59)), (count, badPlaces) => {
      const bad = badPlaces.filter((place) => place < count).map(String);
      const fails = (texts: string[]): boolean => texts.some((text) => bad.includes(text));
      const run = deliver({ records: records(count), retries: 0, invocations: 0 }, SETTINGS, (texts) =>
        fails(texts) ? { functionError: 'Unhandled' } : {},
      );
      const inOrder = bad.toSorted((a, b) => Number(a) - Number(b));
      expect(run.discarded).toEqual(inOrder);
      expect(run.taken).toEqual(
        records(count)
          .map(sequenceOf)
          .filter((text) => !bad.includes(text)),
      );
      expect(run.calls).toBeLessThanOrEqual(1 + bad.length * (2 + 2 * Math.ceil(Math.log2(count + 1))));
    }),
  );
});

it('with reports of failures that pass in the end, takes every record once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.array(fc.nat(39), { maxLength: 20 }), (count, failures) => {
      const left = [...failures];
      const settings = { ...SETTINGS, reportBatchItemFailures: true, maximumRetryAttempts: -1 };
      const run = deliver({ records: records(count), retries: 0, invocations: 0 }, settings, (texts) => {
        const failed = left.pop();
        const itemIdentifier = failed === undefined ? undefined : texts[failed];
        return { response: { batchItemFailures: itemIdentifier === undefined ? [] : [{ itemIdentifier }] } };
      });
      expect(run.discarded).toEqual([]);
      expect(run.taken).toEqual(records(count).map(sequenceOf));
    }),
  );
});

/** Lines come into the lake in large records, each line once as long as nothing fails, and what is refused goes again. */
import type { PutRecordBatchCommand, PutRecordBatchCommandOutput } from '@aws-sdk/client-firehose';
import { expect, it } from 'vitest';
import { type LakePutter, putLake } from '../../src/stream/put-lake.ts';

/** Takes records as Firehose answers for them: refuses some, for a while. */
class Lake {
  readonly records: string[] = [];
  calls = 0;
  largestCall = 0;
  readonly #refuses: (call: number, index: number) => boolean;

  constructor(refuses: (call: number, index: number) => boolean = () => false) {
    this.#refuses = refuses;
  }

  async send({ input }: PutRecordBatchCommand): Promise<PutRecordBatchCommandOutput> {
    this.calls += 1;
    const bytes = (input.Records ?? []).reduce((sum, { Data }) => sum + (Data?.byteLength ?? 0), 0);
    this.largestCall = Math.max(this.largestCall, bytes);
    const RequestResponses = (input.Records ?? []).map(({ Data }, index) => {
      if (this.#refuses(this.calls, index)) return { ErrorCode: 'ServiceUnavailableException' };
      this.records.push(Buffer.from(Data ?? []).toString());
      return { RecordId: `${this.calls}.${index}` };
    });
    return { FailedPutCount: 0, RequestResponses, $metadata: {} };
  }
}

const QUICK = { tries: 3, firstWaitMs: 1 };
const lines = Array.from({ length: 3_000 }, (_, line) => JSON.stringify({ line, text: 'x'.repeat(400) }));

it('puts many lines into few records, each ended by a line end', async () => {
  const lake = new Lake();
  await putLake(lake as LakePutter, 'events', lines, QUICK);
  expect(lake.records.join('')).toBe(`${lines.join('\n')}\n`);
  expect(lake.records.length).toBeLessThan(10);
  expect(Math.max(...lake.records.map((record) => record.length))).toBeLessThanOrEqual(200_001);
});

it('sends again only what was refused', async () => {
  const lake = new Lake((call, index) => call < 3 && index % 2 === 0);
  await putLake(lake as LakePutter, 'events', lines, QUICK);
  expect(lake.records.join('').split('\n').sort()).toEqual(['', ...lines].sort());
});

it('gives up when nothing is taken', async () => {
  const lake = new Lake(() => true);
  await expect(putLake(lake as LakePutter, 'events', lines, QUICK)).rejects.toMatchObject({ code: 'LAKE_PUT_REFUSED' });
  expect(lake.calls).toBe(3);
});

it('keeps calls within what Firehose takes when lines are long', async () => {
  const long = Array.from({ length: 12 }, (_, line) => JSON.stringify({ line, text: 'x'.repeat(900_000) }));
  const lake = new Lake();
  await putLake(lake as LakePutter, 'events', long, QUICK);
  expect(lake.records.join('')).toBe(`${long.join('\n')}\n`);
  expect(lake.largestCall).toBeLessThanOrEqual(4 * 1_048_576);
});

it('asks nobody when there is nothing to put', async () => {
  const lake = new Lake();
  await putLake(lake as LakePutter, 'events', [], QUICK);
  expect(lake.calls).toBe(0);
});

/** Batches that a function has given up are brought back by the command, on real streams, queues and buckets. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetShardIteratorCommand, type KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { KinesisStreamEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { redrive } from '../../src/cli/redrive.ts';
import { failedBatch } from '../../src/redrive/failed-batch.ts';
import { readFailedBatch } from '../../src/redrive/read-failed-batch.ts';
import { hashKeyOf } from '../../src/stream/bucket.ts';
import { EmulatedAws } from '../emulated/emulated-aws.ts';
import { inProcess } from '../emulated/in-process-sandbox.ts';
import { textsOf } from '../emulated/stream-trial.ts';

let aws: EmulatedAws;
let lines: string[] = [];
/** What the function has had, and whether it takes anything. */
let seen: string[] = [];
let works = false;

beforeAll(async () => {
  aws = await EmulatedAws.start({ shards: 1 });
  for (const [name, value] of Object.entries(aws.environment())) vi.stubEnv(name, value);
  const handler = (event: unknown): void => {
    if (!works) throw new Error('down');
    seen.push(...textsOf(event as KinesisStreamEvent));
  };
  const settings = { name: 'enrich', timeoutMs: 5_000, afterTimeout: 'zombie' } as const;
  const retries = { bisectOnError: false, maximumRetryAttempts: 0, batchSize: 10 };
  aws.deploy(
    settings,
    inProcess(() => handler),
    { streamName: 'events', ...retries },
  );
}, 120_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await aws.close();
});
beforeEach(() => {
  lines = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => void vi.restoreAllMocks());

function event(eventId: string): string {
  const at = new Date().toISOString();
  return JSON.stringify([{ eventId, userId: 'ann', eventType: 'page_view', timestamp: at, receivedAt: at }]);
}

function put(bucket: number, text: string) {
  const place = { StreamName: 'events', PartitionKey: String(bucket), ExplicitHashKey: hashKeyOf(bucket) };
  return aws.kinesis.client.send(new PutRecordCommand({ ...place, Data: Buffer.from(text) }));
}

/** What was printed, whatever the lines. */
function said(): string {
  return lines.join(' ').replaceAll(/ +/g, ' ');
}

function run(flags: Readonly<Record<string, string | boolean>>): Promise<number> {
  const defaults = { prefix: '', 'dedup-hours': '24', limit: '1000' };
  return redrive.run({ positionals: [], flags: { ...defaults, ...flags } });
}

async function poison() {
  return (await aws.dynamo.client.send(new ScanCommand({ TableName: 'poison' }))).Items ?? [];
}

const batchOf = (info: object) =>
  JSON.stringify({
    requestContext: {
      functionArn: 'arn:aws:lambda:us-east-1:1:function:enrich:$LATEST',
      condition: 'RecordAgeExceeded',
    },
    KinesisBatchInfo: { batchSize: 2, streamArn: 'arn:aws:kinesis:us-east-1:1:stream/events', ...info },
  });

describe('millrace-aws redrive', () => {
  it('brings a batch back, keeps what cannot be read, and takes the message away only then', async () => {
    const [good, other] = [event('e1'), event('e2')];
    await put(5, good);
    await put(5, 'no JSON');
    await put(9, other);
    const [deployed] = aws.deployed();
    await deployed?.mapping.enable();
    await deployed?.mapping.drained();
    works = true;
    const queue = aws.failuresQueue.url;

    expect(await run({ queue, 'dry-run': true })).toBe(0);
    expect(said()).toContain('2 to go back, 1 unreadable');
    expect(said()).toContain('1 batches: 2 records would go back, 1 cannot be read');
    expect(seen).toEqual([]);

    // Without a place for what cannot be read nothing happens.
    expect(await run({ queue })).toBe(1);
    expect(said()).toContain('REDRIVE_POISON');

    expect(await run({ queue, 'poison-table': 'poison' })).toBe(0);
    await deployed?.mapping.drained();
    expect(seen.sort()).toEqual([good, other].sort());
    expect((await poison()).map(({ reason, partitionKey }) => [partitionKey?.S, reason?.S])).toEqual([
      ['5', expect.stringContaining('SyntaxError')],
    ]);
    expect(await run({ queue, 'poison-table': 'poison' })).toBe(0);
    expect(said()).toContain('0 batches: 0 records went back');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  }, 60_000);

  it('brings records back that came along in a bucket, and takes the object away', async () => {
    const text = event('e3');
    const kinesis = {
      kinesisSchemaVersion: '1.0',
      partitionKey: '5',
      sequenceNumber: '1',
      data: Buffer.from(text).toString('base64'),
      approximateArrivalTimestamp: Date.now() / 1000,
    };
    const payload = JSON.stringify({ Records: [{ eventID: 'shardId-000000000000:1', kinesis }] });
    const place = { shardId: 'shardId-000000000000', startSequenceNumber: '1', endSequenceNumber: '1' };
    const object = { ...JSON.parse(batchOf({ ...place, batchSize: 1 })), payload };
    const put = { Bucket: 'config', Key: 'failures/1', Body: JSON.stringify(object) };
    await aws.moto.s3.send(new PutObjectCommand(put));
    seen = [];
    expect(await run({ bucket: 'config', prefix: 'failures/' })).toBe(0);
    await aws.deployed()[0]?.mapping.drained();
    expect(seen).toEqual([text]);
    const { KeyCount } = await aws.moto.s3.send(new ListObjectsV2Command({ Bucket: 'config', Prefix: 'failures/' }));
    expect(KeyCount).toBe(0);
  }, 60_000);

  it('leaves alone what is older than ids are remembered, unless somebody says that it was not counted', async () => {
    const old = JSON.parse(event('e4'));
    const kinesis = {
      kinesisSchemaVersion: '1.0',
      partitionKey: '5',
      sequenceNumber: '1',
      data: Buffer.from(JSON.stringify(old)).toString('base64'),
      approximateArrivalTimestamp: Date.now() / 1000 - 30 * 3_600,
    };
    const payload = { Records: [{ eventID: 'shardId-000000000000:1', kinesis }] };
    const place = { shardId: 'shardId-000000000000', startSequenceNumber: '1', endSequenceNumber: '1' };
    const object = { ...JSON.parse(batchOf({ ...place, batchSize: 1 })), payload };
    const put = { Bucket: 'config', Key: 'old/1', Body: JSON.stringify(object) };
    await aws.moto.s3.send(new PutObjectCommand(put));
    expect(await run({ bucket: 'config', prefix: 'old/' })).toBe(1);
    expect(said()).toContain('REDRIVE_TOO_OLD');
    expect(await run({ bucket: 'config', prefix: 'old/', uncounted: true })).toBe(0);
  });

  it('says what there is no shard of, or is no failure of a stream, and leaves it', async () => {
    const queue = aws.failuresQueue.url;
    const gone = { shardId: 'shardId-000000000007', startSequenceNumber: '1', endSequenceNumber: '2' };
    for (const MessageBody of [batchOf(gone), 'hello']) {
      await aws.moto.sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody }));
    }
    expect(await run({ queue })).toBe(1);
    expect(said()).toContain('REDRIVE_STREAM_GONE');
    expect(said()).toContain('REDRIVE_NOT_UNDERSTOOD');
    expect(said()).toContain('2 batches stay where they are');
    lines = [];
    expect(await run({ queue })).toBe(1);
    expect(said()).toContain('2 batches stay');
  }, 60_000);

  it('asks for a place', async () => {
    await expect(run({})).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('a batch whose records are no longer retained', () => {
  /** As Kinesis answers when the place is behind its horizon: with what is there, from the oldest on. */
  const horizon = {
    send: async (command: object) =>
      command instanceof GetShardIteratorCommand
        ? { ShardIterator: 'i' }
        : { Records: [{ SequenceNumber: '20', PartitionKey: '5', Data: Buffer.from('[]') }], MillisBehindLatest: 0 },
  } as object as KinesisClient;
  const place = { shardId: 's', approximateArrivalOfFirstRecord: '2026-11-01T00:00:00Z' };
  const batchUpTo = (last: string) =>
    failedBatch(batchOf({ ...place, startSequenceNumber: '1', endSequenceNumber: last })) ?? expect.fail();

  it('is told of, with when it arrived', async () => {
    const read = readFailedBatch(horizon, batchUpTo('9'));
    await expect(read).rejects.toMatchObject({
      code: 'REDRIVE_NOT_RETAINED',
      message: expect.stringContaining('2026-11-01'),
    });
  });

  it('gives those that are', async () => {
    expect((await readFailedBatch(horizon, batchUpTo('20'))).map(({ sequence }) => sequence)).toEqual(['20']);
  });
});

describe('what Lambda tells of a failed batch', () => {
  it('is read with the function, the stream and the range', () => {
    const place = { shardId: 's', startSequenceNumber: '1', endSequenceNumber: '9' };
    expect(failedBatch(batchOf(place))).toMatchObject({
      functionName: 'enrich',
      stream: 'events',
      first: '1',
      last: '9',
      size: 2,
    });
  });

  it.each(['', '[]', '{"KinesisBatchInfo":{}}', '{"requestContext":{},"KinesisBatchInfo":{"shardId":1}}'])(
    'is not %s',
    (text) => expect(failedBatch(text)).toBeUndefined(),
  );
});

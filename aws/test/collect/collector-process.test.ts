/** The collector's process, as a container runs it, on a Kinesis that is not ours. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-kinesis';
import { afterEach, expect, test } from 'vitest';
import { eventsOf } from '../../src/stream/event-array.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../servers/test-account.ts';
import { TestKinesis } from '../servers/test-kinesis.ts';

const PROGRAM = fileURLToPath(new URL('../../collect/collector.ts', import.meta.url));

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function start(environment: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, [PROGRAM], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', DRAIN_MS: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  closing.push(() => child.kill('SIGKILL'));
  return child;
}

async function urlOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: stdout })) {
    const url = /^millrace collector on (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('the collector did not start');
}

/** Everything on the stream's one shard. */
async function stored({
  client,
}: TestKinesis): Promise<readonly { readonly eventType: string; readonly eventId: string }[]> {
  const begin = { StreamName: 'events', ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' } as const;
  const { ShardIterator } = await client.send(new GetShardIteratorCommand(begin));
  const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
  return Records.flatMap(({ Data = new Uint8Array() }) => eventsOf(Data)) as never;
}

test('takes events, lets time pass, and on SIGTERM ends with everything on the stream', async () => {
  const kinesis = await TestKinesis.start({ events: 1 });
  closing.push(() => kinesis.close());
  const folder = mkdtempSync(join(tmpdir(), 'millrace-collector-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  const collector = start({
    STREAM_EVENTS: 'events',
    FIREHOSE_QUARANTINE: 'quarantine',
    SPOOL_FOLDER: folder,
    AWS_REGION: TEST_REGION,
    AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_KINESIS: kinesis.endpoint,
  });
  const url = await urlOf(collector);
  const body = JSON.stringify({
    eventId: 'e-1',
    eventType: 'search',
    userId: 'u-1',
    timestamp: new Date().toISOString(),
  });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/v1/events`, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  await expect.poll(async () => (await stored(kinesis)).some(({ eventType }) => eventType === 'heartbeat')).toBe(true);
  collector.kill('SIGTERM');
  const [code] = await once(collector, 'exit');
  expect(code).toBe(0);
  expect((await stored(kinesis)).filter(({ eventId }) => eventId === 'e-1')).toHaveLength(1);
}, 60_000);

test('says what it lacks, and ends', async () => {
  const collector = start({ STREAM_EVENTS: 'events' });
  const chunks: Buffer[] = [];
  collector.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(collector, 'exit');
  expect([code, Buffer.concat(chunks).toString()]).toEqual([
    1,
    expect.stringContaining('CONFIG_INVALID: the environment variable FIREHOSE_QUARANTINE'),
  ]);
});

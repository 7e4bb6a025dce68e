/** Serving as a container runs it, on a Kinesis and an S3 that are not ours. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { EventRecord } from '../../src/stream/event-record.ts';
import type { StreamRecord } from '../../src/stream/stream-record.ts';
import { simulatedRecords } from '../lambdas/simulated-records.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../servers/test-account.ts';
import { TestKinesis } from '../servers/test-kinesis.ts';
import { TestMoto } from '../servers/test-moto.ts';
import { ENRICHED, enrichedRecords, OneShop, putRecords } from './enriched-shop.ts';
import { CHECKPOINTS } from './replica-options.ts';

const PROGRAM = fileURLToPath(new URL('../../serve/serving.ts', import.meta.url));
const KEY = 'read-key-of-the-shop-0123456789';

let moto: TestMoto;
let kinesis: TestKinesis;
let folder: string;
let events: readonly EventRecord[];
let records: readonly StreamRecord[];
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  moto = await TestMoto.start();
  await moto.s3.send(new CreateBucketCommand({ Bucket: CHECKPOINTS }));
  kinesis = await TestKinesis.start({ [ENRICHED]: 1, insights: 1 });
  folder = await mkdtemp(join(tmpdir(), 'millrace-serving-'));
  events = (await simulatedRecords({ events: 600, users: 30, products: 40 })).flat();
  records = await enrichedRecords(events);
}, 180_000);
afterAll(async () => {
  await moto.close();
  await kinesis.close();
  await rm(folder, { recursive: true });
});
afterEach(() => {
  for (const close of closing.splice(0).reverse()) close();
});

async function start(environment: Readonly<Record<string, string>> = {}): Promise<Serving> {
  const child = spawn(process.execPath, [PROGRAM], {
    env: {
      ...{ PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', DRAIN_MS: '0', POLL_MS: '50' },
      ...{ AWS_REGION: TEST_REGION, AWS_ENDPOINT_URL_KINESIS: kinesis.endpoint, AWS_ENDPOINT_URL_S3: moto.endpoint },
      AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
      ...{ STREAM_ENRICHED: ENRICHED, STREAM_INSIGHTS: 'insights' },
      ...{ BUCKET_CHECKPOINTS: CHECKPOINTS, STATE_FOLDER: folder },
      MILLRACE_READ_KEYS: KEY,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  closing.push(() => child.kill('SIGKILL'));
  return { child, url: await urlOf(child) };
}

interface List {
  readonly items: readonly { readonly productId: string }[];
  readonly excluded: readonly { readonly productId: string }[];
  readonly reason: unknown;
}

/** What is in the list, and what was left out of it. */
function productsOf({ items, excluded }: List): readonly string[] {
  return [...items, ...excluded].map(({ productId }) => productId);
}

interface Serving {
  readonly child: ChildProcess;
  readonly url: string;
}

async function urlOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: stdout })) {
    const url = /^millrace serves on (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('it did not start');
}

async function read(url: string, path: string): Promise<unknown> {
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${KEY}` } });
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.json();
}

async function figure(url: string, name: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${KEY}` } });
  return Number(new RegExp(`^${name}\\{stream="enriched"\\} (\\S+)$`, 'm').exec(await answer.text())?.[1]);
}

function health(url: string): Promise<number> {
  return fetch(`${url}/v1/health`).then(({ status }) => status);
}

test('answers as one process does when it has caught up, to whoever has a key, and the next goes on from where it ended', async () => {
  await putRecords(kinesis.client, records);
  const { child, url } = await start();
  await expect.poll(() => health(url), { timeout: 60_000 }).toBe(200);
  const visitor = events.findLast(({ userId, eventType }) => userId && eventType === 'product_click')?.userId ?? '';
  const path = `/v1/recommendations/${visitor}?n=5&explain=true`;
  expect((await fetch(`${url}${path}`)).status).toBe(401);
  const list = (await read(url, path)) as List;
  const options = { n: 5, category: null, exclude: [], includeSeen: false, explain: true, nowMs: Date.now() };
  const expected = new OneShop(events).recommend({ kind: 'personal', visitor, ...options }) as List;
  expect(list.reason).toBeNull();
  expect(list.items).toHaveLength(5);
  expect(productsOf(list)).toEqual(productsOf(expected));
  expect(await figure(url, 'millrace_serve_records_total')).toBe(records.length);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  const next = await start();
  await expect.poll(() => health(next.url), { timeout: 60_000 }).toBe(200);
  expect(await figure(next.url, 'millrace_serve_records_total')).toBe(0);
  expect(productsOf((await read(next.url, path)) as List)).toEqual(productsOf(expected));
}, 150_000);

test('is not to be asked before it has caught up, and says what it lacks', async () => {
  const { url } = await start({ STREAM_ENRICHED: 'there-is-none' });
  expect(await health(url)).toBe(503);
  const lacking = spawn(process.execPath, [PROGRAM], { env: { PATH: process.env.PATH } });
  const chunks: Buffer[] = [];
  lacking.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  expect((await once(lacking, 'exit'))[0]).toBe(1);
  expect(Buffer.concat(chunks).toString()).toContain('CONFIG_INVALID: the environment variable');
}, 150_000);

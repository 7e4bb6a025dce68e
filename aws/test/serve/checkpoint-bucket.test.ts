/** Checkpoints in S3: the one furthest along is restored, whole, or the one before it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CheckpointBucket } from '../../src/serve/checkpoint-bucket.ts';
import { TestMoto } from '../servers/test-moto.ts';

const BUCKET = 'checkpoints';
let moto: TestMoto;
let folder: string;
let checkpoints: CheckpointBucket;
let prefix = '';
let tests = 0;

beforeAll(async () => {
  moto = await TestMoto.start();
  await moto.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  folder = await mkdtemp(join(tmpdir(), 'millrace-checkpoints-'));
}, 180_000);
afterAll(async () => {
  await moto.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  prefix = `test-${tests++}`;
  checkpoints = new CheckpointBucket({ s3: moto.s3, bucket: BUCKET, prefix });
});

async function save(text: string, streamMs: number): Promise<void> {
  const file = join(folder, 'state');
  await writeFile(file, text);
  await checkpoints.save(file, streamMs);
}

async function restored(): Promise<string | undefined> {
  const file = join(folder, 'restored', 'state');
  return (await checkpoints.restore(file)) ? readFile(file, 'utf8') : undefined;
}

async function keys(): Promise<readonly string[]> {
  const { Contents = [] } = await moto.s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: `${prefix}/` }));
  return Contents.map(({ Key = '' }) => Key);
}

test('there is none at first', async () => {
  expect(await restored()).toBeUndefined();
});

test('the one furthest along the stream counts, not the one that was written last', async () => {
  await save('of eleven', 1_795_701_778_225);
  await save('of twelve', 1_795_705_378_225);
  await save('of ten', 1_795_698_178_225);
  expect(await restored()).toBe('of twelve');
});

test('some are kept, and older ones dropped', async () => {
  for (let n = 0; n < 12; n++) await save(`no ${n}`, 1_795_701_778_225 + n);
  expect(await keys()).toHaveLength(5);
  expect(await restored()).toBe('no 11');
});

test('one that is damaged or cut short is passed over; when all are, nobody begins anew without a word', async () => {
  await save('x'.repeat(10_000), 1_795_701_778_225);
  const [whole = ''] = await keys();
  await save('the newest', 1_795_705_378_225);
  const [newest = ''] = await keys();
  await moto.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: newest, Body: 'nothing of the kind' }));
  expect(await restored()).toBe('x'.repeat(10_000));
  await moto.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: whole, Body: Buffer.from('28b52ffd', 'hex') }));
  await expect(restored()).rejects.toMatchObject({ code: 'CHECKPOINTS_UNREADABLE', retry: 'never' });
});

test('when S3 is away, nobody begins anew either', async () => {
  const away = new CheckpointBucket({ s3: moto.s3, bucket: 'there-is-none', prefix });
  await expect(away.restore(join(folder, 'restored', 'state'))).rejects.toThrow();
});

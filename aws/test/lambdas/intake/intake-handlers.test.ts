/** The functions that take events in, each by its own handler, onto a real stream: over HTTP, from files, from changes. */
import { gunzipSync } from 'node:zlib';
import { CreateDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventsOf } from '../../../src/stream/event-array.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../../servers/test-account.ts';
import { TestDynamo } from '../../servers/test-dynamo.ts';
import { TestKinesis } from '../../servers/test-kinesis.ts';
import { TestMoto } from '../../servers/test-moto.ts';
import { recordsOf } from './records-of.ts';

const KEY = 'write-key-of-sixteen';
const NOW = new Date().toISOString();

let kinesis: TestKinesis;
let dynamo: TestDynamo;
let moto: TestMoto;

beforeAll(async () => {
  [kinesis, dynamo, moto] = await Promise.all([
    TestKinesis.start({ events: 2 }),
    TestDynamo.start(['progress']),
    TestMoto.start(),
  ]);
  for (const Bucket of ['partners', 'settings', 'lake']) await moto.s3.send(new CreateBucketCommand({ Bucket }));
  await moto.firehose.send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName: 'quarantine',
      ExtendedS3DestinationConfiguration: {
        BucketARN: 'arn:aws:s3:::lake',
        RoleARN: 'arn:aws:iam::123456789012:role/lake',
      },
    }),
  );
  const secrets = new SecretsManagerClient({
    endpoint: moto.endpoint,
    region: TEST_REGION,
    credentials: TEST_CREDENTIALS,
  });
  await secrets.send(new CreateSecretCommand({ Name: 'keys', SecretString: `${KEY}, another-key-of-sixteen` }));
  Object.assign(process.env, {
    AWS_REGION: TEST_REGION,
    AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_KINESIS: kinesis.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    AWS_ENDPOINT_URL: moto.endpoint,
    STREAM_EVENTS: 'events',
    FIREHOSE_QUARANTINE: 'quarantine',
    SECRET_WRITE_KEYS: 'keys',
    TABLE_PROGRESS: 'progress',
    BUCKET_CONFIG: 'settings',
  });
}, 180_000);
afterAll(async () => {
  await Promise.all([kinesis.close(), dynamo.close(), moto.close()]);
});

const put = (Bucket: string, Key: string, Body: string) => moto.s3.send(new PutObjectCommand({ Bucket, Key, Body }));

async function onStream(): Promise<readonly unknown[]> {
  const records = await recordsOf(kinesis.client, 'events');
  return records.flatMap((data) => eventsOf(data));
}

async function inQuarantine(): Promise<string> {
  const { Contents = [] } = await moto.s3.send(new ListObjectsV2Command({ Bucket: 'lake' }));
  const texts = Contents.map(async ({ Key }) => {
    const { Body } = await moto.s3.send(new GetObjectCommand({ Bucket: 'lake', Key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    return (bytes[0] === 0x1f ? gunzipSync(bytes) : Buffer.from(bytes)).toString();
  });
  return (await Promise.all(texts)).join('');
}

it('collects over HTTP', async () => {
  const { handler } = await import('../../../src/lambdas/collect/handler.ts');
  const events = [
    { eventId: 'h-1', eventType: 'page_view', userId: 'u-1', timestamp: NOW },
    { eventId: 'h-2', eventType: 'nonsense', userId: 'u-1', timestamp: NOW },
  ];
  const request = {
    requestContext: { http: { method: 'POST', path: '/v1/events' } },
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(events),
    isBase64Encoded: false,
  };
  const { statusCode, body = '' } = await handler(request);
  expect(statusCode).toBe(200);
  expect(JSON.parse(body)).toMatchObject({ accepted: 1, quarantined: 1 });
  expect(await onStream()).toMatchObject([{ eventId: 'h-1', receivedAt: expect.any(String) }]);
  expect(await inQuarantine()).toContain('h-2');
});

it('reads a partner’s file', async () => {
  const { handler } = await import('../../../src/lambdas/csv/handler.ts');
  const mapping = {
    about: 'Orders.',
    format: {},
    columns: ['id', 'user', 'at'],
    rowId: ['id'],
    fields: { userId: { column: 'user' }, timestamp: { column: 'at' }, orderId: { column: 'id' } },
    rules: [{ when: [], eventType: 'checkout', fields: {} }],
  };
  await put('settings', 'feeds/acme.json', JSON.stringify(mapping));
  await put('partners', 'acme/new orders.csv', `id,user,at\no-1,u-7,${NOW}\n`);
  const head = await moto.s3.send(new HeadObjectCommand({ Bucket: 'partners', Key: 'acme/new orders.csv' }));
  const object = { key: 'acme/new+orders.csv', eTag: head.ETag ?? '', size: head.ContentLength ?? 0 };
  const event = { Records: [{ s3: { bucket: { name: 'partners' }, object } }] };
  await handler(event, { getRemainingTimeInMillis: () => 600_000 });
  expect(await onStream()).toContainEqual(expect.objectContaining({ orderId: 'o-1', eventType: 'checkout' }));
});

it('reads changes of a database, once there is a mapping', async () => {
  const { handler } = await import('../../../src/lambdas/cdc/handler.ts');
  const metadata = { operation: 'update', 'schema-name': 'public', 'table-name': 'inventory', timestamp: NOW };
  const change = JSON.stringify({ data: { product_id: 'tent', on_hand: 3 }, metadata });
  const data = Buffer.from(change).toString('base64');
  await expect(handler({ Records: [{ kinesis: { data } }] })).rejects.toMatchObject({ code: 'CDC_MAPPING_UNREADABLE' });
  await put(
    'settings',
    'cdc-mapping.yaml',
    'tables:\n  public.inventory:\n    stream: inventory_update\n    fields: { productId: product_id, onHand: on_hand }\n',
  );
  await handler({ Records: [{ kinesis: { data } }] });
  expect(await onStream()).toContainEqual(
    expect.objectContaining({ productId: 'tent', properties: expect.objectContaining({ onHand: 3 }) }),
  );
});

/**
 * The functions that are called by requests, files and changes: each called as its source calls it, on emulated services
 * and a stream without limits, and its processor time for each event.
 */
import { createHash } from 'node:crypto';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { EmulatedAws } from '../aws/test/emulated/emulated-aws.ts';
import { StubKinesis } from '../aws/test/producer/stub-kinesis.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../aws/test/servers/test-account.ts';
import { LambdaProcess } from './lambda-sandbox.ts';

/** Processor time of a function for each of what `per` names, with its article. */
export interface EventCost {
  readonly name: string;
  readonly per: string;
  readonly cpuMs: number;
}

/** Where a function's bundle is. */
export type FunctionFiles = (name: string) => string;

interface Calls {
  readonly name: string;
  readonly per: string;
  /** Events in a call. */
  readonly events: number;
  readonly calls: number;
  /** The number of the call makes each other than the ones before. */
  readonly call: (number: number) => unknown;
  readonly isGood: (response: unknown) => boolean;
}

const KEY = 'write-key-of-sixteen';
const READ_KEY = 'read-key-of-sixteen';
const NOW = new Date().toISOString();
const DEADLINE_MS = 900_000;
/** Of all calls: code is then compiled, and clients are connected. */
const WARM_UP = 0.25;
const EVENTS_A_REQUEST = 10;
const CHANGES_A_BATCH = 500;
const ROWS_A_FILE = 5_000;

export async function callCosts(aws: EmulatedAws, files: FunctionFiles): Promise<readonly EventCost[]> {
  const stream = await StubKinesis.start({ keeps: false });
  try {
    await store(aws);
    const environment = {
      ...aws.environment(),
      AWS_ENDPOINT_URL_KINESIS: stream.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.endpoints.others,
      SECRET_WRITE_KEYS: 'keys',
      READ_KEY_DIGESTS: createHash('sha256').update(READ_KEY).digest('hex'),
    };
    const costs: EventCost[] = [];
    for (const calls of [collecting(), await reading(aws), changes(), asking()]) {
      const process = await LambdaProcess.start(files(calls.name), environment);
      costs.push(await costOf(process, calls).finally(() => process.kill()));
    }
    return costs;
  } finally {
    await stream.close();
  }
}

async function costOf(process: LambdaProcess, { name, per, events, calls, call, isGood }: Calls): Promise<EventCost> {
  const warm = Math.ceil(calls * WARM_UP);
  for (let number = 0; number < warm + calls; number++) {
    if (number === warm) await process.cpuMs();
    const response = await process.invoke(call(number), { deadlineMs: Date.now() + DEADLINE_MS });
    if (!isGood(response)) throw new Error(`${name} answered ${JSON.stringify(response)}`);
  }
  return { name, per, cpuMs: (await process.cpuMs()) / (calls * events) };
}

/** Settings, keys and files of a partner. */
async function store({ moto, endpoints }: EmulatedAws): Promise<void> {
  const secrets = new SecretsManagerClient({
    endpoint: endpoints.others,
    region: TEST_REGION,
    credentials: TEST_CREDENTIALS,
  });
  await secrets.send(new CreateSecretCommand({ Name: 'keys', SecretString: KEY }));
  secrets.destroy();
  const mapping = {
    about: 'Orders.',
    format: {},
    columns: ['id', 'user', 'at'],
    rowId: ['id'],
    fields: { userId: { column: 'user' }, timestamp: { column: 'at' }, orderId: { column: 'id' } },
    rules: [{ when: [], eventType: 'checkout', fields: {} }],
  };
  const tables =
    'tables:\n  public.inventory:\n    stream: inventory_update\n    fields: { productId: product_id, onHand: on_hand }\n';
  const settings = { 'feeds/acme.json': JSON.stringify(mapping), 'cdc-mapping.yaml': tables };
  for (const [Key, Body] of Object.entries(settings)) {
    await moto.s3.send(new PutObjectCommand({ Bucket: 'config', Key, Body }));
  }
}

function collecting(): Calls {
  const event = (index: number) => ({
    eventId: `bench-${index}`,
    userId: `user-${index % 50_000}`,
    sessionId: `session-${index % 50_000}`,
    eventType: 'page_view',
    timestamp: NOW,
    productId: `product-${index % 1_000}`,
    category: 'electronics',
    price: 299.99,
    deviceType: 'mobile',
    location: { country: 'US', region: 'California' },
    properties: { url: 'https://shop.example/products/1', referrer: 'https://search.example/' },
  });
  return {
    name: 'collect',
    per: `an event, ${EVENTS_A_REQUEST} a request`,
    events: EVENTS_A_REQUEST,
    calls: 400,
    call: (number) => ({
      requestContext: { http: { method: 'POST', path: '/v1/events' } },
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(Array.from({ length: EVENTS_A_REQUEST }, (_, at) => event(number * EVENTS_A_REQUEST + at))),
      isBase64Encoded: false,
    }),
    isGood: answeredOk,
  };
}

async function reading({ moto }: EmulatedAws): Promise<Calls> {
  const calls = 4;
  const files: unknown[] = [];
  for (let number = 0; number < calls * (1 + WARM_UP); number++) {
    const rows = Array.from({ length: ROWS_A_FILE }, (_, row) => `o-${number}-${row},u-${row % 997},${NOW}`);
    const place = { Bucket: 'lake', Key: `acme/orders-${number}.csv` };
    await moto.s3.send(new PutObjectCommand({ ...place, Body: `id,user,at\n${rows.join('\n')}\n` }));
    const { ETag, ContentLength } = await moto.s3.send(new HeadObjectCommand(place));
    files.push({ bucket: { name: place.Bucket }, object: { key: place.Key, eTag: ETag, size: ContentLength } });
  }
  return {
    name: 'csv',
    per: 'a row',
    events: ROWS_A_FILE,
    calls,
    call: (number) => ({ Records: [{ s3: files[number] }] }),
    isGood: () => true,
  };
}

function changes(): Calls {
  const metadata = { operation: 'update', 'schema-name': 'public', 'table-name': 'inventory', timestamp: NOW };
  const change = (index: number) =>
    JSON.stringify({ data: { product_id: `p-${index % 1_000}`, on_hand: index }, metadata });
  const record = (index: number) => ({ kinesis: { data: Buffer.from(change(index)).toString('base64') } });
  return {
    name: 'cdc',
    per: `a change, ${CHANGES_A_BATCH} a batch`,
    events: CHANGES_A_BATCH,
    calls: 12,
    call: (number) => ({
      Records: Array.from({ length: CHANGES_A_BATCH }, (_, at) => record(number * CHANGES_A_BATCH + at)),
    }),
    isGood: () => true,
  };
}

/** A page of rows that another of the benchmark's parts has stored. */
function asking(): Calls {
  return {
    name: 'api',
    per: 'a request for 100 rows',
    events: 1,
    calls: 200,
    call: () => ({
      requestContext: { http: { method: 'GET' } },
      rawPath: '/v1/revenue',
      rawQueryString: 'limit=100',
      headers: { authorization: `Bearer ${READ_KEY}` },
      isBase64Encoded: false,
    }),
    isGood: (response) => answeredOk(response) && JSON.stringify(response).includes('averageOrderValue'),
  };
}

function answeredOk(response: unknown): boolean {
  return (response as { readonly statusCode?: number }).statusCode === 200;
}

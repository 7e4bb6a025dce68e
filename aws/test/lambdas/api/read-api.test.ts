/** The function behind the read API, asked as API Gateway asks it; answers are those that the routes of one process describe. */
import { createHash } from 'node:crypto';
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import { featureAnswers } from '@millrace/shop/functions/features/feature-questions.ts';
import { featuresFold } from '@millrace/shop/functions/features/features-fold.ts';
import { USER_FEATURES } from '@millrace/shop/functions/features/user-features.ts';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeEvent, START_MS } from '../../../../shop/test/functions/make-event.ts';
import { enriched } from '../../../../shop/test/functions/score/made-shop.ts';
import { answerRequest } from '../../../src/lambdas/api/answer-request.ts';
import { readApi } from '../../../src/lambdas/api/read-api.ts';
import { StateQuestions } from '../../../src/lambdas/api/state-questions.ts';
import { FEATURES_FUNCTION } from '../../../src/lambdas/features/features-function.ts';
import { BucketNames } from '../../../src/state/bucket-names.ts';
import { bucketOf } from '../../../src/stream/bucket.ts';
import { TestDynamo } from '../../servers/test-dynamo.ts';
import { TestValkey } from '../../servers/test-valkey.ts';
import { fillTables } from './filled-tables.ts';

const KEY = '0123456789abcdef';

let dynamo: TestDynamo;
let valkey: TestValkey;
let ask: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;
/** Whose schemas make the answers, as in the server. */
let asServed: FastifyInstance;

beforeAll(async () => {
  [dynamo, valkey] = await Promise.all([TestDynamo.start(), TestValkey.start()]);
  const environment = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    VALKEY_URL: valkey.url,
    TABLE_STATE: 'state',
    TABLE_RESULTS: 'results',
    TABLE_DECISIONS: 'decisions',
    TABLE_RISK_PROFILES: 'risk-profiles',
    READ_KEY_DIGESTS: createHash('sha256').update(KEY).digest('hex'),
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const module = await import('../../../src/lambdas/api/handler.ts');
  ask = module.handler;
  const { apiParts } = await import('../../../src/lambdas/api/api-parts.ts');
  asServed = await readApi(apiParts(), () => undefined, {});
  await fillTables(dynamo);
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([dynamo.close(), valkey.close()]);
});

interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly authorization?: string;
  readonly iam?: boolean;
}

async function request(
  path: string,
  { method = 'GET', body, authorization = `Bearer ${KEY}`, iam = false }: Asked = {},
) {
  const [rawPath = '', rawQueryString = ''] = path.split('?', 2);
  const http = { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '203.0.113.1', userAgent: 'test' };
  const event: Pick<APIGatewayProxyEventV2, 'rawPath' | 'rawQueryString' | 'headers' | 'body' | 'isBase64Encoded'> = {
    rawPath,
    rawQueryString,
    headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    isBase64Encoded: false,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const requestContext = { http, ...(iam ? { authorizer: { iam: { accountId: '1' } } } : {}) };
  // What the function reads of an event of format 2.0.
  const asked = { ...event, requestContext } as object as APIGatewayProxyEventV2;
  const answer = read(await ask(asked));
  if (answer.status !== 401) expect(answer).toEqual(read(await answerRequest(asServed, asked, () => undefined)));
  return answer;
}

function read({ statusCode, headers, body = '' }: APIGatewayProxyStructuredResultV2) {
  return { status: statusCode, headers, body: JSON.parse(body) };
}

describe('who may read', () => {
  it('is whoever has a read key, or whom API Gateway has let in', async () => {
    const basic = `Basic ${Buffer.from(`${KEY}:`).toString('base64')}`;
    expect((await request('/v1/features')).status).toBe(200);
    expect((await request('/v1/features', { authorization: basic })).status).toBe(200);
    expect((await request('/v1/features', { authorization: '', iam: true })).status).toBe(200);
  });

  it.each(['', 'Bearer wrong', 'Bearer', 'Digest x'])('is not who comes with "%s"', async (authorization) => {
    const answer = await request('/v1/features', { authorization });
    expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED', status: 401, title: 'Unauthorized' } });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json; charset=utf-8' });
  });
});

describe('decisions', () => {
  it('are answered as one process answers them, with what became known since', async () => {
    const { status, body } = await request('/v1/decisions/o1');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      orderId: 'o1',
      revision: 1,
      visitor: 'ann',
      label: 'chargeback',
      orderValue: '10.00',
    });
    expect(body.reasons[0]).toMatchObject({ code: expect.any(String), weight: expect.any(Number) });
    expect(body).not.toHaveProperty('signals');
  });

  it('that there are not are a problem, and so is to ask for one by POST', async () => {
    expect(await request('/v1/decisions/o2')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    const posted = await request('/v1/decisions', { method: 'POST', body: { orderId: 'o3' } });
    expect(posted).toMatchObject({
      status: 405,
      body: { detail: expect.stringContaining('collector: POST /v1/decisions') },
    });
  });

  it('come with what the orders of a user came to', async () => {
    expect((await request('/v1/users/ann/risk')).body).toMatchObject({
      known: true,
      orders: 2,
      reviewed: 1,
      ordered: '12.34',
    });
    expect((await request('/v1/users/nobody/risk')).body).toMatchObject({ known: false, orders: 0 });
  });
});

describe('results', () => {
  it('come by the paths and in the shapes of one process, page by page', async () => {
    const from = new Date(START_MS + 600_000).toISOString();
    const first = await request(`/v1/revenue?from=${from}&limit=2`);
    expect(first.body.items.map(({ revenue }: { revenue: string }) => revenue)).toEqual(['2.50', '3.50']);
    const next = await request(`/v1/revenue?from=${from}&limit=2&cursor=${first.body.nextCursor}`);
    expect(next.body.items.map(({ revenue }: { revenue: string }) => revenue)).toEqual(['4.50', '5.50']);
  });

  it('are found where a filter seldom matches', async () => {
    const { body } = await request('/v1/revenue?category=boots&limit=1000');
    expect(body.items).toHaveLength(12);
    expect(body.nextCursor).toBeNull();
  });

  it('of stock and alerts are there, newest first', async () => {
    expect((await request('/v1/alerts?alertname=StockLow')).body.items).toMatchObject([
      { status: 'firing', labels: { productId: 'p-1' }, annotations: { onHand: '2' } },
    ]);
    expect((await request('/v1/inventory/alerts')).body).toEqual({ items: [], nextCursor: null });
  });

  it('of any view that is stored are there as they were written', async () => {
    const { body } = await request('/v1/results/revenue?newest=true&limit=1');
    expect(body.items).toMatchObject([{ revenue: '1199.5000', category: 'shoes' }]);
    const unknown = await request('/v1/results/nothing');
    expect(unknown).toMatchObject({ status: 404, body: { detail: expect.stringContaining('revenue_total') } });
    const untimed = await request('/v1/results/stock?from=2026-01-01T00:00:00Z');
    expect(untimed).toMatchObject({ status: 400, body: { errors: [{ where: 'query.from' }] } });
  });

  it('are refused with what is wrong, where, and how to mend it', async () => {
    const { status, body } = await request('/v1/revenue?limit=5000');
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ where: 'query.limit', mend: 'Give a number that is <= 1000.' }]);
  });
});

describe('features', () => {
  const features = ['user:orders_24h', 'user:events_1h', 'user:spend_30d'].filter((name) =>
    USER_FEATURES.some((feature) => feature.name === name),
  );
  const online = (userId: readonly string[], names: readonly string[] = features) =>
    request('/v1/features/online', { method: 'POST', body: { features: names, entities: { userId } } });

  /** What the fold has counted, and puts where the runner would. */
  async function count(userId: string): Promise<JsonTables> {
    const tables = new JsonTables();
    const fold = featuresFold.open(tables, () => undefined);
    const nowMs = Date.now();
    for (const place of [1, 2, 3]) {
      fold.apply(
        enriched(makeEvent({ userId, eventType: 'page_view', timestampMs: nowMs - place, receivedMs: nowMs })),
      );
    }
    return tables;
  }

  it('of users are counted as in one process, whether Valkey has them or only DynamoDB', async () => {
    const tables = await count('eva');
    const text = JSON.stringify(tables.table('features-users').get('eva'));
    const names = new BucketNames(FEATURES_FUNCTION);
    const bucket = String(bucketOf('eva'));
    const stateKey = { pk: { S: names.state(bucket, { table: 'features-users', key: 'eva' }) } };
    const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
    await dynamo.client.send(
      new PutItemCommand({ TableName: 'state', Item: { ...stateKey, p: { S: '0'.repeat(56) }, v: { S: text } } }),
    );
    const fromDynamo = await online(['eva', 'nobody']);
    const { meta } = names.valkey(bucket);
    await valkey.client.hset(meta, { life: 'x', position: '1'.repeat(56) });
    await valkey.client.set(names.valkey(bucket).state('x', 'features-users#eva'), text);
    const fromValkey = await online(['eva', 'nobody']);
    const [vector] = featureAnswers(tables).features({ features, rows: [{ userId: 'eva' }], nowMs: Date.now() });
    expect(features.length).toBeGreaterThan(1);
    for (const { status, body } of [fromDynamo, fromValkey]) {
      expect(status).toBe(200);
      expect(body.results[0].values).toEqual(['eva', 'nobody']);
      expect(body.results[1].statuses).toEqual([vector?.statuses[0], 'NOT_FOUND']);
      expect(body.results[1].values[0]).toEqual(vector?.values[0]);
      expect(body.results[2].values[0]).toEqual(3);
    }
  });

  it('are those of users alone, and the catalogue says so', async () => {
    const { body } = await request('/v1/features');
    expect(body.features.map(({ name }: { name: string }) => name)).toEqual(USER_FEATURES.map(({ name }) => name));
    const refused = await online(['eva'], ['product:views_24h', 'user:order_24h']);
    expect(refused.status).toBe(400);
    expect(refused.body.detail).toContain('is not kept here');
    expect(refused.body.detail).toContain('Did you mean');
  });

  it('come from DynamoDB while Valkey hangs, and are a problem to ask again about when both are away', async () => {
    valkey.freeze(true);
    try {
      expect((await online(['eva'])).body.results[2].values).toEqual([3]);
    } finally {
      valkey.freeze(false);
    }
    const away = { read: () => Promise.reject(new Error('away')) };
    const questions = new StateQuestions({ users: away, dynamo: dynamo.client, profiles: 'risk-profiles' });
    const asked = questions.ask('features', {
      features: ['user:orders_24h'],
      rows: [{ userId: 'eva' }],
      nowMs: START_MS,
    });
    await expect(asked).rejects.toMatchObject({ code: 'FUNCTIONS_UNAVAILABLE', retry: 'backoff' });
  });
});

it('answers an address that there is not with a problem', async () => {
  expect(await request('/v1/nothing')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  expect(await request('/v1/revenue', { method: 'DELETE' })).toMatchObject({ status: 405 });
});

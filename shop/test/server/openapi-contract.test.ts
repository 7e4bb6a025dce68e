/**
 * The OpenAPI document and the server hold to each other: every operation that the document lists is called on a real
 * shop with events in it, and every answer satisfies the schema that the document gives for its status.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, get, HOUR, json, MODEL, pageView, REES46, RULES } from './openapi-calls.ts';
import { RECOMMENDATION_CALLS, STOCK_CALLS } from './openapi-stock-calls.ts';
import { type Answer, answer } from './test-server.ts';
import { openTestShop, type TestShop } from './test-shop.ts';

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: unknown;
}

interface Operation {
  readonly parameters?: readonly { readonly schema: { readonly default?: unknown }; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: ObjectSchema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema?: object }>> }>>;
}

interface ObjectSchema {
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, { readonly items?: ObjectSchema }>>;
}

/** In this order: later calls find what earlier ones left. */
const CALLS: readonly Call[] = [
  get('/healthz'),
  get('/readyz'),
  get('/v1/session'),
  json('POST /v1/session', '/v1/session', { key: 'none-is-needed' }),
  { operation: 'DELETE /v1/session', path: '/v1/session', status: 204 },
  json('POST /v1/events', '/v1/events', [{ eventType: 'nonsense' }, pageView]),
  json('POST /v1/cdc', '/v1/cdc', { op: 'c', source: { table: 'nobody-maps-this' }, after: { id: 1 } }),
  get('/v1/sources'),
  json('POST /v1/sources/{name}/resnapshot', '/v1/sources/none/resnapshot', {}, 404),
  json('POST /v1/track', '/v1/track', { userId: 'ann', event: 'Product Viewed', properties: { product_id: 'tent' } }),
  json('POST /v1/page', '/v1/page', { userId: 'ann', properties: { url: 'https://shop.example/' } }),
  json('POST /v1/screen', '/v1/screen', { userId: 'ann', name: 'Home' }),
  json('POST /v1/identify', '/v1/identify', { userId: 'ann', traits: { country: 'DE' } }),
  json('POST /v1/group', '/v1/group', { userId: 'ann', groupId: 'g' }),
  json('POST /v1/alias', '/v1/alias', { userId: 'ann', previousId: 'a-1' }),
  json('POST /v1/batch', '/v1/batch', { batch: [{ type: 'page', userId: 'ann' }, { type: 'page' }] }),
  json('POST /v1/batch', '/v1/batch', { batch: 1 }, 400),
  get('/v1/quarantine'),
  get('/v1/quarantine/1', '', '/v1/quarantine/{number}'),
  get('/v1/quarantine', 'code=unknown_event&since=yesterday', '/v1/quarantine', 400),
  get('/v1/quarantine/counts'),
  get('/v1/quarantine/summary', 'source=http'),
  json('POST /v1/quarantine/{number}/mend', '/v1/quarantine/1/mend?dryRun=true', { set: { '/eventType': 'search' } }),
  json('POST /v1/quarantine/mend', '/v1/quarantine/mend?dryRun=true', { set: { '/eventType': 'search' } }),
  json('POST /v1/quarantine/{number}/replay', '/v1/quarantine/1/replay', {}),
  json('POST /v1/quarantine/{number}/mend', '/v1/quarantine/1/mend', { set: { '/price': 'dear' } }),
  { operation: 'POST /v1/quarantine/replay', path: '/v1/quarantine/replay?code=schema_violation' },
  json('POST /v1/quarantine/mend', '/v1/quarantine/mend?source=http', { set: { price: 1 } }),
  json('POST /v1/quarantine/mend', '/v1/quarantine/mend?source=http', { mapping: {} }, 400),
  { operation: 'DELETE /v1/quarantine/{number}', path: '/v1/quarantine/1' },
  { operation: 'DELETE /v1/quarantine', path: '/v1/quarantine?before=2020-01-01T00:00:00Z' },
  { operation: 'DELETE /v1/quarantine', path: '/v1/quarantine', status: 400 },
  { operation: 'PUT /v1/feeds/{name}', path: '/v1/feeds/rees46', body: REES46, type: 'text/csv' },
  { operation: 'PUT /v1/feeds/{name}', path: '/v1/feeds/rees46?dryRun=true', body: REES46, type: 'text/csv' },
  { operation: 'PUT /v1/feeds/{name}', path: '/v1/feeds/rees46', body: 'a,b', type: 'text/csv', status: 422 },
  { operation: 'PUT /v1/feeds/{name}', path: '/v1/feeds/nowhere', body: 'a,b', type: 'text/csv', status: 404 },
  get('/v1/feeds', 'limit=1'),
  get('/v1/feeds/rees46', '', '/v1/feeds/{name}'),
  get('/v1/feeds/rees46/uploads/1', '', '/v1/feeds/{name}/uploads/{id}'),
  get('/v1/feeds/rees46/uploads/99', '', '/v1/feeds/{name}/uploads/{id}', 404),
  get('/v1/feeds/rees46/mapping', '', '/v1/feeds/{name}/mapping'),
  get('/v1/audit'),
  get('/v1/audit', 'from=yesterday', '/v1/audit', 400),
  get('/v1/operations'),
  get('/v1/operations/history', 'range=day&series=p95,lag'),
  get('/v1/operations/history', 'range=year', '/v1/operations/history', 400),
  get('/v1/pipelines'),
  get('/v1/pipelines/revenue', '', '/v1/pipelines/{name}'),
  get('/v1/pipelines/none', '', '/v1/pipelines/{name}', 404),
  get('/v1/revenue', HOUR),
  get('/v1/revenue', 'from=x', '/v1/revenue', 400),
  get('/v1/revenue/corrections', HOUR),
  get('/v1/revenue/timeline', 'stepMinutes=5'),
  get('/v1/revenue/timeline', HOUR, '/v1/revenue/timeline', 400),
  get('/v1/traffic'),
  get('/v1/traffic', 'category=camping'),
  get('/v1/traffic', 'from=x', '/v1/traffic', 400),
  get('/v1/traffic/countries'),
  get('/v1/searches', 'n=3'),
  get('/v1/trending/hours', 'category=camping'),
  get('/v1/norms'),
  get('/v1/norms/now'),
  get('/v1/norms/now', 'at=x', '/v1/norms/now', 400),
  get('/v1/fraud/scores', 'minimum=0'),
  get('/v1/fraud/scores', 'minimum=1000', '/v1/fraud/scores', 400),
  ...STOCK_CALLS,
  get('/v1/sessions', 'userId=ann'),
  get('/v1/sessions', '', '/v1/sessions', 400),
  get('/v1/sessions/open', 'limit=10'),
  get('/v1/sessions/open', 'state=gone', '/v1/sessions/open', 400),
  get('/v1/visitors/ann', '', '/v1/visitors/{visitor}'),
  get('/v1/visitors/ann/events', '', '/v1/visitors/{visitor}/events'),
  get('/v1/visitors/ann/events', 'from=soon', '/v1/visitors/{visitor}/events', 400),
  get('/v1/journeys/paths', 'steps=3'),
  get('/v1/journeys/paths', 'steps=30', '/v1/journeys/paths', 400),
  get('/v1/trending', 'n=3'),
  get('/v1/trending/categories'),
  get('/v1/journeys/purchases'),
  get('/v1/journeys/abandoned-carts'),
  get('/v1/journeys/price-drop-returns'),
  get('/v1/journeys/card-testing'),
  get('/v1/journeys/order-records'),
  get('/v1/late'),
  get('/v1/late/shares'),
  get('/v1/late/shares', 'from=2020-01-02T00:00:00Z&to=2020-01-01T00:00:00Z', '/v1/late/shares', 400),
  get('/v1/streams'),
  get('/v1/streams/events', 'type=page_view', '/v1/streams/{name}'),
  get('/v1/streams/revenue', '', '/v1/streams/{name}'),
  get('/v1/streams/nothing', '', '/v1/streams/{name}', 404),
  get('/v1/users/ann', '', '/v1/users/{userId}'),
  get('/v1/users/nobody', '', '/v1/users/{userId}'),
  get('/v1/products/tent', '', '/v1/products/{productId}'),
  get('/v1/features'),
  json('POST /v1/features/online', '/v1/features/online', {
    features: ['user:orders_24h', 'user:spend_24h'],
    entities: { userId: ['ann', 'nobody'] },
  }),
  json(
    'POST /v1/features/online',
    '/v1/features/online',
    { features: ['user:ordres_24h'], entities: { userId: ['a'] } },
    400,
  ),
  json('POST /v1/features/historical', '/v1/features/historical', {
    features: ['user:orders_24h'],
    rows: [{ userId: 'ann', event_timestamp: new Date().toISOString(), label: 1 }],
  }),
  ...RECOMMENDATION_CALLS,
  json('POST /v1/decisions', '/v1/decisions', {
    orderId: 'order-1',
    userId: 'ann',
    ip: '203.0.113.9',
    products: [{ productId: 'tent', price: 99.95, quantity: 2 }],
  }),
  json('POST /v1/decisions', '/v1/decisions', { orderId: 'order-2', products: [] }, 400),
  get('/v1/decisions', 'minimum=0'),
  get('/v1/decisions/order-1', '', '/v1/decisions/{orderId}'),
  get('/v1/decisions/no-such-order', '', '/v1/decisions/{orderId}', 404),
  {
    operation: 'PUT /v1/lists/{list}/{kind}',
    path: '/v1/lists/block/ip',
    body: 'value\n203.0.113.66\n',
    type: 'text/csv',
  },
  json('POST /v1/lists/{list}/{kind}', '/v1/lists/allow/user', { add: [{ value: 'ann' }] }),
  get('/v1/lists/block/ip', '', '/v1/lists/{list}/{kind}'),
  get('/v1/rules'),
  { operation: 'PUT /v1/rules', path: '/v1/rules', body: RULES, type: 'application/yaml' },
  json('POST /v1/decisions', '/v1/decisions', {
    orderId: 'order-3',
    userId: 'ben',
    products: [{ productId: 'tent', price: 5 }],
  }),
  get('/v1/cases'),
  get('/v1/cases/CASE', '', '/v1/cases/{caseId}'),
  json('POST /v1/cases/{caseId}', '/v1/cases/CASE', { action: 'assign', assignee: 'eve', note: 'mine' }),
  json('POST /v1/cases/{caseId}', '/v1/cases/CASE', { action: 'release', version: 0 }, 409),
  get('/v1/cases/queue', 'minimum=10'),
  get('/v1/cases/queue', 'limit=0', '/v1/cases/queue', 400),
  get('/v1/cases/CASE/history', '', '/v1/cases/{caseId}/history'),
  get('/v1/cases/none/history', '', '/v1/cases/{caseId}/history', 404),
  get('/v1/cases/CASE/network', '', '/v1/cases/{caseId}/network'),
  get('/v1/rules/hits', 'days=7'),
  get('/v1/rules/hits', 'days=0', '/v1/rules/hits', 400),
  json('POST /v1/rules/check', '/v1/rules/check', { rules: RULES }),
  json('POST /v1/rules/check', '/v1/rules/check', { rules: 'rules: 1' }),
  json('POST /v1/backtests', '/v1/backtests', { rules: RULES }, 202),
  json('POST /v1/backtests', '/v1/backtests', { rules: 'rules: 1' }, 400),
  get('/v1/backtests'),
  get('/v1/backtests/BACKTEST', 'wait=10', '/v1/backtests/{backtestId}'),
  { operation: 'DELETE /v1/backtests/{backtestId}', path: '/v1/backtests/BACKTEST' },
  get('/v1/lists'),
  json('POST /v1/orders/{orderId}/label', '/v1/orders/order-1/label', { label: 'confirmed_good' }),
  get('/v1/users/ann/risk', '', '/v1/users/{userId}/risk'),
  { operation: 'DELETE /v1/rules', path: '/v1/rules' },
  { operation: 'POST /v1/rules/reload', path: '/v1/rules/reload' },
  { operation: 'PUT /v1/rules/model', path: '/v1/rules/model', body: MODEL, type: 'application/json' },
  { operation: 'DELETE /v1/rules/model', path: '/v1/rules/model' },
  get('/v1/alerts'),
  json('POST /v1/silences', '/v1/silences', {
    matchers: [{ name: 'alertname', value: 'StockLow' }],
    endsAt: '2100-01-01T00:00:00Z',
    createdBy: 'ann',
    comment: 'known',
  }),
  get('/v1/silences'),
  { operation: 'DELETE /v1/silences/{id}', path: '/v1/silences/SILENCE' },
  get('/v1/alerts/dead-letters'),
  json('POST /v1/query', '/v1/query', { sql: 'SELECT count(*) AS events FROM events' }),
  json('POST /v1/query', '/v1/query', { sql: 'SELECT * FROM evnts' }, 400),
  json('POST /v1/users/{userId}/forget', '/v1/users/zoe/forget', { dryRun: true }, 202),
  get('/v1/forgets'),
  get('/v1/forgets/none', '', '/v1/forgets/{forgetId}', 404),
  get('/v1/forgets/FORGET', '', '/v1/forgets/{forgetId}'),
  get('/v1/query/tables'),
  get('/v1/query/examples'),
  { operation: 'POST /v1/alerts/dead-letters/{id}/resend', path: '/v1/alerts/dead-letters/1/resend', status: 404 },
];

/** Checked elsewhere: a stream that does not end, and what only a destination that does not answer leaves behind. */
const ELSEWHERE = new Set(['GET /v1/live', 'POST /v1/alerts/dead-letters/{id}/resend']);

let shop: TestShop;
let document: OpenApi;
/** What a path is filled with that only an earlier answer knows. */
const known = { CASE: '', SILENCE: '', FORGET: '', BACKTEST: '' };
const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));

beforeAll(async () => {
  shop = await openTestShop();
  document = (await shop.get('/openapi.json')).body;
  ajv.addSchema({ ...document }, 'openapi');
  const at = new Date().toISOString();
  const event = (eventType: string, more: object, index: number) => ({
    eventId: `e-${index}`,
    eventType,
    userId: 'ann',
    timestamp: at,
    productId: 'tent',
    category: 'camping',
    ip: '203.0.113.9',
    ...more,
  });
  const types = ['identify', 'page_view', 'add_to_cart', 'purchase', 'inventory_update', 'product_update'];
  await shop.send(...types.map((type, index) => event(type, { price: 20, quantity: 3, orderId: 'order-0' }, index)));
  await shop.until('/v1/decisions/order-0', ({ status }) => status === 200);
}, 60_000);
afterAll(() => shop.close());

function call({ operation, path, body, type = 'application/json' }: Call): Promise<Answer> {
  const [method = 'GET'] = operation.split(' ');
  const filled = Object.entries(known).reduce((text, [name, value]) => text.replace(name, value), path);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const withBody = body === undefined ? {} : { body: text, headers: { 'content-type': type } };
  return answer(`${shop.url}${filled}`, { method, ...withBody });
}

/** Undefined when the document gives no JSON schema for that status. */
function schemaPath({ operation }: Call, status: number): string | undefined {
  const [method = '', path = ''] = operation.split(' ');
  const content = document.paths[path]?.[method.toLowerCase()]?.responses[status]?.content ?? {};
  const type = Object.keys(content).find((name) => name.includes('json') && content[name]?.schema);
  if (type === undefined) return undefined;
  const steps = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', type, 'schema'];
  return steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
}

describe('the OpenAPI document and the server', () => {
  it.each(CALLS.map((one) => [`${one.operation} → ${one.status ?? 200}`, one] as const))('%s', async (_name, one) => {
    // A list shows what is committed: a moment after the decision was answered.
    if (one.operation === 'GET /v1/cases') await shop.until('/v1/cases', ({ body }) => body.items.length > 0);
    const given = await call(one);
    expect(given.status, given.text).toBe(one.status ?? 200);
    if (one.operation === 'GET /v1/cases') known.CASE = given.body.items[0].caseId;
    if (one.operation === 'POST /v1/backtests' && given.status === 202) known.BACKTEST = given.body.backtestId;
    if (one.operation === 'POST /v1/silences') known.SILENCE = given.body.id;
    if (one.operation === 'POST /v1/users/{userId}/forget') known.FORGET = given.body.forgetId;
    const path = schemaPath(one, given.status);
    // A problem document may go without a schema of its own; what is asked for may not, when it is JSON.
    expect(path !== undefined || given.status >= 400 || given.body === undefined, 'a schema for this answer').toBe(
      true,
    );
    if (path === undefined) return;
    const validate = ajv.compile({ $ref: `openapi#/${encodeURI(path).replaceAll('{', '%7B').replaceAll('}', '%7D')}` });
    expect(validate(given.body), ajv.errorsText(validate.errors)).toBe(true);
  });

  it('ask callers for nothing that has a default', () => {
    const parameters = Object.values(document.paths).flatMap(({ get: read }) => read?.parameters ?? []);
    const filled = parameters.filter(({ schema }) => schema.default !== undefined);
    expect(filled.length).toBeGreaterThan(20);
    expect(filled.filter(({ required }) => required)).toEqual([]);
    const decision = document.paths['/v1/decisions']?.post?.requestBody?.content['application/json']?.schema;
    const item = decision?.properties.products?.items;
    expect([decision?.required, item?.required]).toEqual([
      expect.arrayContaining(['products']),
      ['productId', 'price'],
    ]);
  });

  it('leave no operation out', () => {
    const listed = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const called = new Set(CALLS.map(({ operation }) => operation));
    expect(listed.filter((operation) => !called.has(operation) && !ELSEWHERE.has(operation))).toEqual([]);
  });
});

/**
 * Orders go the whole way on emulated services: collector, `events`, enrichment, `insights` with what the SQL measures,
 * decisions, their table, and back to who sent them; and the decisions are those of one process for the same orders.
 */
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer } from '../../../shop/test/server/test-server.ts';
import { openTestShop, type TestShop } from '../../../shop/test/server/test-shop.ts';
import { LiveConnection, type LiveEvent, readUntil } from '../../../shop/test/sinks/live-connection.ts';
import { freePorts } from '../servers/free-ports.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../servers/test-account.ts';
import { bundled } from './bundled.ts';
import { handlerFile } from './deploy-handler.ts';
import { HttpApi } from './http-api.ts';
import { LambdaFunction } from './lambda-function.ts';
import { LocalDeployment, READ_KEY } from './local-deployment.ts';
import { MeasuringSql, type Purchase } from './measuring-sql.ts';
import { workerSandbox } from './worker-sandbox.ts';

let shop: TestShop;
let deployment: LocalDeployment;
let sql: MeasuringSql;
/** What the SQL of one process has said, by order and line. */
const scores = new Map<string, object>();

/** Of each order the places of its purchases on `enriched`. */
const places = new Map<string, Set<string>>();

/** As Flink writes it: its own arrival, and the same measurements. */
function measured({ eventId, orderId, receivedAt, at }: Purchase): object | undefined {
  places.set(orderId, (places.get(orderId) ?? new Set()).add(at));
  const known = scores.get(orderId);
  return known && { ...known, eventId, receivedAt };
}

beforeAll(async () => {
  const [collectorPort = 0, apiPort = 0] = await freePorts(2);
  [shop, deployment] = await Promise.all([
    openTestShop(),
    LocalDeployment.start({ shards: 1, collectorPort, apiPort }),
  ]);
  sql = new MeasuringSql(deployment.aws.kinesis, measured);
}, 180_000);
afterAll(async () => {
  await sql?.close();
  await Promise.all([deployment?.close(), shop?.close()]);
});

const shared = { deviceId: 'ring', cardFingerprint: 'card', ip: '203.0.113.50' };
const order = (number: number, given: object = {}) => ({
  orderId: `o-${number}`,
  userId: `u-${number}`,
  products: [{ productId: 'p-1', price: 12.5, quantity: 2 }],
  ...given,
});

function decide(url: string, body: object, given: Record<string, string> = {}) {
  const headers = { 'content-type': 'application/json', ...given };
  return answer(`${url}/v1/decisions`, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** By one process; what its SQL has measured is given to the other side. */
async function decidedByOneProcess(sent: ReturnType<typeof order>) {
  const decided = await decide(shop.url, sent);
  const isOfOrder = ({ orderId }: { readonly orderId: string }) => orderId === sent.orderId;
  const live = new LiveConnection(`${shop.url}/v1/live?topics=fraud`);
  const told = await readUntil(live, (event) => scoresIn(event).some(isOfOrder));
  scores.set(sent.orderId, told.flatMap(scoresIn).find(isOfOrder) ?? {});
  return decided;
}

function scoresIn({ data }: LiveEvent): readonly { readonly orderId: string }[] {
  if (data.view !== 'fraud_scores') return [];
  return [...(data.entries ?? []), ...(data.changes ?? [])].map(({ row }) => row);
}

const untimed = ({ decidedAt: _decided, receivedAt: _received, ...rest }: Record<string, unknown>) => rest;

it('are decided as by one process, in one round trip', async () => {
  const outcomes: string[] = [];
  for (const sent of [order(1), order(2, shared), order(3, shared), order(4, shared), order(5, shared)]) {
    const theirs = await decidedByOneProcess(sent);
    const ours = await decide(deployment.collectorUrl, sent);
    expect([ours.status, untimed(ours.body)]).toEqual([200, untimed(theirs.body)]);
    outcomes.push(ours.body.outcome);
    const authorization = `Bearer ${READ_KEY}`;
    const read = await answer(`${deployment.apiUrl}/v1/decisions/${sent.orderId}`, { headers: { authorization } });
    expect(read.body).toEqual(ours.body);
  }
  expect(outcomes).toEqual(['approve', 'approve', 'review', 'decline', 'decline']);
}, 120_000);

it('that are sent again get the decision that was made', async () => {
  const first = await decide(deployment.collectorUrl, order(1));
  expect(first).toMatchObject({ status: 200, body: { orderId: 'o-1', revision: 1 } });
  expect((await decide(deployment.collectorUrl, order(1))).text).toBe(first.text);
}, 60_000);

it('that are measured too late are pending, decided once, and found where the answer says', async () => {
  const sent = order(6);
  const pending = await decide(deployment.collectorUrl, sent);
  expect(pending).toMatchObject({ status: 503, body: { code: 'DECISION_PENDING', poll: '/v1/decisions/o-6' } });
  const theirs = await decidedByOneProcess(sent);
  const poll = () => answer(`${deployment.collectorUrl}${pending.body.poll}`, {});
  await expect.poll(async () => (await poll()).status, { timeout: 30_000 }).toBe(200);
  expect(untimed((await poll()).body)).toEqual(untimed(theirs.body));
  expect((await decide(deployment.collectorUrl, sent)).text).toBe((await poll()).text);
}, 90_000);

describe('in a small shop, whose function takes orders,', () => {
  const KEY = 'write-key-of-sixteen';
  let fn: LambdaFunction;
  let api: HttpApi;
  beforeAll(async () => {
    const { aws } = deployment;
    const endpoint = { endpoint: aws.moto.endpoint, region: TEST_REGION, credentials: TEST_CREDENTIALS };
    const secret = new CreateSecretCommand({ Name: 'keys', SecretString: `another-key-of-sixteen, ${KEY}` });
    await new SecretsManagerClient(endpoint).send(secret);
    const environment = {
      ...aws.environment(),
      AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.moto.endpoint,
      SECRET_WRITE_KEYS: 'keys',
      POWERTOOLS_METRICS_DISABLED: 'true',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
    };
    const load = workerSandbox({ module: await bundled(handlerFile('decide')), environment });
    fn = new LambdaFunction({ name: 'decide', timeoutMs: 12_000, afterTimeout: 'abandoned' }, load);
    api = await HttpApi.start({ 'POST /v1/decisions': fn });
  }, 60_000);
  afterAll(async () => {
    await api?.close();
    await fn?.close();
  });

  const withKey = { authorization: `Bearer ${KEY}` };

  it('they are decided as by one process, and once', async () => {
    const sent = order(7, shared);
    const theirs = await decidedByOneProcess(sent);
    const ours = await decide(api.url, sent, withKey);
    expect([ours.status, untimed(ours.body)]).toEqual([200, untimed(theirs.body)]);
    expect((await decide(api.url, sent, withKey)).text).toBe(ours.text);
    expect((await decide(deployment.collectorUrl, sent)).body).toEqual(ours.body);
  }, 60_000);

  it('one that comes to several places at once is one order, and each is told the one decision', async () => {
    const sent = order(11);
    const theirs = await decidedByOneProcess(sent);
    const urls = [api.url, deployment.collectorUrl, deployment.collectorUrl];
    const ours = await Promise.all(urls.map((url) => decide(url, sent, url === api.url ? withKey : {})));
    for (const { status, body } of ours) expect([status, untimed(body)]).toEqual([200, untimed(theirs.body)]);
    expect(new Set(ours.map(({ body }) => body.decidedAt)).size).toBe(1);
    expect(places.get('o-11')?.size).toBe(1);
  }, 60_000);

  it('they are pending after as long as by containers, with where to ask', async () => {
    const { status, headers, body } = await decide(api.url, order(8), withKey);
    expect([status, headers.get('retry-after'), body.code]).toEqual([503, '1', 'DECISION_PENDING']);
    expect(body.poll).toBe('/v1/decisions/o-8');
  }, 60_000);

  it.each([
    ['without a buyer', { userId: undefined }],
    ['without products', { products: [] }],
    ['with a price below a ten-thousandth', { products: [{ productId: 'p', price: 0.00001 }] }],
  ])('one %s is refused as by one process', async (_what, given) => {
    const bad = order(9, given);
    const [ours, theirs] = [await decide(api.url, bad, withKey), await decide(shop.url, bad)];
    expect([ours.status, ours.body]).toEqual([theirs.status, theirs.body]);
    expect(ours.status).toBeGreaterThan(399);
  });

  it('nobody sends any without a write key', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong-key-of-sixteen' }]) {
      expect(await decide(api.url, order(10), headers)).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
    }
  });
});

/**
 * Orders go the whole way on emulated services: collector, `events`, enrichment, `insights` with what the SQL measures,
 * decisions, their table, and back to who sent them; and the decisions are those of one process for the same orders.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answer } from '../../../shop/test/server/test-server.ts';
import { openTestShop, type TestShop } from '../../../shop/test/server/test-shop.ts';
import { LiveConnection, type LiveEvent, readUntil } from '../../../shop/test/sinks/live-connection.ts';
import { freePorts } from '../servers/free-ports.ts';
import { LocalDeployment, READ_KEY } from './local-deployment.ts';
import { MeasuringSql, type Purchase } from './measuring-sql.ts';

let shop: TestShop;
let deployment: LocalDeployment;
let sql: MeasuringSql;
/** What the SQL of one process has said, by order and line. */
const scores = new Map<string, object>();

/** As Flink writes it: its own arrival, and the same measurements. */
function measured({ eventId, orderId, receivedAt }: Purchase): object | undefined {
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

function decide(url: string, body: object) {
  const headers = { 'content-type': 'application/json' };
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

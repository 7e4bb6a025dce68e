/** Backtests over HTTP: the same answer as the command's, one at a time, bounded, and ended when nobody wants them any more. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BacktestDesk } from '../../src/backtest/backtest-desk.ts';
import { type Answer, answer } from '../server/test-server.ts';
import { openTestShop, type TestShop } from '../server/test-shop.ts';

let dataFolder: string;
let shop: TestShop;

/** Orders of 10, 20 … 80; the dearest two are frauds, the cheapest one is good, of the rest nobody knows. */
const VALUES = [10, 20, 30, 40, 50, 60, 70, 80];
const LABELS = { 'o-80': 'chargeback', 'o-70': 'confirmed_fraud', 'o-10': 'confirmed_good' };

const rulesWith = (bar: number) => `version: 1
outcomes: { review: 10, decline: 20 }
rules:
  - { code: DEAR, name: Dear, weight: 12, when: orderValue >= ${bar} }
`;

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'millrace-backtests-'));
  shop = await openTestShop({ dataFolder });
  for (const value of VALUES) {
    const products = [{ productId: 'p', price: value }];
    await shop.post('/v1/decisions', { orderId: `o-${value}`, userId: `u-${value}`, products });
  }
  for (const [orderId, label] of Object.entries(LABELS)) await shop.post(`/v1/orders/${orderId}/label`, { label });
}, 60_000);
afterAll(async () => {
  await shop.close();
  await rm(dataFolder, { recursive: true });
});

async function found(body: object): Promise<Answer['body']> {
  const begun = await shop.post('/v1/backtests', body);
  expect(begun.status, begun.text).toBe(202);
  const { body: ended } = await shop.get(`/v1/backtests/${begun.body.backtestId}?wait=10`);
  expect(ended, JSON.stringify(ended.failure)).toMatchObject({ status: 'done', share: 1 });
  return ended;
}

describe('a backtest of the server', () => {
  it('holds other rules against the decisions as they were made', async () => {
    const { result } = await found({ rules: rulesWith(60), against: 'decided' });
    expect(result).toMatchObject({ orders: 8, labelled: 3, frauds: 2, changedCount: 3 });
    expect(result.outcomes.approve).toEqual({ approve: 5, review: 3, decline: 0 });
    expect(result.flagged.after).toEqual({ hits: 3, frauds: 2, goods: 0, precision: 1, recall: 1 });
    expect(result.changed.map(({ orderId }: { orderId: string }) => orderId)).toEqual(['o-60', 'o-70', 'o-80']);
  });

  it('holds other rules against those in force on the same orders', async () => {
    const put = { method: 'PUT', headers: { 'content-type': 'application/yaml' }, body: rulesWith(80) };
    expect((await answer(`${shop.url}/v1/rules`, put)).status).toBe(200);
    const { result, against } = await found({ rules: rulesWith(60) });
    expect(against).toBe('inForce');
    expect(result.changed).toMatchObject([
      { orderId: 'o-60', before: 'approve', after: 'review', scoreBefore: 0, scoreAfter: 12, label: null },
      { orderId: 'o-70', before: 'approve', after: 'review', label: 'confirmed_fraud' },
    ]);
    expect(result.rules).toMatchObject([
      { code: 'DEAR', before: { hits: 1, recall: 0.5 }, after: { hits: 3, recall: 1 } },
    ]);
    await answer(`${shop.url}/v1/rules`, { method: 'DELETE' });
  });

  it('keeps to its range, and refuses one that is none', async () => {
    const { body: order } = await shop.get('/v1/decisions/o-40');
    expect((await found({ rules: rulesWith(60), from: order.receivedAt })).result.orders).toBe(5);
    const empty = await shop.post('/v1/backtests', { rules: rulesWith(60), from: '2026-02-01', to: '2026-01-01' });
    expect([empty.status, empty.body.code]).toEqual([400, 'BAD_REQUEST']);
  });

  it('refuses broken rules with line and column', async () => {
    const { status, body } = await shop.post('/v1/backtests', { rules: rulesWith(60).replace('DEAR', 'dear') });
    expect([status, body.code, body.line, body.column]).toEqual([400, 'RULES_INVALID', 4, 13]);
  });

  it('runs alone: a second one is sent away until the first has ended or is ended', async () => {
    const [first, second] = await Promise.all([
      shop.post('/v1/backtests', { rules: rulesWith(1) }),
      shop.post('/v1/backtests', { rules: rulesWith(2) }),
    ]);
    const [begun, refused] = first.status === 202 ? [first, second] : [second, first];
    expect([begun.status, refused.status, refused.body.code]).toEqual([202, 409, 'BACKTEST_RUNNING']);
    expect(refused.body.backtestId).toBe(begun.body.backtestId);
    const path = `/v1/backtests/${begun.body.backtestId}`;
    const cancelled = await answer(`${shop.url}${path}`, { method: 'DELETE' });
    expect(cancelled.body).toMatchObject({ status: 'cancelled', result: null });
    expect(cancelled.body.finishedAt).not.toBeNull();
    expect((await found({ rules: rulesWith(60) })).result.orders).toBe(8);
    const { body } = await shop.get('/v1/backtests');
    expect(body.items[0]).toMatchObject({ status: 'done', result: null });
    expect(body.items[1]).toMatchObject({ status: 'cancelled' });
    expect((await shop.get('/v1/backtests/none')).status).toBe(404);
  });
});

describe('a backtest that takes too much', () => {
  const ORDER = { changed: { rules: rulesWith(60), model: null }, today: null };
  const endOf = async (limits: object, folder = dataFolder) => {
    const desk = new BacktestDesk(limits);
    const { backtestId } = desk.start({ ...ORDER, dataFolder: folder }, 'kim');
    await desk.wait(backtestId, 20_000);
    return desk.get(backtestId);
  };

  it('is ended when its time is over', async () => {
    const ended = await endOf({ maxMs: 1 });
    expect(ended).toMatchObject({ status: 'failed', failure: { code: 'BACKTEST_TIMEOUT' }, startedBy: 'kim' });
  });

  it('dies alone when it wants more memory than it may have', async () => {
    const ended = await endOf({ heapMb: 1 });
    expect(ended).toMatchObject({ status: 'failed', failure: { code: 'BACKTEST_FAILED' } });
  });

  it('says what is missing where nothing was decided', async () => {
    const ended = await endOf({}, join(tmpdir(), 'millrace-no-such-folder'));
    expect(ended).toMatchObject({ status: 'failed', failure: { code: 'NO_DECISIONS' } });
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { MemoryEnvironment } from '@millrace/engine/storage/memory-environment.ts';
import { openViewWriter } from '@millrace/engine/views/environment-view.ts';
import type { ViewWriter } from '@millrace/engine/views/view-store.ts';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventDecoder } from '../../src/function-runtime/event-decoder.ts';
import { ALERT_VIEWS } from '../../src/functions/alert/alert-views.ts';
import { alertPlugin } from '../../src/server/alert-plugin.ts';
import { answerWithProblems } from '../../src/server/problem-answers.ts';
import { openCore, type ServerCore } from '../../src/server/server-core.ts';
import { AlertRun, decision, MINUTE, SECOND, START, stockRow } from '../functions/alert/alert-run.ts';

const environment = new MemoryEnvironment();
const views = new Map<string, ViewWriter>(
  ALERT_VIEWS.map(({ name, key, columns }) => {
    const schema = Object.keys(columns).map((column) => ({
      name: column,
      type: { kind: 'BIGINT', nullable: true } as const,
    }));
    return [name, openViewWriter(environment, { name, schema, primaryKey: key, feedLength: 100 })];
  }),
);
const run = new AlertRun();
const app: FastifyInstance = fastify();
let folder: string;
let core: ServerCore;
let told = 0;
let read = 1;

/** What the functions' thread would do: events of the log into the alerts, their outputs into the views. */
function catchUp(): void {
  const decode = eventDecoder();
  for (const { sequence, slices } of core.log.read(read, 1_000_000)) {
    read = sequence + 1;
    for (const { bytes, ends } of slices) {
      let start = 0;
      for (const end of ends) {
        const event = decode(bytes, start, end);
        if (event) run.alerts.onEvent(event);
        start = end;
      }
    }
  }
  environment.transaction(() => {
    for (const { view, key, row } of run.outputs.slice(told)) if (row) views.get(view)?.put({ key, row, final: true });
  });
  told = run.outputs.length;
}

/** Whoever waits for a commit gets one. */
function catchUpSoon(listener: (outputs: readonly []) => void): () => void {
  const turn = setImmediate(() => {
    catchUp();
    listener([]);
  });
  return () => clearImmediate(turn);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-alert-routes-'));
  core = openCore({ log: openLogWriter(folder, 16) });
  answerWithProblems(app);
  await app.register(alertPlugin, {
    core,
    views,
    functions: { onOutputs: catchUpSoon },
    config: { destinations: [{ type: 'log', name: 'console', match: [] }], externalUrl: undefined },
  });
  run.alerts.onRow('stock_standings', stockRow(START, 'lamp', 3));
  run.alerts.onRow('stock_standings', stockRow(START + SECOND, 'sofa', 2));
  run.alerts.onDecision(decision(START + 2 * SECOND, 'o1', 97));
  run.alerts.onRow('stock_standings', stockRow(START + MINUTE, 'lamp', 30));
  catchUp();
});
afterAll(async () => {
  await app.close();
  await core.finishCommits();
  await core.log.close();
  await rm(folder, { recursive: true });
});

async function call(method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) {
  const response = await app.inject({ method, url, ...(payload ? { payload } : {}) });
  return { status: response.statusCode, body: response.json() };
}

describe('GET /v1/alerts', () => {
  it('lists alerts, newest first, with their labels and annotations', async () => {
    const { body } = await call('GET', '/v1/alerts');
    expect(body.items.map(({ labels, status }: never) => [labels, status])).toEqual([
      [{ alertname: 'FraudSuspected', severity: 'critical', orderId: 'o1' }, 'firing'],
      [{ alertname: 'StockLow', severity: 'warning', productId: 'sofa' }, 'firing'],
      [{ alertname: 'StockLow', severity: 'warning', productId: 'lamp' }, 'resolved'],
    ]);
    expect(body.items[2]).toMatchObject({
      endsAt: '2026-01-05T12:01:00.000Z',
      annotations: { onHand: '3' },
      suppressedBy: null,
    });
  });

  it.each([
    ['status=firing', ['o1', 'sofa']],
    ['status=resolved', ['lamp']],
    ['alertname=StockLow&severity=warning', ['sofa', 'lamp']],
    ['from=2026-01-05T12:00:01Z&to=2026-01-05T12:00:02Z', ['sofa']],
  ])('asked with %s', async (query, expected) => {
    const { body } = await call('GET', `/v1/alerts?${query}`);
    expect(
      body.items.map(({ labels }: { labels: Record<string, string> }) => labels.productId ?? labels.orderId),
    ).toEqual(expected);
  });

  it('goes on page by page', async () => {
    const first = await call('GET', '/v1/alerts?limit=2');
    const second = await call('GET', `/v1/alerts?limit=2&cursor=${first.body.nextCursor}`);
    expect([first.body.items.length, second.body.items.length, second.body.nextCursor]).toEqual([2, 1, null]);
  });

  it.each(['status=loud', 'from=yesterday', 'cursor=x', 'limit=0'])('refuses %s with a problem', async (query) => {
    const { status, body } = await call('GET', `/v1/alerts?${query}`);
    expect([status, body.code]).toEqual([400, 'BAD_REQUEST']);
  });
});

describe('/v1/silences', () => {
  const later = new Date(Date.now() + 60 * MINUTE).toISOString();
  const words = { createdBy: 'ann', comment: 'planned', endsAt: later };

  it('are set, listed, changed and ended by way of the log, each before the answer comes', async () => {
    const matchers = [{ name: 'alertname', value: 'Stock.*', isRegex: true }];
    const { status, body } = await call('POST', '/v1/silences', { ...words, matchers });
    expect(status).toBe(200);
    const full = { name: 'alertname', value: 'Stock.*', isRegex: true, isEqual: true };
    const listed = await call('GET', '/v1/silences?status=active');
    expect(listed.body.items).toMatchObject([{ id: body.id, status: 'active', matchers: [full], ...words }]);
    const suppressed = await call('GET', '/v1/alerts?status=firing&alertname=StockLow');
    expect(suppressed.body.items[0].suppressedBy).toBe(`silence ${body.id}`);

    await call('POST', '/v1/silences', { ...words, id: body.id, matchers, comment: 'longer' });
    expect((await call('GET', '/v1/silences')).body.items).toMatchObject([{ id: body.id, comment: 'longer' }]);

    expect((await call('DELETE', `/v1/silences/${body.id}`)).status).toBe(200);
    expect((await call('GET', '/v1/silences?status=active')).body.items).toEqual([]);
    expect((await call('GET', '/v1/silences?status=expired')).body.items).toMatchObject([{ id: body.id }]);
    expect((await call('GET', '/v1/alerts?status=firing&alertname=StockLow')).body.items[0].suppressedBy).toBeNull();
  });

  it.each([
    ['no matcher', { ...words, matchers: [] }],
    ['what matches everything', { ...words, matchers: [{ name: 'a', value: '.*', isRegex: true }] }],
    ['a pattern that is none', { ...words, matchers: [{ name: 'a', value: '(', isRegex: true }] }],
    ['an end that has passed', { ...words, endsAt: '2020-01-01T00:00:00Z', matchers: [{ name: 'a', value: 'b' }] }],
    ['a time that is none', { ...words, endsAt: 'soon', matchers: [{ name: 'a', value: 'b' }] }],
    ['an end before its start', { ...words, startsAt: '2999-01-01T00:00:00Z', matchers: [{ name: 'a', value: 'b' }] }],
    ['no author', { endsAt: later, comment: '', matchers: [{ name: 'a', value: 'b' }] }],
  ])('with %s are refused', async (_what, silence) => {
    const { status, body } = await call('POST', '/v1/silences', silence);
    expect([status, body.code]).toEqual([400, 'BAD_REQUEST']);
  });

  it('that are not there cannot be ended', async () => {
    expect((await call('DELETE', '/v1/silences/none')).status).toBe(404);
  });
});

describe('a firing alert', () => {
  const sofa = async () => (await call('GET', '/v1/alerts?status=firing&alertname=StockLow')).body.items[0];

  it('is taken in hand by somebody, and handed back', async () => {
    const { fingerprint, startsAt } = await sofa();
    const path = `/v1/alerts/${fingerprint}/acknowledge`;
    const taken = await call('POST', path, { startsAt, by: 'ann', note: 'a delivery is due' });
    expect(taken.body).toMatchObject({ fingerprint, acknowledged: { by: 'ann', note: 'a delivery is due' } });
    expect((await sofa()).acknowledged.by).toBe('ann');
    expect((await call('DELETE', `${path}?startsAt=${startsAt}`)).body.acknowledged).toBeNull();
    expect((await sofa()).acknowledged).toBeNull();
  });

  it('that is over, or never was, cannot be taken', async () => {
    const { fingerprint } = await sofa();
    const words = { startsAt: '2020-01-01T00:00:00Z', by: 'ann' };
    expect((await call('POST', `/v1/alerts/${fingerprint}/acknowledge`, words)).status).toBe(404);
    expect((await call('POST', '/v1/alerts/none/acknowledge', words)).status).toBe(404);
    expect((await call('POST', '/v1/alerts/none/acknowledge', { ...words, startsAt: 'now' })).status).toBe(400);
    expect((await call('POST', '/v1/alerts/none/acknowledge', { startsAt: words.startsAt, by: '' })).status).toBe(400);
  });

  it('of a product is silenced by whoever looks after stock, who may change and end that', async () => {
    const words = { createdBy: 'eve', comment: 'end of line' };
    const endsAt = new Date(Date.now() + 60 * MINUTE).toISOString();
    const { status, body } = await call('POST', '/v1/inventory/sofa/silence', { ...words, endsAt });
    expect([status, body]).toEqual([200, { ...words, endsAt, id: body.id }]);
    expect(await sofa()).toMatchObject({ suppressedBy: `silence ${body.id}`, silence: { ...words, endsAt } });
    const longer = await call('POST', '/v1/inventory/sofa/silence', { ...words, endsAt, comment: 'longer' });
    expect(longer.body.id).toBe(body.id);
    expect((await sofa()).silence.comment).toBe('longer');
    expect((await call('DELETE', '/v1/inventory/sofa/silence')).status).toBe(200);
    expect((await sofa()).silence).toBeNull();
    expect((await call('DELETE', '/v1/inventory/sofa/silence')).status).toBe(404);
  });

  it.each(['2020-01-01T00:00:00Z', 'soon'])('is not silenced until %s', async (endsAt) => {
    const answer = await call('POST', '/v1/inventory/sofa/silence', { endsAt, createdBy: 'eve', comment: '' });
    expect([answer.status, answer.body.errors[0].where]).toEqual([400, 'body.endsAt']);
  });
});

describe('/v1/alerts/dead-letters', () => {
  it('is empty at first, and knows what it has not', async () => {
    expect((await call('GET', '/v1/alerts/dead-letters')).body).toEqual({ items: [], next: null });
    expect((await call('POST', '/v1/alerts/dead-letters/7/resend')).status).toBe(404);
    expect((await call('POST', '/v1/alerts/dead-letters/0/resend')).status).toBe(400);
  });
});

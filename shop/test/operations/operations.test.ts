/** Operations of a whole shop: events that were sent are seen at every stage, along the edges, and in the live stream. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childMemory } from '../../src/operations/child-memory.ts';
import { diskUsage } from '../../src/operations/disk-usage.ts';
import { openTestShop, type TestShop } from '../server/test-shop.ts';

const EVENTS = 40;
let shop: TestShop;

function pageView(id: number) {
  return { eventId: `e${id}`, userId: `user${id % 7}`, eventType: 'page_view', timestamp: new Date().toISOString() };
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at as they come
type Json = any;

beforeAll(async () => {
  shop = await openTestShop();
  await shop.send(...Array.from({ length: EVENTS }, (_, id) => pageView(id)));
});

afterAll(() => shop.close());

describe('what is told of a shop', () => {
  it('has the events at each stage, with quantiles that rise', async () => {
    const seen = (body: Json) => body.stages.find(({ stage }: Json) => stage === 'results')?.latencyMs !== null;
    const { body } = await shop.until('/v1/operations', ({ body: given }) => seen(given));
    const status = body as Json;
    for (const stage of ['log', 'acknowledged', 'decisions', 'analytics', 'functions', 'results']) {
      const found = status.stages.find((each: Json) => each.stage === stage);
      expect(found.waitingEvents).toBe(0);
      expect(found.latencyMs.p50).toBeLessThanOrEqual(found.latencyMs.p99);
    }
    expect(status.groups.map(({ name, running }: Json) => [name, running])).toEqual([
      ['decisions', true],
      ['analytics', true],
    ]);
    expect(status.queries.map(({ name }: Json) => name)).toContain('revenue');
    expect(status.memory.heaps.map(({ name }: Json) => name)).toEqual(['main', 'decisions', 'analytics', 'functions']);
  });

  it('has rows on the edges of a graph whose SQL can be shown', async () => {
    const rowsOf = (body: Json) => body.nodes?.find(({ kind }: Json) => kind === 'scan')?.rowsOut;
    const { body } = await shop.until('/v1/pipelines/traffic', ({ body: given }) => rowsOf(given) === EVENTS);
    const graph = body as Json;
    expect(rowsOf(graph)).toBe(EVENTS);
    const ids = graph.nodes.map(({ id }: Json) => id);
    expect(graph.edges.every(({ from, to }: Json) => ids.includes(from) && ids.includes(to))).toBe(true);
    const sink = graph.nodes.find(({ kind }: Json) => kind === 'sink');
    const { text } = graph.scripts.find(({ file }: Json) => file === sink.source.file);
    expect(text.slice(sink.source.start, sink.source.end)).toMatch(/^INSERT INTO traffic/);
  });

  it('is told every second to those who listen, in the order of the graph', async () => {
    const { body } = await shop.get('/v1/pipelines/traffic');
    const [scan] = (body as Json).nodes;
    const news = await firstNews();
    const analytics = news.groups.find(({ name }: Json) => name === 'analytics');
    expect(analytics.figures.rows[scan.place]).toBe(EVENTS);
    expect(analytics.figures.stateEntries.length).toBeGreaterThan(scan.index);
  });

  it('keeps the past', async () => {
    const noted = (body: Json) => (body.series['lag.events'] ?? []).some((value: Json) => value !== null);
    const { body } = await shop.until('/v1/operations/history?series=lag', ({ body: given }) => noted(given));
    const history = body as Json;
    expect(Object.keys(history.series)).toEqual(['lag.events', 'lag.ms']);
    expect(history.series['lag.ms']).toHaveLength(720);
  });

  it('is in the metrics too', async () => {
    const metrics = await (await fetch(`${shop.url}/metrics`)).text();
    expect(metrics).toContain(`millrace_event_latency_seconds_count{stage="results"} ${EVENTS}`);
    expect(metrics).toContain('millrace_pipeline_commit_duration_seconds_count{group="analytics"}');
    expect(metrics).toContain('millrace_query_rows{query="traffic"}');
  });
});

async function firstNews(): Promise<Json> {
  const answer = await fetch(`${shop.url}/v1/live?topics=pipelines`);
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString();
    const data = /event: pipelines\ndata: (.*)\n\n/.exec(text)?.[1];
    if (data !== undefined) return JSON.parse(data);
  }
  throw new Error('the stream ended before it told of the pipelines');
}

it('counts what each part of a data folder takes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-disk-'));
  await mkdir(join(folder, 'state', 'analytics'), { recursive: true });
  await mkdir(join(folder, 'warehouse', 'events'), { recursive: true });
  await writeFile(join(folder, 'state', 'analytics', 'data'), Buffer.alloc(200_000, 1));
  await writeFile(join(folder, 'warehouse', 'events', 'a'), Buffer.alloc(100_000, 1));
  const { parts, freeBytes, totalBytes } = await diskUsage(folder);
  expect(Object.keys(parts).sort()).toEqual(['state/analytics', 'warehouse']);
  expect(parts['state/analytics']).toBeGreaterThanOrEqual(200_000);
  expect(parts.warehouse).toBeGreaterThanOrEqual(100_000);
  expect(freeBytes).toBeLessThan(totalBytes);
  await rm(folder, { recursive: true });
});

it.runIf(process.platform === 'linux')('sees no process where none was started, and never fails', async () => {
  expect(Array.isArray(await childMemory())).toBe(true);
});

/** The server's groups: every pipeline is in one of them, no view in two, and how they are grouped changes no result. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { openLogPipeline } from '@millrace/engine/runtime/log-pipeline.ts';
import { checkGroupViews } from '@millrace/engine/runtime/pipeline-group.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FunctionPipeline } from '../../src/function-runtime/function-pipeline.ts';
import type { FunctionSet } from '../../src/functions/event-functions.ts';
import { embeddedScripts, pipelineGroups, stateFolderOf } from '../../src/pipelines/pipeline-groups.ts';
import { seededRandom } from '../../src/simulate/random.ts';
import { type LoggedEvent, runPipelines } from '../proofs/run-pipelines.ts';
import { runGroups } from './run-groups.ts';

const NOON = Date.parse('2024-01-15T12:00:00Z');
const TYPES = ['page_view', 'product_click', 'add_to_cart', 'purchase', 'inventory_update', 'order_cancelled'];

let dataFolder = '';

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'millrace-groups-'));
  await openLogWriter(dataFolder, 4).close();
});

afterEach(() => rm(dataFolder, { recursive: true }));

/** An hour of a shop in which every view gets rows, some of them late. */
function shopHour(seed: number): readonly LoggedEvent[][] {
  const random = seededRandom(seed);
  const pick = (values: readonly string[]) => values[random.below(values.length)];
  return Array.from({ length: 60 }, (_, minute) =>
    Array.from({ length: 20 }, (_each, index) => ({
      eventId: `e${minute}-${index}`,
      userId: pick(['ann', 'bob', 'cyd', 'dee']),
      eventType: pick(TYPES),
      timestamp: new Date(NOON + minute * 60_000 - random.below(100_000)).toISOString(),
      productId: pick(['lamp', 'sofa', 'pen']),
      category: pick(['home', 'office']),
      price: 12.5,
      quantity: random.below(30) - 5,
      orderId: `o${random.below(100)}`,
      ip: pick(['192.0.2.1', '192.0.2.2']),
    })),
  );
}

it('hold each pipeline once, behind the tables', () => {
  const [tables, ...questions] = embeddedScripts().map(({ file }) => file);
  const grouped = pipelineGroups().map(({ scripts }) => scripts.map(({ file }) => file));
  expect(grouped.map(([first]) => first)).toEqual(grouped.map(() => tables));
  expect(grouped.flatMap(([, ...rest]) => rest).sort()).toEqual(questions);
});

it('share no view', async () => {
  const running = pipelineGroups().map((group) => [group.name, openLogPipeline({ dataFolder, ...group })] as const);
  const views = new Map(running.map(([name, pipeline]) => [name, pipeline.views]));
  for (const [, pipeline] of running) await pipeline.close();
  expect(() => checkGroupViews(views)).not.toThrow();
  expect(views.get('decisions')?.written).toContain('fraud_scores');
  expect(views.get('analytics')?.written).toContain('revenue_total');
});

it.each([1, 2, 3])('give what all pipelines in one give (seed %i)', { timeout: 60_000 }, async (seed) => {
  const log = { partitions: 4, batches: shopHour(seed) };
  const inGroups = await runPipelines({ ...log, rowsPerStep: 37 });
  const together = await runPipelines({
    ...log,
    groups: [{ name: 'together', scripts: embeddedScripts(), stateFolder: stateFolderOf('analytics') }],
  });
  const filled = Object.entries(inGroups).filter(([, rows]) => rows.length > 0);
  expect(filled.map(([name]) => name)).toEqual(
    expect.arrayContaining(['fraud_scores', 'stock', 'revenue_total', 'orders', 'traffic', 'order_records.late']),
  );
  expect(inGroups).toEqual(together);
});

it('are all read by the functions behind them', async () => {
  await rm(dataFolder, { recursive: true });
  dataFolder = await mkdtemp(join(tmpdir(), 'millrace-groups-'));
  const log = openLogWriter(dataFolder, 4);
  const events = shopHour(4).flat();
  const records = events.map((event) => Buffer.from(JSON.stringify({ ...event, receivedAt: event.timestamp })));
  let end = 0;
  const ends = Uint32Array.from(records, (record) => (end += record.length));
  await log.append(NOON + 3_600_000, [{ partition: 0, bytes: Buffer.concat(records), ends }]);
  await log.close();
  const given = new Map<string, number>();
  const functions = new FunctionPipeline({ dataFolder, functions: countingRows(given) });
  // The functions are there first: the views come to be while they run.
  while (functions.step().status !== 'idle');
  expect(given.size).toBe(0);
  await runGroups(dataFolder);
  while (functions.step().status !== 'idle');
  await functions.close();
  expect([...given.keys()].sort()).toEqual(['fraud_scores', 'revenue_corrections', 'stock_standings']);
});

function countingRows(given: Map<string, number>): FunctionSet {
  return {
    inputViews: ['fraud_scores', 'revenue_corrections', 'stock_standings'],
    views: [],
    stateVersions: 'rows:1',
    open: () => ({
      onEvent: () => undefined,
      onTime: () => undefined,
      onRow: (view) => given.set(view, (given.get(view) ?? 0) + 1),
      onSample: () => undefined,
      answer: () => undefined,
    }),
  };
}

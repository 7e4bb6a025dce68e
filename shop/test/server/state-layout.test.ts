/** State of a server that grouped its pipelines otherwise is refused, not mixed with what would be made anew. */
import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogPipeline } from '@millrace/engine/runtime/log-pipeline.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replayShop } from '../../src/function-runtime/replay-shop.ts';
import { embeddedScripts } from '../../src/pipelines/pipeline-groups.ts';
import { openTestShop } from './test-shop.ts';

let dataFolder = '';

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'millrace-layout-'));
});

afterEach(() => rm(dataFolder, { recursive: true }));

const order = {
  eventId: 'order-1',
  userId: 'ann',
  eventType: 'purchase',
  timestamp: '2026-01-05T12:00:00Z',
  productId: 'lamp',
  price: 12.5,
  quantity: 2,
  orderId: 'o1',
};

async function fraudRows(): Promise<unknown> {
  const shop = await openTestShop({ dataFolder });
  const { body } = await shop.until('/v1/fraud/scores', ({ body: { items } }) => items?.length > 0);
  await shop.close();
  return body.items;
}

const refusal = {
  code: 'PIPELINE_CHANGED',
  hint: expect.stringContaining('millrace replay'),
};

it('refuses a folder in which all pipelines have one state, until a replay has made it anew', async () => {
  const shop = await openTestShop({ dataFolder });
  await shop.send(order);
  await shop.close();
  const rows = await fraudRows();
  // As servers left it when all pipelines ran in one thread.
  await rm(join(dataFolder, 'state'), { recursive: true });
  const former = openLogPipeline({ dataFolder, scripts: embeddedScripts() });
  while ((await former.pipeline.step()) !== 'idle');
  await former.close();
  await expect(openTestShop({ dataFolder })).rejects.toMatchObject(refusal);
  expect(existsSync(join(dataFolder, 'state', 'decisions')), 'state that was made anew').toBe(false);
  await replayShop({ dataFolder, fromMs: 0 });
  expect(existsSync(join(dataFolder, 'state', 'data.mdb')), 'the former state').toBe(false);
  expect(await fraudRows()).toEqual(rows);
});

it('refuses the state of a group that is no more', async () => {
  mkdirSync(join(dataFolder, 'state', 'forecasts'), { recursive: true });
  await expect(openTestShop({ dataFolder })).rejects.toMatchObject(refusal);
});

/** Once an hour is over, everyone who was active in it has a row with what the functions knew. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { expect, it } from 'vitest';
import { formatInstant } from '../../../src/events/instant.ts';
import { PARTITION_COUNT } from '../../../src/events/partition-of.ts';
import { FunctionPipeline } from '../../../src/function-runtime/function-pipeline.ts';
import type { FeatureVector } from '../../../src/functions/features/feature-answer.ts';
import { readFiles } from '../../../src/sinks/warehouse/read-files.ts';
import { SNAPSHOT_FEATURES } from '../../../src/sinks/warehouse/warehouse-feature-columns.ts';
import { DEFAULT_WAREHOUSE_SETTINGS } from '../../../src/sinks/warehouse/warehouse-settings.ts';
import { WAREHOUSE_TABLES } from '../../../src/sinks/warehouse/warehouse-tables.ts';
import { WarehouseWriter } from '../../../src/sinks/warehouse/warehouse-writer.ts';
import { appendEvents } from './append-events.ts';

const START_MS = Date.UTC(2026, 0, 15, 10);
const MINUTE_MS = 60_000;

it('files a row for each user who was active in an hour, with the values of the moment', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-snapshots-'));
  const log = openLogWriter(dataFolder, PARTITION_COUNT);
  const sent = [5, 20, 59, 65].map((minute, index) =>
    JSON.stringify({
      eventId: `e-${index}`,
      ...(minute === 59 ? { anonymousId: 'a-1' } : { userId: index === 3 ? 'ben' : 'ann' }),
      eventType: 'add_to_cart',
      productId: `p-${index}`,
      category: 'home',
      price: 10,
      timestamp: formatInstant(START_MS + minute * MINUTE_MS),
    }),
  );
  for (const [index, minute] of [5, 20, 59, 65].entries()) {
    await appendEvents(log, START_MS + minute * MINUTE_MS, [sent[index] ?? '']);
  }
  await appendEvents(log, START_MS + 72 * MINUTE_MS, []);
  await appendEvents(log, START_MS + 74 * MINUTE_MS, []);
  const functions = new FunctionPipeline({ dataFolder });
  while (functions.step().status !== 'idle');
  const features = SNAPSHOT_FEATURES.map(({ name }) => name);
  const askFeatures = async (users: readonly string[], nowMs: number) => {
    const rows = users.map((userId) => ({ userId }));
    return functions.functions.answer('features', { features, rows, nowMs }) as readonly FeatureVector[];
  };
  const nowMs = START_MS + 74 * MINUTE_MS;
  const options = { dataFolder, settings: DEFAULT_WAREHOUSE_SETTINGS, askFeatures, now: () => nowMs };
  const writer = await WarehouseWriter.open(options);
  for (let tries = 0; tries < 200 && writer.manifest.files('features').length === 0; tries += 1) {
    await writer.step();
    await pause(20);
  }
  const files = writer.manifest.files('features');
  const rows = await writer.session.rows(
    `SELECT user_id, CAST(epoch_ms(active_hour) AS DOUBLE), CAST(epoch_ms(as_of) AS DOUBLE),
       CAST(carts_24h AS DOUBLE), category_affinity, top_category
     FROM ${readFiles(WAREHOUSE_TABLES.features, files, writer.manifest.folder)} ORDER BY user_id`,
  );
  expect(rows.map(([user, hour, asOf, carts]) => [user, hour, asOf, carts])).toEqual([
    ['a-1', START_MS, nowMs, 1],
    ['ann', START_MS, nowMs, 2],
  ]);
  expect(rows[1]?.[5]).toBe('home');
  expect(JSON.parse(String(rows[1]?.[4]))).toEqual([{ category: 'home', score: 6 }]);
  await writer.close();
  let asked = 0;
  const again = await WarehouseWriter.open({
    ...options,
    askFeatures: (users, atMs) => {
      asked += 1;
      return askFeatures(users, atMs);
    },
  });
  await again.finish();
  expect(asked).toBe(0);
  expect(again.manifest.files('features')).toEqual(files);
  await again.close();
  await functions.close();
  await log.close();
  rmSync(dataFolder, { recursive: true });
});

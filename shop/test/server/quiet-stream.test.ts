/** A stream that has fallen quiet still comes to its end: heartbeats close its windows, in one partition or in all. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import type { NewRecords } from '@millrace/engine/log/log.ts';
import { openLogPipeline } from '@millrace/engine/runtime/log-pipeline.ts';
import { openStateEnvironment } from '@millrace/engine/state/environment-state-store.ts';
import { openViewReader } from '@millrace/engine/views/environment-view.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { embeddedScripts } from '../../src/pipelines/pipeline-groups.ts';

const BEGINNING_MS = Date.UTC(2026, 0, 5, 12);
const MINUTE_MS = 60_000;

let dataFolder = '';

beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'millrace-quiet-'));
});

afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

function view(partition: number, timeMs: number): NewRecords {
  const timestamp = new Date(timeMs).toISOString();
  const event = { eventId: `${partition}-${timeMs}`, userId: `u${partition}`, eventType: 'page_view', timestamp };
  const bytes = Buffer.from(JSON.stringify({ ...event, productId: 'p-1', receivedAt: timestamp }));
  return { partition, bytes, ends: Uint32Array.of(bytes.length) };
}

/** What events must come after so as not to be late. */
async function watermark(): Promise<number | null> {
  const running = openLogPipeline({ dataFolder, scripts: embeddedScripts() });
  while ((await running.pipeline.step()) !== 'idle');
  const { watermarks } = running.stats();
  await running.close();
  return watermarks.events ?? null;
}

async function closedSessions(): Promise<readonly unknown[]> {
  const running = openLogPipeline({ dataFolder, scripts: embeddedScripts() });
  while ((await running.pipeline.step()) !== 'idle');
  await running.close();
  const environment = openStateEnvironment(dataFolder);
  const rows = openViewReader(environment, 'sessions')?.range({ limit: 10 }) ?? [];
  await environment.close();
  return rows.map(({ row }) => row.visitor);
}

it('closes the last session of the night by heartbeats alone', async () => {
  const log = openLogWriter(dataFolder, 16);
  await log.append(BEGINNING_MS, [view(3, BEGINNING_MS)]);
  for (let ms = 0; ms < 31 * MINUTE_MS; ms += 1_000) await log.append(BEGINNING_MS + ms, []);
  await log.close();
  expect(await closedSessions()).toEqual(['u3']);
}, 120_000);

it('does not wait for a partition that has fallen quiet', async () => {
  const log = openLogWriter(dataFolder, 16);
  await log.append(BEGINNING_MS, [view(3, BEGINNING_MS)]);
  for (let ms = 0; ms < 40 * MINUTE_MS; ms += 20_000) {
    await log.append(BEGINNING_MS + ms, [view(5, BEGINNING_MS + ms)]);
  }
  await log.close();
  expect(await closedSessions()).toEqual(['u3']);
});

it('does not take downtime for a quiet stream', async () => {
  const log = openLogWriter(dataFolder, 16);
  await log.append(BEGINNING_MS, [view(3, BEGINNING_MS)]);
  await log.append(BEGINNING_MS + 120 * MINUTE_MS, []);
  await log.append(BEGINNING_MS + 120 * MINUTE_MS + 1_000, []);
  await log.close();
  expect(await closedSessions()).toEqual([]);
});

it('calls nothing late before the first event, whatever arrival time says', async () => {
  const log = openLogWriter(dataFolder, 16);
  await log.append(BEGINNING_MS, []);
  await log.append(BEGINNING_MS + 1_000, []);
  await log.close();
  expect(await watermark()).toBeNull();
});

it('calls late what the windows refuse, though a join still waits for half an hour', async () => {
  const log = openLogWriter(dataFolder, 16);
  await log.append(BEGINNING_MS, [view(3, BEGINNING_MS)]);
  await log.close();
  expect(await watermark()).toBe(BEGINNING_MS - 10_000);
});

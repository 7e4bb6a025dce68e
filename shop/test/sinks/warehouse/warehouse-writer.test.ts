/** The warehouse holds what the log and the views hold, whatever happens on the way, and always in the same files. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LmdbLogWriter, openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PARTITION_COUNT } from '../../../src/events/partition-of.ts';
import { FunctionPipeline } from '../../../src/function-runtime/function-pipeline.ts';
import { Simulation } from '../../../src/simulate/simulation.ts';
import { DEFAULT_WAREHOUSE_SETTINGS, type WarehouseSettings } from '../../../src/sinks/warehouse/warehouse-settings.ts';
import { WarehouseWriter } from '../../../src/sinks/warehouse/warehouse-writer.ts';
import { runGroups } from '../../pipelines/run-groups.ts';
import { appendEvents } from './append-events.ts';
import { expectedRows, fileHashes, warehouseRows } from './warehouse-contents.ts';

const START_MS = Date.UTC(2026, 0, 15, 22);
const HOUR_MS = 3_600_000;
const SETTINGS: WarehouseSettings = { ...DEFAULT_WAREHOUSE_SETTINGS, intervalMs: 1_200_000 };

let folder: string;
let log: LmdbLogWriter;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-warehouse-'));
  log = openLogWriter(folder, PARTITION_COUNT);
});

afterEach(async () => {
  await log.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Three hours of a small shop over midnight, a batch each half minute; some events come hours late. */
async function simulateShop(): Promise<void> {
  const seconds = 3 * 3_600;
  const simulation = new Simulation({ seed: 5, rate: 0.4, seconds, startMs: START_MS, users: 200, products: 50 });
  let events: string[] = [];
  let atMs = 30_000;
  for (const delivery of simulation.events()) {
    while (delivery.atMs >= atMs) {
      await appendEvents(log, START_MS + atMs, events);
      events = [];
      atMs += 30_000;
    }
    events.push(delivery.text);
  }
  await appendEvents(log, START_MS + seconds * 1000, events);
  // Time goes on, so that every hour closes.
  for (let hours = 4; hours < 8; hours += 1) await appendEvents(log, START_MS + hours * HOUR_MS, []);
}

async function runShop(): Promise<void> {
  await runGroups(folder);
  const functions = new FunctionPipeline({ dataFolder: folder });
  while (functions.step().status !== 'idle');
  await functions.close();
}

async function writeAll(dataFolder: string, settings = SETTINGS): Promise<void> {
  const writer = await WarehouseWriter.open({ dataFolder, settings });
  await writer.finish();
  await writer.close();
}

describe('the warehouse', () => {
  it('holds row for row what the log and the views hold', async () => {
    await simulateShop();
    await runShop();
    await writeAll(folder);
    const rows = await warehouseRows(folder);
    const expected = await expectedRows(folder);
    expect(rows.events?.length).toBeGreaterThan(3_000);
    expect(rows.sessions?.length).toBeGreaterThan(50);
    expect(rows.revenue?.length).toBeGreaterThan(5);
    expect(rows.decisions?.length).toBeGreaterThan(5);
    expect(rows).toEqual(expected);
  });

  it('gives the same files, name by name and byte by byte, however often it is stopped on the way', async () => {
    await simulateShop();
    await runShop();
    const other = mkdtempSync(join(tmpdir(), 'millrace-warehouse-'));
    for (const part of ['log', 'state', 'functions'])
      cpSync(join(folder, part), join(other, part), { recursive: true });
    await writeAll(folder);
    for (let stops = 0; stops < 5; stops += 1) {
      const writer = await WarehouseWriter.open({ dataFolder: other, settings: SETTINGS });
      await writer.step();
      await writer.close();
    }
    await writeAll(other);
    expect(await fileHashes(other)).toEqual(await fileHashes(folder));
    rmSync(other, { recursive: true });
  });
});

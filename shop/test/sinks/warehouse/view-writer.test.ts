/** The rows of a view in the warehouse: changed, removed, dropped from the feed before they were read, and begun anew. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STRING } from '@millrace/engine/row/data-type.ts';
import type { Environment } from '@millrace/engine/storage/environment.ts';
import { clearViews, openViewWriter } from '@millrace/engine/views/environment-view.ts';
import type { ViewWriter as View, ViewDefinition } from '@millrace/engine/views/view-store.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFunctionsEnvironment } from '../../../src/function-runtime/function-store.ts';
import { DuckSession } from '../../../src/sinks/warehouse/duck-session.ts';
import { Manifest } from '../../../src/sinks/warehouse/manifest.ts';
import { ViewSource } from '../../../src/sinks/warehouse/view-source.ts';
import { ViewWriter } from '../../../src/sinks/warehouse/view-writer.ts';
import { WAREHOUSE_TABLES } from '../../../src/sinks/warehouse/warehouse-tables.ts';
import { createViews } from './warehouse-contents.ts';

const START_MS = Date.UTC(2026, 0, 15, 10);
const HOUR_MS = 3_600_000;
const TABLE = WAREHOUSE_TABLES.decisions;
const TIME = { kind: 'TIMESTAMP', precision: 3, nullable: true } as const;
const DEFINITION: ViewDefinition = {
  name: 'decisions',
  schema: [
    { name: 'receivedAt', type: TIME },
    { name: 'orderId', type: STRING },
    { name: 'outcome', type: STRING },
  ],
  primaryKey: ['receivedAt', 'orderId'],
  feedLength: 10,
};

let folder: string;
let environment: Environment;
let view: View;
let manifest: Manifest;
let session: DuckSession;
let writer: ViewWriter;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-views-'));
  environment = openFunctionsEnvironment(folder);
  view = openViewWriter(environment, DEFINITION, { retentionMs: 30 * 24 * HOUR_MS });
  manifest = new Manifest(folder);
  mkdirSync(join(manifest.folder, 'work'), { recursive: true });
  session = await DuckSession.open({ spillFolder: join(folder, 'spill'), memoryMb: 256 });
  writer = open();
});

afterEach(async () => {
  session.close();
  await manifest.close();
  await environment.close();
  rmSync(folder, { recursive: true });
});

function open(): ViewWriter {
  return new ViewWriter({
    ...{ writer: { session, folder: manifest.folder }, manifest, table: TABLE, intervalMs: 0, now: Date.now },
    source: new ViewSource('decisions', [environment]),
    reachMs: 24 * HOUR_MS,
  });
}

/** In one commit. */
function decide(orders: readonly number[], outcome: string | null): void {
  environment.transaction(() => {
    for (const order of orders) {
      const receivedMs = START_MS + order * 60_000;
      const key = [receivedMs, `o-${order}`];
      if (outcome === null) view.remove(key);
      else
        view.put({
          key,
          row: { receivedAt: new Date(receivedMs).toISOString(), orderId: `o-${order}`, outcome },
          final: true,
        });
    }
  });
}

async function written(): Promise<readonly string[]> {
  await createViews(session, manifest);
  const rows = await session.rows("SELECT order_id || ' ' || outcome FROM decisions ORDER BY 1");
  return rows.map(([text]) => String(text));
}

function held(): readonly string[] {
  return view
    .range({ limit: 1_000 })
    .map(({ row }) => `${row.orderId} ${row.outcome}`)
    .sort();
}

const names = () => manifest.files('decisions').map(({ name }) => name);

describe('a view in the warehouse', () => {
  it('has the newest row of each key, before and after its hour is settled', async () => {
    decide([1, 2, 3], 'review');
    await writer.step(0);
    decide([2], 'decline');
    await writer.step(0);
    expect(await written()).toEqual(['o-1 review', 'o-2 decline', 'o-3 review']);
    expect(names()).toEqual(['d000000000001-000000000003.parquet', 'd000000000004-000000000004.parquet']);
    await writer.step(START_MS + 2 * HOUR_MS);
    expect(names()).toEqual([expect.stringMatching(/^f-/)]);
    decide([1], 'approve');
    await writer.step(START_MS + 3 * HOUR_MS);
    expect(await written()).toEqual(held());
  });

  it('gives a settled hour the same file, whatever its rows have gone through', async () => {
    for (const outcome of ['review', 'approve', 'decline']) {
      decide([1, 2, 3], outcome);
      await writer.step(0);
    }
    await writer.settle(Number.POSITIVE_INFINITY);
    const [settled] = names();
    decide([1], 'review');
    await writer.step(0);
    decide([1], 'decline');
    await writer.step(0);
    await writer.settle(Number.POSITIVE_INFINITY);
    expect(names()).toEqual([settled]);
  });

  it('loses a row that the view loses', async () => {
    decide([1, 2], 'review');
    await writer.step(0);
    decide([1], null);
    await writer.step(0);
    expect(await written()).toEqual(['o-2 review']);
  });

  it('makes hours from the view itself when the feed was shorter than what has come', async () => {
    decide([1, 2], 'review');
    await writer.step(0);
    for (const order of Array.from({ length: 90 }, (_, each) => each)) decide([order], 'approve');
    await writer.step(0);
    expect(writer.missedChanges).toBe(80);
    expect(await written()).toEqual(held());
    decide([4], 'decline');
    await open().step(0);
    expect(await written()).toEqual(held());
  });

  it('gives a settled hour the same file when the feed was shorter than what has come', async () => {
    const orders = Array.from({ length: 30 }, (_, each) => each);
    for (const order of orders) {
      decide([order], 'approve');
      await writer.step(0);
    }
    await writer.settle(Number.POSITIVE_INFINITY);
    const [settled] = names();
    manifest.commit({ retired: manifest.files('decisions'), positions: { decisions: { written: 0 } } }, 0);
    const late = open();
    await late.step(0);
    expect(late.missedChanges).toBe(20);
    expect(names()).toEqual([settled]);
  });

  it('goes by the new feed when results were made anew', async () => {
    decide([1, 2, 3, 4, 5], 'review');
    await writer.step(0);
    clearViews(environment);
    view = openViewWriter(environment, DEFINITION, { retentionMs: 30 * 24 * HOUR_MS });
    decide([1, 2, 3], 'approve');
    await open().step(0);
    expect(await written()).toEqual(held());
  });

  it('reads and merges files that were written before a column was declared', async () => {
    decide([1], 'review');
    await writer.step(0);
    const [file] = manifest.files('decisions');
    if (!file) throw new Error('there is a file');
    const old = { ...file, name: 'd000000000000-000000000000.parquet', columns: 'before' };
    const row = `SELECT TIMESTAMP '2026-01-15 10:30:00' AS received_at, 'o-0' AS order_id, 'approve' AS outcome, 0 AS version`;
    await session.run(`COPY (${row}) TO '${manifest.pathOf(old)}' (FORMAT parquet)`);
    manifest.commit({ added: [old] }, 0);
    expect(await written()).toEqual(['o-0 approve', 'o-1 review']);
    await open().settle(Number.POSITIVE_INFINITY);
    expect(names()).toEqual([expect.stringMatching(/^f-/)]);
    expect(await written()).toEqual(['o-0 approve', 'o-1 review']);
  });
});

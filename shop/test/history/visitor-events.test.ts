/** A visitor's events come back whole, whether the log is small or too long to look through, or has dropped them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LmdbLogWriter, openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatInstant } from '../../src/events/instant.ts';
import { PARTITION_COUNT } from '../../src/events/partition-of.ts';
import type { EventsWanted } from '../../src/history/event-times.ts';
import { VisitorEvents } from '../../src/history/visitor-events.ts';
import { DEFAULT_WAREHOUSE_SETTINGS } from '../../src/sinks/warehouse/warehouse-settings.ts';
import { WarehouseWriter } from '../../src/sinks/warehouse/warehouse-writer.ts';
import { appendEvents } from '../sinks/warehouse/append-events.ts';

const START_MS = Date.UTC(2026, 0, 15, 10);
const MINUTE_MS = 60_000;
/** About ten minutes of the log. */
const TEN_MINUTES = 6_000;
/** One name is the beginning of the other, and one wants escaping in JSON. */
const QUOTED = 'a"1';

let folder: string;
let log: LmdbLogWriter;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-visitor-'));
  log = openLogWriter(folder, PARTITION_COUNT);
  await appendMinutes(0, 60);
});

afterEach(async () => {
  await log.close();
  rmSync(folder, { recursive: true });
});

async function appendMinutes(from: number, to: number): Promise<void> {
  for (let minute = from; minute < to; minute++) {
    const timestamp = formatInstant(START_MS + minute * MINUTE_MS);
    const of = (visitor: object, eventId: string) =>
      JSON.stringify({ eventId, ...visitor, eventType: 'page_view', timestamp });
    await appendEvents(log, START_MS + minute * MINUTE_MS, [
      of({ userId: 'ann' }, `ann-${minute}`),
      of({ userId: 'anna' }, `anna-${minute}`),
      of({ anonymousId: QUOTED }, `quoted-${minute}`),
      of({ userId: 'ben', anonymousId: QUOTED }, `ben-${minute}`),
    ]);
  }
}

/** All that the log has, into Parquet files. */
async function writeWarehouse(): Promise<void> {
  const writer = await WarehouseWriter.open({ dataFolder: folder, settings: DEFAULT_WAREHOUSE_SETTINGS });
  await writer.finish();
  await writer.close();
}

function wanted(fromMinute: number, toMinute: number): EventsWanted {
  const times = { fromMs: START_MS + fromMinute * MINUTE_MS, toMs: START_MS + toMinute * MINUTE_MS };
  return { names: new Set(['ann', QUOTED]), ...times };
}

async function found(what: EventsWanted, logBytes?: number) {
  const events = new VisitorEvents(folder, logBytes);
  const { events: all, complete } = await events.find(what);
  await events.close();
  return { ids: all.map(({ eventId }) => eventId), complete };
}

const both = (...minutes: readonly number[]) =>
  minutes.flatMap((minute) => [`ann-${minute}`, `quoted-${minute}`]).sort();

describe("a visitor's events", () => {
  it('are those of all of its names and of nobody else, within the time', async () => {
    const { ids, complete } = await found(wanted(10, 12));
    expect(ids.toSorted()).toEqual(both(10, 11, 12));
    expect(complete).toBe(true);
  });

  it('come from the warehouse when the log is too long to look through, and of the log what that has not come to', async () => {
    await writeWarehouse();
    await appendMinutes(60, 65);
    const all = Array.from({ length: 65 }, (_, minute) => minute);
    const { ids, complete } = await found(wanted(0, 64), TEN_MINUTES);
    expect(ids.toSorted()).toEqual(both(...all));
    expect(complete).toBe(true);
  });

  it('are the newest ones when the log is too long and the warehouse far behind', async () => {
    const { ids, complete } = await found(wanted(0, 59), TEN_MINUTES);
    expect(ids).toEqual(expect.arrayContaining(both(55, 56, 57, 58, 59)));
    expect(ids).not.toContain('ann-20');
    expect(complete).toBe(false);
  });

  it('come from the warehouse once the log has dropped them, each once', async () => {
    await writeWarehouse();
    log.trim(START_MS + 20 * MINUTE_MS);
    const { ids, complete } = await found(wanted(18, 21));
    expect(ids.toSorted()).toEqual(both(18, 19, 20, 21));
    expect(complete).toBe(true);
    expect(await found({ ...wanted(18, 21), names: new Set(["o'hara"]) })).toEqual({ ids: [], complete: true });
  });

  it('that nobody has any more are said to be missing', async () => {
    log.trim(START_MS + 20 * MINUTE_MS);
    // What is dropped is gone for other readers when that has been committed.
    await log.close();
    log = openLogWriter(folder, PARTITION_COUNT);
    const { ids, complete } = await found(wanted(10, 20));
    expect(ids).toEqual(expect.arrayContaining(both(20)));
    expect(ids).not.toContain('ann-10');
    expect(complete).toBe(false);
  });
});

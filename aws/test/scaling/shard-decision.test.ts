/** How many shards a stream is given: the rules one by one, and whole days, with sales that were known and that were not. */
import { BASELINE, timesAsMany } from '@millrace/shop/plan/traffic.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawDay } from '../../src/scaling/draw-day.ts';
import { bytesOf, type FlashSale, saleDay } from '../../src/scaling/sale-day.ts';
import { scalingDay } from '../../src/scaling/scaling-day.ts';
import { decideShards, MOST_CHANGES, type ShardLoad, type ShardSettings } from '../../src/scaling/shard-decision.ts';

const SETTINGS: ShardSettings = { least: 2, most: 64, headroom: 1.5, quietMinutes: 60, everyMinutes: 5, peaks: [] };
const NOW = Date.UTC(2026, 10, 27, 12);
const MINUTE = 60_000;

function load(megabytes: number, other: Partial<ShardLoad> = {}): ShardLoad {
  return { bytesPerSecond: megabytes * 1e6, recordsPerSecond: 10, throttledPerSecond: 0, iteratorAgeMs: 900, ...other };
}

const hour = (each: ShardLoad) => new Array<ShardLoad>(60).fill(each);
const changes = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ atMs: NOW - n * MINUTE, from: 4, to: 8 }));

describe('a decision', () => {
  it('doubles when the load with headroom asks for more, whatever the need', () => {
    const decision = decideShards({ nowMs: NOW, shards: 4, loads: [load(20)], changes: [] }, SETTINGS);
    expect(decision).toEqual({ shards: 8, reason: 'the load asks for them', blocked: false });
  });

  it('goes by records where they are what is short', () => {
    const many = load(0.1, { recordsPerSecond: 5_000 });
    expect(decideShards({ nowMs: NOW, shards: 4, loads: [many], changes: [] }, SETTINGS).shards).toBe(8);
  });

  it('doubles when writes are throttled, and when readers stay behind', () => {
    const throttled = decideShards(
      { nowMs: NOW, shards: 4, loads: [load(1, { throttledPerSecond: 1 })], changes: [] },
      SETTINGS,
    );
    expect(throttled).toMatchObject({ shards: 8, reason: 'writes are throttled' });
    const late = new Array(3).fill(load(1, { iteratorAgeMs: 90_000 }));
    expect(decideShards({ nowMs: NOW, shards: 4, loads: late, changes: [] }, SETTINGS).shards).toBe(8);
  });

  it('never leaves its bounds', () => {
    expect(decideShards({ nowMs: NOW, shards: 64, loads: [load(500)], changes: [] }, SETTINGS).shards).toBe(64);
    expect(decideShards({ nowMs: NOW, shards: 2, loads: hour(load(0)), changes: [] }, SETTINGS).shards).toBe(2);
  });

  it('halves after a quiet hour, and not before', () => {
    const quiet = { nowMs: NOW, shards: 16, loads: hour(load(1)), changes: [] };
    expect(decideShards(quiet, SETTINGS).shards).toBe(8);
    expect(decideShards({ ...quiet, loads: hour(load(1)).slice(1) }, SETTINGS).shards).toBe(16);
    expect(decideShards({ ...quiet, loads: hour(load(1)).with(3, load(7)) }, SETTINGS).shards).toBe(16);
  });

  it('keeps enough changes to come back', () => {
    const quiet = { nowMs: NOW, shards: 8, loads: hour(load(1)) };
    expect(decideShards({ ...quiet, changes: changes(7) }, SETTINGS).shards).toBe(4);
    expect(decideShards({ ...quiet, changes: changes(8) }, SETTINGS).shards).toBe(8);
  });

  it('says so when it must not do what is due', () => {
    const decision = decideShards({ nowMs: NOW, shards: 4, loads: [load(6)], changes: changes(10) }, SETTINGS);
    expect(decision).toMatchObject({ shards: 4, blocked: true });
  });

  it('is ready for a known peak before it begins, and lets go when it is over', () => {
    const peak = { name: 'sale', fromMs: NOW + 60 * MINUTE, toMs: NOW + 120 * MINUTE, bytesPerSecond: 20e6 };
    const settings = { ...SETTINGS, peaks: [peak] };
    const at = (minutes: number, shards: number) =>
      decideShards({ nowMs: NOW + minutes * MINUTE, shards, loads: hour(load(1)), changes: [] }, settings).shards;
    expect(at(-60, 4)).toBe(2);
    expect(at(15, 4)).toBe(8);
    expect(at(20, 16)).toBe(32);
    expect(at(25, 32)).toBe(32);
    expect(at(60, 32)).toBe(32);
    expect(at(121, 32)).toBe(16);
  });
});

describe('a day', () => {
  const day = (sale?: FlashSale, known = false, times = 1) => {
    const traffic = timesAsMany(BASELINE, times);
    const startMs = Date.UTC(2026, 10, 27);
    const bytesPerSecond = saleDay(traffic, 'enriched', sale);
    const from = startMs + (sale?.minute ?? 0) * MINUTE;
    const peak = { name: 'sale', fromMs: from, toMs: from + 80 * MINUTE, bytesPerSecond: Math.max(...bytesPerSecond) };
    const settings = { ...SETTINGS, peaks: known && sale ? [peak] : [] };
    return scalingDay({ settings, startMs, bytesPerSecond, recordBytes: 20 * bytesOf(traffic, 'enriched'), shards: 4 });
  };
  const refused = ({ minutes }: ReturnType<typeof day>) => minutes.filter(({ throttled }) => throttled > 0).length;

  it('of the usual kind refuses nothing', () => {
    expect(refused(day())).toBe(0);
  });

  it('with a sale three times the evening refuses nothing when it was known', () => {
    expect(refused(day({ minute: 20 * 60, times: 3 }, true))).toBe(0);
  });

  it('with one that nobody knew catches up within minutes, and what was refused has gone in by then', () => {
    const sudden = day({ minute: 20 * 60, times: 3 });
    expect(refused(sudden)).toBeGreaterThan(0);
    expect(refused(sudden)).toBeLessThan(20);
    expect(sudden.minutes.at(-1)?.throttled).toBe(0);
  });

  it('keeps to what UpdateShardCount allows, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_439 }),
        fc.double({ min: 1, max: 12, noNaN: true }),
        fc.boolean(),
        fc.double({ min: 0.05, max: 8, noNaN: true }),
        (minute, times, known, scale) => {
          const made = day({ minute, times }, known, scale);
          for (const { atMs, from, to } of made.changes) {
            expect([2 * from, from / 2]).toContain(to);
            const within = made.changes.filter((other) => other.atMs <= atMs && other.atMs > atMs - 86_400_000);
            expect(within.length).toBeLessThanOrEqual(MOST_CHANGES);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is drawn in 80 columns', () => {
    const lines = drawDay(day({ minute: 20 * 60, times: 3 }).minutes);
    expect(lines).toHaveLength(49);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

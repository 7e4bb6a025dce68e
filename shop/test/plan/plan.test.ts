import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountOf } from '../../src/plan/bill-line.ts';
import { describePlan } from '../../src/plan/describe-plan.ts';
import { planOf } from '../../src/plan/plan.ts';
import BUILT_IN from '../../src/plan/prices.json' with { type: 'json' };
import { readPrices } from '../../src/plan/prices.ts';
import { BASELINE, eventsADay, hourlyRates, SMALL, timesAsMany } from '../../src/plan/traffic.ts';

const prices = readPrices();
const baseline = planOf(BASELINE, prices);

/** Dollars of the lines of that name. */
function dollarsOf(name: string, plan = baseline): number {
  const lines = plan.lines.filter((line) => line.name === name);
  expect(lines.length, name).toBeGreaterThan(0);
  return lines.reduce((sum, line) => sum + amountOf(line, prices), 0);
}

/** 30 days of 220.5 million events of 600 bytes. */
const MILLION_EVENTS = 6_615;
const ENRICHED_GIGABYTES = (6_615e6 * 600 * 1.5) / 1e9;

describe('the bill of the baseline', () => {
  it('is below 5,000 dollars, 7.6e-7 an event and 0.10 a gigabyte of the lake', () => {
    expect(baseline.total).toBeLessThan(5_000);
    expect(baseline.dollarsPerEvent).toBeLessThan(7.6e-7);
    expect(baseline.dollarsPerLakeGigabyte).toBeLessThan(0.1);
  });

  it.each([
    ['load balancer', 720 * 0.0225],
    // 255.2 requests a second of 7,200 bytes: more gigabytes an hour than connections.
    ['load balancer capacity', ((220.5e6 / 86_400 / 10) * 7_200 * 3_600 * 720 * 0.008) / 1e9],
    // Two tasks of 5,000 events/s with half of it to spare, three at the peak.
    ['collector processors', (23 * 2 + 3) * 30 * 0.03238],
    ['collector memory', (23 * 2 + 3) * 30 * 2 * 0.00356],
    // Nine reads for each of 15 million orders, half a unit each.
    ['decisions waited for', 15 * 9 * 0.5 * 0.125],
    ['changes of a database', 720 * 0.225],
    ['insight shards', 720 * 0.015],
    ['insights, seven days kept', 720 * 0.02],
    ['insight payload units', MILLION_EVENTS * 0.02 * 0.014],
    ['insights, invocations', 720 * 3_600e-6 * 0.2],
    // 60 ms of each second of a shard, and 40 µs of a whole processor an event on 0.5 of 1.769 GB.
    ['insights, time', (720 * 3_600 * 0.06 + MILLION_EVENTS * 0.02 * 40 * (1.769 / 0.5)) * 0.5 * 0.0000133334],
    ['Flink', 7 * 720 * 0.11],
    ['running state', 6 * 50 * 0.1],
    ['feature writes', 10 * 1.5 * 30 * 0.625],
    ['feature reads', 10 * 1.5 * 30 * 0.125],
    // States of the users of a day, and 12 bytes for the id of each event of a day.
    ['cache memory', ((10e6 * 700 + 220.5e6 * 12) / 1e9) * 720 * 0.084],
    ['cache commands', MILLION_EVENTS * 2 * 0.0023],
    ['tables', ((10e6 * 30 * 0.2 * 500) / 1e9) * 0.25],
    ['tables, any moment restorable', ((10e6 * 30 * 0.2 * 500) / 1e9) * 0.2],
    // 600 million reads a month, each 20 ms of 0.5 GB.
    ['read API', 300],
    ['read API, beyond', 300 * 0.9],
    ['reading, invocations', 600 * 0.2],
    ['reading, time', 600e6 * 0.02 * 0.5 * 0.0000133334],
    ['answers sent', ((20e6 * 30 * 3_000) / 1e9) * 0.09],
    // Two containers, 2 vCPU and 6 GB each.
    ['serving processors', 2 * 720 * 2 * 0.03238],
    ['serving memory', 2 * 720 * 6 * 0.00356],
    ['serving, load balancer', 720 * 0.0225],
    ['serving, balancer capacity', 720 * 0.008],
    ['checkpoints written', ((2 * 30 * 86_400) / 120 / 1_000) * 0.005],
    ['checkpoints kept', 5 * 0.5 * 0.023],
    ['read through endpoints', 2 * ENRICHED_GIGABYTES * 0.01],
    ['Firehose', ENRICHED_GIGABYTES * (1 + 2_500 / 200_000) * 0.029],
    ['partitions by the event’s own date', ENRICHED_GIGABYTES * 0.02],
    ['Parquet conversion', ENRICHED_GIGABYTES * (1 + 2_500 / 200_000) * 0.018],
    ['lake, standard', (ENRICHED_GIGABYTES / 5) * 0.023],
    ['lake, infrequent access', (ENRICHED_GIGABYTES / 5) * 3 * 0.0125],
    ['lake, Glacier instant retrieval', (ENRICHED_GIGABYTES / 5) * 9 * 0.004],
    ['files written', (ENRICHED_GIGABYTES / 5 / 128) * 0.005],
    ['queries', 5 * 5],
    ['traces', MILLION_EVENTS * 0.01 * 5],
    ['logs', 30 * 0.5],
    ['metrics', 120 * 0.3],
    ['alarms', 46 * 0.1],
    ['dashboards', 2 * 3],
    ['alerts sent', 450 * 0.0001 * 0.5],
    ['failed batches', 450 * 0.0001 * 0.4],
    ['encryption keys', 5],
    ['encryption', 2 * 3],
    ['endpoints', 7 * 2 * 720 * 0.01],
    ['through endpoints', ((6_615e6 * 600) / 1e9) * 2.5 * 0.01],
  ])('has %s by its arithmetic', (name, expected) => expect(dollarsOf(name)).toBeCloseTo(expected, 6));

  it('has shards, payload units and functions that follow the hours of the day', () => {
    const rates = hourlyRates(BASELINE);
    const shardsAt = (rate: number, bytes: number, consumers: number) => {
      const bytesPerSecond = rate * bytes * 1.5;
      return Math.max(
        2,
        2 ** Math.ceil(Math.log2(Math.max(bytesPerSecond / 1e6, (bytesPerSecond * consumers) / 2e6, 1))),
      );
    };
    const sum = (of: (rate: number) => number) => rates.reduce((all, rate) => all + of(rate), 0) * 30;
    const events = sum((rate) => shardsAt(rate, 600, 1));
    const enriched = sum((rate) => shardsAt(rate, 900, 4));
    expect(dollarsOf('shards')).toBeCloseTo((events + enriched) * 0.015, 6);
    expect(dollarsOf('seven days kept')).toBeCloseTo((events + enriched) * 0.02, 6);
    expect(dollarsOf('enrich, invocations')).toBeCloseTo(events * 3_600e-6 * 0.2, 6);
    expect(dollarsOf('features, invocations')).toBeCloseTo(enriched * 3_600e-6 * 0.2, 6);
    const seconds = (hours: number, micros: number) => hours * 3_600 * 0.06 + MILLION_EVENTS * micros * (1.769 / 0.5);
    expect(dollarsOf('enrich, time')).toBeCloseTo(seconds(events, 40) * 0.5 * 0.0000133334, 6);
    expect(dollarsOf('features, time')).toBeCloseTo(seconds(enriched, 60) * 0.5 * 0.0000133334, 6);
    // At every hour 128 buckets have events five times a second, and none fills 25 KB.
    const units = sum((rate) => Math.min(128, rate / 5) * 5 * 3_600) * 2;
    expect(dollarsOf('payload units')).toBeCloseTo((units / 1e6) * 0.014, 6);
  });

  it('adds up, and differs from the naive one by what the choices save', () => {
    const lines = baseline.lines.reduce((sum, line) => sum + amountOf(line, prices), 0);
    const saved = baseline.savings.reduce((sum, { naive, lean }) => sum + naive - lean, 0);
    expect(lines).toBeCloseTo(baseline.total, 6);
    expect(baseline.naiveTotal - baseline.total).toBeCloseTo(saved, 6);
    // A call an event costs 300 + 6,315 × 0.9 dollars, and a write an event 6,615 × 0.625.
    expect(baseline.savings[0]?.naive).toBeCloseTo(300 + 6_315 * 0.9, 6);
    expect(baseline.savings[3]?.naive).toBeCloseTo(MILLION_EVENTS * 0.75, 6);
  });

  it('says beside it what quick decisions cost more: reading shares, and an invocation in place of each wait', () => {
    const [quick] = baseline.extras;
    const amounts = new Map(quick?.lines.map((line) => [line.name, amountOf(line, prices)]));
    const hours = baseline.sizes.eventShards.hoursAMonth + 720;
    expect(amounts.get('reading shares')).toBeCloseTo(hours * 0.015, 6);
    // All events of 600 bytes, and of each fifty a row of 400.
    expect(amounts.get('read by shares')).toBeCloseTo(((6_615e6 * (600 + 0.02 * 400)) / 1e9) * 0.013, 6);
    // 16 and two thirds a second and not one, of 60 ms on half a gigabyte.
    const more = hours * 3_600 * (1_000 / 60 - 1);
    expect(amounts.get('more invocations')).toBeCloseTo(more * 0.2e-6, 6);
    expect(amounts.get('their time')).toBeCloseTo(more * 0.06 * 0.5 * 0.0000133334, 6);
    expect(baseline.lines.map(({ name }) => name)).not.toContain('reading shares');
  });

  it('warns of the limit that its peak goes beyond', () => {
    expect(baseline.warnings.map(({ limit }) => limit)).toEqual(['bytes a second into one Firehose stream']);
  });
});

describe('a shop without recommendations', () => {
  it('pays nothing for them, and for as many shards as Flink and features read', () => {
    const without = planOf({ ...BASELINE, recommendations: false }, prices);
    expect(without.lines.filter(({ name }) => /^serving|^checkpoints|^read through/.test(name))).toEqual([]);
    expect([without.sizes.servingTasks, without.sizes.enrichedShards.atPeak]).toEqual([0, 16]);
    expect(baseline.total - without.total).toBeLessThan(450);
  });

  it('is told from which traffic on one process cannot follow', () => {
    const limits = planOf(timesAsMany(BASELINE, 10), prices).warnings.map(({ limit }) => limit);
    expect(limits).toContain('events a second that a container which serves recommendations follows');
  });
});

describe('a small shop', () => {
  it('pays for the time in which orders wait for their decisions, 75,000 a month', () => {
    const small = planOf(SMALL, prices);
    expect(dollarsOf('orders, requests', small)).toBeCloseTo(0.075, 6);
    expect(dollarsOf('orders, invocations', small)).toBeCloseTo(0.075 * 0.2, 6);
    expect(dollarsOf('orders, time', small)).toBeCloseTo(75_000 * 5.5 * 0.5 * 0.0000133334, 6);
    expect(dollarsOf('decisions waited for', small)).toBeCloseTo(0.075 * 9 * 0.5 * 0.125, 6);
    expect(baseline.lines.map(({ name }) => name)).not.toContain('orders, time');
  });

  it('pays for the endpoints of its functions; those of containers come with what runs in them', () => {
    expect(dollarsOf('endpoints', planOf(SMALL, prices))).toBeCloseTo(3 * 2 * 720 * 0.01, 6);
    for (const more of [{ recommendations: true }, { databaseChanges: true }])
      expect(dollarsOf('endpoints', planOf({ ...SMALL, ...more }, prices))).toBeCloseTo(7 * 2 * 720 * 0.01, 6);
  });
});

describe('a plan', () => {
  const anyTraffic = fc
    .record({
      scale: fc.double({ min: 1e-4, max: 50, noNaN: true }),
      peak: fc.double({ min: 1.2, max: 20, noNaN: true }),
    })
    .map(({ scale, peak }) => {
      const traffic = {
        ...BASELINE,
        usersADay: BASELINE.usersADay * scale,
        pageViewsADay: BASELINE.pageViewsADay * scale,
        interactionsADay: BASELINE.interactionsADay * scale,
        ordersADay: BASELINE.ordersADay * scale,
        readsADay: BASELINE.readsADay * scale,
      };
      return { ...traffic, peakPerSecond: (eventsADay(traffic) / 86_400) * peak };
    });

  it('spreads a day over its hours without losing an event', () => {
    fc.assert(
      fc.property(anyTraffic, (traffic) => {
        const rates = hourlyRates(traffic);
        const events = rates.reduce((sum, rate) => sum + rate * 3_600, 0);
        expect(Math.max(...rates)).toBeLessThanOrEqual(traffic.peakPerSecond * 1.000001 + 1e-9);
        expect(events / eventsADay(traffic)).toBeCloseTo(1, 6);
      }),
    );
  });

  it('costs something on every line', () => {
    fc.assert(
      fc.property(anyTraffic, (traffic) => {
        const plan = planOf(traffic, prices);
        for (const line of plan.lines) expect(amountOf(line, prices)).toBeGreaterThanOrEqual(0);
        expect(plan.lines.every((line) => Number.isFinite(line.quantity))).toBe(true);
      }),
    );
  });

  it('says from which traffic on the other way is cheaper, and takes that way', () => {
    const [api] = planOf(SMALL, prices).breakEvens;
    expect(api?.verdict).toBe('HTTP API');
    expect(planOf(SMALL, prices).lines.some(({ name }) => name === 'HTTP API')).toBe(true);
    expect(baseline.breakEvens[0]?.verdict).toBe('Fargate');
    expect(baseline.breakEvens[1]?.verdict).toBe('shards');
  });

  it('refuses a day that cannot be, with the bound', () => {
    expect(() => planOf({ ...BASELINE, peakPerSecond: 100_000 }, prices)).toThrow(/does not fit into a day/);
    expect(() => planOf({ ...BASELINE, peakPerSecond: 1_000 }, prices)).toThrow(/does not fit into a day/);
  });

  it('of ten times the people has ten times the events, and says which limits it meets', () => {
    const larger = planOf(timesAsMany(BASELINE, 10), prices);
    expect(larger.sizes.kpus).toBe(10 * baseline.sizes.kpus);
    expect(larger.sizes.eventShards.least).toBeGreaterThanOrEqual(8);
    // A profile takes nothing else.
    for (const times of [10, 100]) {
      const { insightShards } = planOf(timesAsMany(BASELINE, times), prices).sizes;
      expect([times, Math.log2(insightShards) % 1]).toEqual([times, 0]);
    }
    expect(larger.warnings.map(({ limit }) => limit)).toContain('shards of one stream that buckets of users fill');
    expect(baseline.warnings.map(({ limit }) => limit)).not.toContain(
      'shards of one stream that buckets of users fill',
    );
  });

  it('is told in 80 columns', () => {
    for (const traffic of [BASELINE, SMALL]) {
      const lines = describePlan(planOf(traffic, prices), prices);
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
      expect(lines.join('\n')).toContain(`Prices of ${prices.asOf}`);
    }
  });
});

describe('prices of one’s own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-prices-'));
  const write = (content: unknown) => {
    const path = join(folder, 'prices.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };

  it('take the place of the built-in ones', () => {
    const dearer = { ...BUILT_IN, prices: { ...BUILT_IN.prices, 'flink.kpuHour': { usd: 1.1, per: 'KPU-hour' } } };
    const plan = planOf(BASELINE, readPrices(write(dearer)));
    expect(plan.total - baseline.total).toBeCloseTo(7 * 720 * 0.99, 6);
  });

  it.each([
    ['{', /cannot be used/],
    [{ ...BUILT_IN, asOf: 'today' }, /\/asOf/],
    [{ ...BUILT_IN, prices: { 'alb.hour': { usd: 1, per: 'hour' } } }, /it has no price alb\.lcuHour/],
    [{ ...BUILT_IN, prices: { ...BUILT_IN.prices, 'alb.hour': { usd: -1, per: 'hour' } } }, /\/prices\/alb\.hour/],
  ])('are refused with the place of the fault', (content, message) => {
    expect(() => readPrices(write(content))).toThrow(message);
  });
});

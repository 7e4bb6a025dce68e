import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance, median, normOf } from '../../../src/functions/alert/norm.ts';
import { HOUR_MS, hourOfWeek, WEEK_MS, weekNumber } from '../../../src/functions/alert/week-hour.ts';
import { AlertRun, MINUTE, SECOND, START, sample } from './alert-run.ts';

const WINDOW = 5 * MINUTE;

/** By counting: the least value that at least half are not above, and its mirror, without any sorting. */
function countedMedian(values: readonly number[]): number {
  const atMost = (limit: number) => values.filter((value) => value <= limit).length;
  const atLeast = (limit: number) => values.filter((value) => value >= limit).length;
  const lower = Math.min(...values.filter((value) => 2 * atMost(value) >= values.length));
  const upper = Math.max(...values.filter((value) => 2 * atLeast(value) >= values.length));
  return (lower + upper) / 2;
}

describe('the norm', () => {
  it('is median and median absolute deviation, as counting finds them', () => {
    const values = fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 2_000 }), (all, value) => {
        const middle = countedMedian(all);
        const deviation = countedMedian(all.map((each) => Math.abs(each - middle)));
        const spread = Math.max(1.4826 * deviation, 0.05 * middle);
        expect(median(all)).toBe(middle);
        const norm = normOf(all, 0.05);
        if (spread === 0) expect(norm).toBeUndefined();
        else expect(norm && distance(value, norm)).toBeCloseTo((value - middle) / spread, 9);
      }),
    );
  });

  it('is moved by no few wild values, where a mean would be', () => {
    const calm = [10, 11, 9, 10, 12, 8, 10, 11, 9, 10];
    const norm = normOf([...calm, 10_000, 9_000], 0.05);
    expect(norm?.median).toBe(10);
    expect(norm && distance(20, norm)).toBeGreaterThan(3.5);
  });

  it('is kept by hours of the week that begin on Mondays at midnight UTC', () => {
    expect(hourOfWeek(Date.parse('2026-01-05T00:00:00Z'))).toBe(0);
    expect(hourOfWeek(Date.parse('2026-01-11T23:59:59Z'))).toBe(167);
    expect(weekNumber(START + WEEK_MS) - weekNumber(START)).toBe(1);
  });
});

/** The rows of a window, as the pipelines give them. */
function window(run: AlertRun, startMs: number, figures: { revenue?: number; visitors: number; buyers: number }): void {
  const windowStart = new Date(startMs).toISOString();
  const { revenue, visitors, buyers } = figures;
  run.alerts.onRow('traffic', { windowStart, visitors, buyers });
  if (revenue !== undefined) run.alerts.onRow('revenue_total', { windowStart, revenue: revenue.toFixed(4), orders: 1 });
}

/** The same two hours and ten minutes in some weeks, with a little of a spread. */
function history(run: AlertRun, weeks: number): void {
  for (let week = 0; week < weeks; week++) {
    for (let index = 0; index < 26; index++) {
      const startMs = START + week * WEEK_MS + index * WINDOW;
      window(run, startMs, {
        revenue: 1_000 + ((index * 7 + week * 3) % 11) * 10,
        visitors: 500,
        buyers: 20 + ((index + week) % 3),
      });
    }
  }
}

/** Samples second by second, with event time ten seconds behind. */
function watch(run: AlertRun, fromMs: number, toMs: number): void {
  for (let atMs = fromMs; atMs <= toMs; atMs += SECOND) {
    run.alerts.onSample(sample(atMs, { watermarkMs: atMs - 10 * SECOND }));
  }
}

/** The hour after START in a later week, window by window; returns when each alert began, in minutes. */
function hourOf(
  run: AlertRun,
  week: number,
  figures: (index: number) => { revenue?: number; visitors: number; buyers: number },
) {
  const from = START + week * WEEK_MS;
  watch(run, from - MINUTE, from);
  for (let index = 0; index < 12; index++) {
    const startMs = from + index * WINDOW;
    watch(run, startMs + SECOND, startMs + WINDOW + 9 * SECOND);
    window(run, startMs, figures(index));
    watch(run, startMs + WINDOW + 10 * SECOND, startMs + WINDOW + 30 * SECOND);
  }
  return run.shown.map(([name, status]) => `${name} ${status}`);
}

const USUAL = { revenue: 1_050, visitors: 500, buyers: 21 };

describe('revenue and conversion', () => {
  it('that are as usual give no alert', () => {
    const run = new AlertRun();
    history(run, 4);
    expect(hourOf(run, 4, () => USUAL)).toEqual([]);
  });

  it('far below their norm for three windows in a row fire, and are resolved by one as usual', () => {
    const run = new AlertRun();
    history(run, 4);
    const shown = hourOf(run, 4, (index) =>
      index >= 2 && index < 8 ? { revenue: 300, visitors: 500, buyers: 2 } : USUAL,
    );
    expect(shown).toEqual(['RevenueBelowNorm resolved', 'ConversionBelowNorm resolved']);
    const [first] = run.outputs.filter(({ view }) => view === 'alerts');
    expect(first?.key[0]).toBe(START + 4 * WEEK_MS + 5 * WINDOW);
    expect(first?.row?.annotations).toContain('"usual":"1050.00"');
  });

  it('that are out for two windows only do not', () => {
    const run = new AlertRun();
    history(run, 4);
    expect(hourOf(run, 4, (index) => (index === 4 || index === 5 ? { ...USUAL, revenue: 5 } : USUAL))).toEqual([]);
  });

  it('far above their norm fire too', () => {
    const run = new AlertRun();
    history(run, 4);
    expect(hourOf(run, 4, () => ({ ...USUAL, revenue: 4_000 }))).toEqual(['RevenueAboveNorm firing']);
  });

  it('that do not come at all are no revenue: silence is what must be heard first', () => {
    const run = new AlertRun();
    history(run, 4);
    const from = START + 4 * WEEK_MS;
    watch(run, from - MINUTE, from + 20 * MINUTE);
    expect(run.shown).toEqual([['RevenueBelowNorm', 'firing', null]]);
  });

  it('are not judged by fewer weeks than it takes', () => {
    const run = new AlertRun();
    history(run, 2);
    expect(hourOf(run, 2, () => ({ revenue: 0, visitors: 500, buyers: 0 }))).toEqual([]);
  });

  it('are not judged for the time in which nobody measured', () => {
    const run = new AlertRun();
    history(run, 4);
    const from = START + 4 * WEEK_MS;
    watch(run, from - MINUTE, from);
    // The server is down for half an hour, and its clients have kept nothing.
    watch(run, from + 30 * MINUTE, from + 44 * MINUTE);
    expect(run.shown).toEqual([]);
  });

  it('do not compare a window with its own week, nor one hour with another', () => {
    const run = new AlertRun();
    history(run, 4);
    const from = START + 4 * WEEK_MS + 12 * HOUR_MS;
    watch(run, from - MINUTE, from);
    for (let index = 0; index < 8; index++) {
      window(run, from + index * WINDOW, { ...USUAL, revenue: 1 });
      watch(run, from + index * WINDOW, from + (index + 1) * WINDOW + 10 * SECOND);
    }
    expect(run.shown).toEqual([]);
  });

  it('remember no more weeks than the settings say, and each window once', () => {
    const run = new AlertRun();
    history(run, 12);
    history(run, 12);
    const norms = run.tables.save()['alert-norms'] as Record<string, { weeks: [number, number[]][] }>;
    const metrics = ['conversion', 'orders', 'revenue', 'visitors'];
    expect(Object.keys(norms).sort()).toEqual(
      metrics.flatMap((metric) => [12, 13, 14].map((hour) => `${metric} ${hour}`)),
    );
    for (const { weeks } of Object.values(norms)) {
      expect(weeks.length).toBeLessThanOrEqual(9);
      for (const [, values] of weeks) expect(values.length).toBeLessThanOrEqual(12);
    }
  });
});

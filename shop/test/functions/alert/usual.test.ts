import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ALERT_SETTINGS } from '../../../src/functions/alert/alert-settings.ts';
import { normAnswers } from '../../../src/functions/alert/norm-questions.ts';
import type { UsualFigures } from '../../../src/functions/alert/usual.ts';
import { HOUR_MS, hourOfWeek, WEEK_MS } from '../../../src/functions/alert/week-hour.ts';
import { AlertRun, MINUTE, START } from './alert-run.ts';

const WINDOW = 5 * MINUTE;
const DAY_MS = 24 * HOUR_MS;
const SETTINGS = DEFAULT_ALERT_SETTINGS.norm;

interface HourFigures {
  readonly revenue: number;
  readonly orders: number;
  readonly visitors: number;
  readonly buyers: number;
}

/** The twelve windows of an hour, each with a twelfth of the sums, and the hour itself. */
function hour(run: AlertRun, startMs: number, { revenue, orders, visitors, buyers }: HourFigures, windows = 12): void {
  for (let index = 0; index < windows; index++) {
    const windowStart = new Date(startMs + index * WINDOW).toISOString();
    run.alerts.onRow('traffic', { windowStart, visitors, buyers, events: visitors * 30 });
    run.alerts.onRow('revenue_total', { windowStart, revenue: (revenue / 12).toFixed(4), orders: orders / 12 });
  }
  const row = { visitors: visitors * 4, buyers: buyers * 5, windowStart: new Date(startMs).toISOString() };
  run.alerts.onRow('traffic_hours', row);
  run.alerts.onRow('traffic_hours', { ...row, windowStart: new Date(startMs + WINDOW).toISOString(), buyers: 0 });
}

/** What the windows of an hour give only becomes history when both views have come an hour further. */
function pass(run: AlertRun, startMs: number): void {
  hour(run, startMs + HOUR_MS, USUAL);
  hour(run, startMs + 2 * HOUR_MS, USUAL);
}

const USUAL: HourFigures = { revenue: 1_200, orders: 24, visitors: 100, buyers: 10 };

function answers(run: AlertRun) {
  return normAnswers(run.tables, SETTINGS);
}

function at(run: AlertRun, atMs: number): UsualFigures {
  return answers(run).normsNow({ atMs }).hour;
}

function days(run: AlertRun, count: number, fromMs = START): void {
  for (let day = 0; day < count; day++) {
    hour(run, fromMs + day * DAY_MS, { ...USUAL, revenue: 1_200 + day * 120 });
    pass(run, fromMs + day * DAY_MS);
  }
}

describe('what is usual', () => {
  it('is not said of an hour that was seen once', () => {
    const run = new AlertRun();
    days(run, 1);
    expect(Object.values(at(run, START + DAY_MS))).toEqual([null, null, null, null, null, null]);
  });

  it('is that of the same hour of earlier days, while fewer weeks are known than it takes', () => {
    const run = new AlertRun();
    days(run, 3);
    expect(at(run, START + 3 * DAY_MS + 10 * MINUTE)).toEqual({
      revenue: { median: 1_320, spread: expect.closeTo(1.4826 * 120, 6), basis: 'days', known: 3 },
      orders: { median: 24, spread: expect.closeTo(24 * 0.05, 6), basis: 'days', known: 3 },
      averageOrderValue: { median: 55, spread: expect.closeTo(1.4826 * 5, 6), basis: 'days', known: 3 },
      conversion: { median: 0.125, spread: expect.closeTo(0.125 * 0.05, 6), basis: 'days', known: 3 },
      activeShoppers: { median: 100, spread: 5, basis: 'days', known: 3 },
      eventsPerSecond: { median: 10, spread: 0.5, basis: 'days', known: 3 },
    });
    expect(at(run, START + 3 * DAY_MS + 5 * HOUR_MS).revenue).toBeNull();
  });

  it('is that of the same hour of the week as soon as three weeks are known', () => {
    const run = new AlertRun();
    for (let week = 0; week < 3; week++) {
      hour(run, START + week * WEEK_MS, { ...USUAL, revenue: 6_000 });
      pass(run, START + week * WEEK_MS);
      days(run, 5, START + week * WEEK_MS + DAY_MS);
    }
    const { revenue } = at(run, START + 3 * WEEK_MS);
    expect(revenue).toMatchObject({ median: 6_000, basis: 'weeks', known: 3 });
    expect(at(run, START + 2 * WEEK_MS).revenue).toMatchObject({ basis: 'days' });
  });

  it('never rests on the hour that is asked about, nor on one of which half is missing', () => {
    const run = new AlertRun();
    days(run, 2);
    hour(run, START + 2 * DAY_MS, { ...USUAL, revenue: 99_999 });
    pass(run, START + 2 * DAY_MS);
    expect(at(run, START + 2 * DAY_MS).revenue).toMatchObject({ median: 1_260, known: 2 });
    const young = new AlertRun();
    hour(young, START, USUAL, 5);
    pass(young, START);
    days(young, 1, START + DAY_MS);
    expect(at(young, START + 2 * DAY_MS).revenue).toBeNull();
    expect(at(young, START + 2 * DAY_MS).activeShoppers).toMatchObject({ known: 2 });
  });

  it('is mixed for the last sixty minutes from the two hours that are in them', () => {
    const run = new AlertRun();
    for (let day = 0; day < 2; day++) {
      hour(run, START + day * DAY_MS, { ...USUAL, revenue: 600 });
      hour(run, START + day * DAY_MS + HOUR_MS, { ...USUAL, revenue: 1_000, visitors: 200 });
      hour(run, START + day * DAY_MS + 2 * HOUR_MS, USUAL);
      hour(run, START + day * DAY_MS + 3 * HOUR_MS, USUAL);
    }
    const { lastHour } = answers(run).normsNow({ atMs: START + 2 * DAY_MS + HOUR_MS + 15 * MINUTE });
    expect(lastHour.revenue?.median).toBeCloseTo(0.75 * 600 + 0.25 * 1_000, 3);
    expect(lastHour.activeShoppers?.median).toBe(200);
  });

  it('is there for every hour of the week, and the same after a trip through JSON text', () => {
    const run = new AlertRun();
    days(run, 4);
    const atMs = START + 4 * DAY_MS;
    const before = answers(run).normsOfWeek({ atMs });
    expect(before).toHaveLength(168);
    expect(before[hourOfWeek(atMs)]).toEqual(at(run, atMs));
    expect(before.filter(({ revenue }) => revenue !== null).length).toBeGreaterThan(0);
    run.reload();
    expect(answers(run).normsOfWeek({ atMs })).toEqual(before);
  });

  it('is the same in whatever order the views are read, as after a replay', () => {
    const rowsOf = (view: string) => {
      const rows: (readonly [string, ViewRow])[] = [];
      for (let window = 0; window < 5 * 24 * 12; window++) {
        const windowStart = new Date(START + window * WINDOW).toISOString();
        const visits = { visitors: 60 + (window % 7), buyers: window % 5, events: 600 };
        if (view === 'traffic') rows.push([view, { windowStart, ...visits }]);
        else if (window % 3 > 0) rows.push([view, { windowStart, revenue: String(window), orders: 2 }]);
      }
      return rows;
    };
    const history = (rows: readonly (readonly [string, ViewRow])[]) => {
      const run = new AlertRun();
      for (const [view, row] of rows) run.alerts.onRow(view, row);
      return run.tables.save()['alert-norms'];
    };
    const [traffic, revenue] = [rowsOf('traffic'), rowsOf('revenue_total')];
    const inStep = [...traffic, ...revenue].sort(([, a], [, b]) =>
      String(a.windowStart) < String(b.windowStart) ? -1 : 1,
    );
    expect(history([...traffic, ...revenue])).toEqual(history(inStep));
    expect(history([...revenue, ...traffic])).toEqual(history(inStep));
  });

  it('counts an hour once, however often it is told', () => {
    const run = new AlertRun();
    days(run, 3);
    const before = at(run, START + 3 * DAY_MS);
    days(run, 3);
    expect(at(run, START + 3 * DAY_MS)).toEqual(before);
  });

  it('is zero, not unknown, where nothing was ever sold', () => {
    const run = new AlertRun();
    for (let day = 0; day < 3; day++) {
      hour(run, START + day * DAY_MS, { ...USUAL, revenue: 0, orders: 0 });
      pass(run, START + day * DAY_MS);
    }
    const { revenue, averageOrderValue } = at(run, START + 3 * DAY_MS);
    expect(revenue).toEqual({ median: 0, spread: 0, basis: 'days', known: 3 });
    expect(averageOrderValue).toBeNull();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { niceCeiling } from '../src/charts/chart-axis.ts';
import { sparklinePoints } from '../src/charts/sparkline-points.ts';
import { formatDuration, formatGrowth } from '../src/figures/format.ts';
import { moneyNumber, parseMoney, sumMoney } from '../src/figures/money.ts';
import { tableNamed } from '../src/live/live-state.ts';
import { alignedCurves } from '../src/pages/now/aligned-curves.ts';
import { lastOrders } from '../src/pages/now/last-orders.ts';
import { normOfPart, standingOf } from '../src/pages/now/norms.ts';
import { presentTraffic } from '../src/pages/now/present-traffic.ts';
import { topProducts } from '../src/pages/now/top-products.ts';
import { conversion } from '../src/pages/now/traffic.ts';
import { presentCurve } from '../src/pages/now/window-curve.ts';
import { presentWindow, salesBetween, windowSeries, windowTotals } from '../src/pages/now/window-totals.ts';
import { iso, NOON, opsAt, snapshotOf, stateAfter, WINDOW_MS, windowEntry } from './messages.ts';

const total = (startMs: number, revenue: string | null, orders: number) => windowEntry(startMs, { revenue, orders });

describe('money', () => {
  it('sums exactly, where floating point would not', () => {
    expect(moneyNumber(sumMoney(Array.from({ length: 10_000 }, () => parseMoney('0.1'))))).toBe(1_000);
    expect(parseMoney('12.3456')).toBe(123_456n);
    expect(parseMoney('-0.5')).toBe(-5_000n);
    expect(parseMoney(null)).toBe(0n);
  });

  it('reads every decimal of four places as it is', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), (units) => {
        const digits = String(units).padStart(5, '0');
        expect(parseMoney(`${digits.slice(0, -4)}.${digits.slice(-4)}`)).toBe(units);
      }),
    );
  });
});

describe('sales', () => {
  const state = stateAfter(
    snapshotOf('revenue_total', [
      total(NOON, '30.00', 2),
      total(NOON - 2 * WINDOW_MS, '10.50', 1),
      total(NOON - 20 * WINDOW_MS, null, 1),
    ]),
  );
  const totals = windowTotals(state);

  it('adds up windows from the first to before the last', () => {
    expect(salesBetween(totals, NOON - 2 * WINDOW_MS, NOON + WINDOW_MS)).toEqual({
      revenue: 40.5,
      orders: 3,
      averageOrderValue: 13.5,
    });
    expect(salesBetween(totals, NOON - 2 * WINDOW_MS, NOON).orders).toBe(1);
    expect(salesBetween(totals, NOON + WINDOW_MS, NOON + 2 * WINDOW_MS).averageOrderValue).toBeNull();
  });

  it('has a value for every window, sold or not', () => {
    expect(windowSeries(totals, NOON, 3).map((bar) => bar.revenue)).toEqual([10.5, 0, 30]);
  });

  it('knows a present window in which people came and nobody bought', () => {
    const quiet = stateAfter(
      snapshotOf('revenue_total', [total(NOON, '1', 1)]),
      snapshotOf('traffic', [windowEntry(NOON + WINDOW_MS, { visitors: 3, buyers: 0 })]),
    );
    expect(presentWindow(quiet)).toBe(NOON + WINDOW_MS);
    expect(presentWindow(stateAfter())).toBeNull();
  });
});

describe("the window's curve", () => {
  const step = (second: number, revenue: string) => ({
    key: [NOON, NOON + second * 1_000],
    row: { windowStart: iso(NOON), windowEnd: iso(NOON + second * 1_000), revenue },
    final: true,
  });
  const steps = snapshotOf('revenue_live', [step(5, '20'), step(2, '10')]);

  it('begins at zero, goes through the steps and ends with what is counted now', () => {
    const state = stateAfter(steps, opsAt(NOON + 12_000));
    expect(presentCurve(state, NOON, 25)).toEqual([
      { second: 0, revenue: 0 },
      { second: 2, revenue: 10 },
      { second: 5, revenue: 20 },
      { second: 12, revenue: 25 },
    ]);
  });

  it('stays within the window when the clock is elsewhere, as in a replay', () => {
    expect(presentCurve(stateAfter(steps, opsAt(NOON - 1_000)), NOON, 25).at(-1)?.second).toBe(5);
    expect(presentCurve(stateAfter(steps, opsAt(NOON + 9_000_000)), NOON, 25).at(-1)?.second).toBe(300);
  });

  it('shares an axis with the one before, without inventing what has not happened', () => {
    const present = [
      { second: 0, revenue: 0 },
      { second: 2, revenue: 4 },
    ];
    const previous = [
      { second: 0, revenue: 0 },
      { second: 1, revenue: 3 },
      { second: 3, revenue: 9 },
    ];
    expect(alignedCurves(present, previous)).toEqual([
      [0, 1, 2, 3],
      [0, 3, 3, 9],
      [0, 0, 4, null],
    ]);
  });
});

describe('lists', () => {
  it('ranks products over all categories by score, equal ones by name', () => {
    const product = (productId: string, category: string, place: number, score: number) =>
      windowEntry(NOON, { productId, category, place, score }, [category, place]);
    const entries = [product('b', 'toys', 1, 9), product('c', 'toys', 2, 3), product('a', 'books', 1, 9)];
    const state = stateAfter(snapshotOf('trending_now', entries));
    expect(topProducts(state, '', 2).map((item) => item.productId)).toEqual(['a', 'b']);
    expect(topProducts(state, 'toys', 9).map((item) => item.productId)).toEqual(['b', 'c']);
  });

  it('shows orders as they came, newest first, whatever time they carry', () => {
    const order = (eventId: string, atMs: number) => ({
      key: [atMs, eventId],
      row: {
        eventId,
        orderId: 'o',
        orderedAt: iso(atMs),
        amount: '1.50',
        category: 'books',
        quantity: 1,
        productId: null,
      },
      final: true,
    });
    const state = stateAfter(snapshotOf('orders', [order('first', NOON + 9_000), order('second', NOON)]));
    const orders = lastOrders(tableNamed(state, 'orders'), '', 8);
    expect(lastOrders(tableNamed(state, 'orders'), 'toys', 8)).toEqual([]);
    expect(orders.map((line) => [line.eventId, line.amount])).toEqual([
      ['second', 1.5],
      ['first', 1.5],
    ]);
  });
});

describe('who is here and who buys', () => {
  const visits = (view: string, startMs: number, lengthMs: number, visitors: number, buyers: number) =>
    snapshotOf(view, [
      {
        key: [startMs],
        row: { windowStart: iso(startMs), windowEnd: iso(startMs + lengthMs), visitors, buyers, events: visitors * 30 },
        final: true,
      },
    ]);
  const nowMs = NOON + 60_000;
  const window = visits('traffic', NOON, WINDOW_MS, 60, 3);

  it('is told of this window until five minutes and an hour have been counted', () => {
    const traffic = presentTraffic(stateAfter(window), nowMs);
    expect(traffic).toMatchObject({
      activeShoppers: 60,
      eventsPerSecond: null,
      conversion: 0.05,
      conversionToMs: null,
    });
  });

  it('is told of the last five minutes and the last hour as soon as they are known', () => {
    const five = visits('traffic_now', nowMs - WINDOW_MS - 20_000, WINDOW_MS, 90, 0);
    const hour = visits('traffic_hours', NOON - 12 * WINDOW_MS, 12 * WINDOW_MS, 500, 20);
    const traffic = presentTraffic(stateAfter(window, five, hour), nowMs);
    expect(traffic).toMatchObject({ activeShoppers: 90, eventsPerSecond: 9, conversion: 0.04, conversionToMs: NOON });
  });

  it('is not told of a time that is over', () => {
    const hour = visits('traffic_hours', NOON - 30 * WINDOW_MS, 12 * WINDOW_MS, 500, 20);
    const traffic = presentTraffic(stateAfter(hour), nowMs);
    expect(traffic).toMatchObject({ activeShoppers: null, conversion: null, conversionToMs: null });
    expect(conversion({ visitors: 0, buyers: 0 })).toBeNull();
  });
});

describe('a figure beside its norm', () => {
  const norm = { median: 100, spread: 10, low: 80, high: 120, basis: 'days', known: 3 } as const;

  it('is usual within the band, ends included', () => {
    expect([79.9, 80, 120, 120.1].map((value) => standingOf(value, norm))).toEqual([
      'below',
      'usual',
      'usual',
      'above',
    ]);
  });

  it('is held against as much of the hour as is over', () => {
    expect(normOfPart(norm, 0.5)).toMatchObject({ median: 50, low: 40, high: 60, known: 3 });
  });
});

describe('drawing', () => {
  it('gives an axis a round end with a little room', () => {
    expect([0, 1, 9.4, 29_000, 96, 950].map(niceCeiling)).toEqual([1, 1.5, 10, 40_000, 150, 1_000]);
    fc.assert(fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => niceCeiling(value) > value));
  });

  it('keeps a sparkline in its box and the highest value on top', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })), { minLength: 2 }), (values) => {
        const points = sparklinePoints(values);
        expect(points).toHaveLength(values.filter((value) => value !== null).length);
        for (const [x, y] of points) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(100.001);
          expect(y).toBeGreaterThanOrEqual(3);
          expect(y).toBeLessThanOrEqual(29);
        }
      }),
    );
    expect(sparklinePoints([1, 4, 2])[1]?.[1]).toBe(3);
  });

  it('says durations and growth in the unit that reads best', () => {
    expect([8.4, 1_400, 180_000].map(formatDuration)).toEqual(['8 ms', '1.4 sec', '3 min']);
    expect([0.124, 11.4].map(formatGrowth)).toEqual(['12.4%', '12.4×']);
  });
});

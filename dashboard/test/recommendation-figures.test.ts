/** What is drawn of recommendations: hours without anything stand, shares of nothing do not, sums add up. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figureCurves, MOST_CURVES } from '../src/pages/recommendations/figure-curves.ts';
import type { History } from '../src/pages/recommendations/recommendation-list.ts';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-01-05T12:00:00Z');

function historyOf(items: History['items'], hours = 3): History {
  const placements = [...new Set(items.map(({ placement }) => placement))];
  const totals = placements.map((placement) => ({
    ...{ placement, kind: 'similar', impressions: 1, clicks: 0, purchases: 0, revenue: '0.00' },
    ...{ clickThroughRate: null, conversionRate: null },
  }));
  const [from, to] = [START, START + hours * HOUR_MS].map((ms) => new Date(ms).toISOString());
  return { by: 'hour', from: from ?? '', to: to ?? '', items, totals };
}

function item(hour: number, placement: string, counts: Partial<History['items'][number]> = {}) {
  const start = new Date(START + hour * HOUR_MS).toISOString();
  return { start, placement, kind: 'similar', impressions: 0, clicks: 0, purchases: 0, revenue: '0.00', ...counts };
}

describe('curves by placement', () => {
  it('have a point for each hour, nothing or not, and add the kinds of a placement up', () => {
    const items = [
      item(0, 'cart', { impressions: 4 }),
      item(2, 'cart', { impressions: 2 }),
      item(2, 'cart', { impressions: 3, kind: 'trending' }),
    ];
    expect(figureCurves(historyOf(items), 'impressions', HOUR_MS)).toEqual({
      starts: [START, START + HOUR_MS, START + 2 * HOUR_MS],
      curves: [{ name: 'cart', values: [4, 0, 5] }],
      leftOut: 0,
    });
  });

  it('have no share where there is nothing to be a share of', () => {
    const items = [item(0, 'cart', { impressions: 4, clicks: 1 }), item(1, 'cart', { clicks: 2, purchases: 1 })];
    const valuesOf = (figure: 'clickThrough' | 'conversion') =>
      figureCurves(historyOf(items), figure, HOUR_MS).curves[0]?.values;
    expect(valuesOf('clickThrough')).toEqual([0.25, null, null]);
    expect(valuesOf('conversion')).toEqual([0, 0.5, null]);
  });

  it('are as many as there are colours, the rest is counted, and all of what is drawn is there', () => {
    const some = fc.array(fc.record({ hour: fc.nat(2), place: fc.nat(9), impressions: fc.nat(50) }), { maxLength: 40 });
    fc.assert(
      fc.property(some, (counts) => {
        const items = counts.map(({ hour, place, impressions }) => item(hour, `place ${place}`, { impressions }));
        const { curves, leftOut } = figureCurves(historyOf(items), 'impressions', HOUR_MS);
        const places = [...new Set(items.map(({ placement }) => placement))];
        expect([curves.length, leftOut]).toEqual([
          Math.min(MOST_CURVES, places.length),
          Math.max(0, places.length - MOST_CURVES),
        ]);
        for (const { name, values } of curves) {
          const sum = items
            .filter(({ placement }) => placement === name)
            .reduce((all, { impressions }) => all + impressions, 0);
          expect(values.reduce((all: number, value) => all + (value ?? 0), 0)).toBe(sum);
        }
      }),
    );
  });
});

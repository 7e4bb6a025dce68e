/** The past of figures: what was noted stands at its time, gaps stay gaps, and nothing grows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FigureHistory, RANGES } from '../../src/operations/figure-history.ts';
import { RecentFigures } from '../../src/operations/recent-figures.ts';

const { stepMs, steps } = RANGES.hour;
const NOON_MS = Date.parse('2026-01-05T12:00:00Z');
const everything = () => true;

describe('a history', () => {
  it('shows what was noted in the steps of its range, and nulls between, whatever the pauses', () => {
    const note = fc.record({ pause: fc.integer({ min: 0, max: steps + 20 }), value: fc.nat() });
    fc.assert(
      fc.property(fc.array(note, { minLength: 1, maxLength: 30 }), (notes) => {
        const history = new FigureHistory('hour');
        const expected = new Map<number, number>();
        let step = Math.floor(NOON_MS / stepMs);
        for (const { pause, value } of notes) {
          step += pause;
          history.note(step * stepMs + 17, { 'a.b': value });
          expected.set(step, value);
        }
        const { series, endsAt, stepSeconds } = history.page(everything);
        expect([endsAt, stepSeconds]).toEqual([new Date(step * stepMs).toISOString(), 5]);
        const wanted = Array.from({ length: steps }, (_, index) => expected.get(step - steps + 1 + index) ?? null);
        expect(series['a.b']).toEqual(wanted.map((value) => (value === null ? null : Number(value.toPrecision(6)))));
      }),
      { numRuns: 50 },
    );
  });

  it('keeps what it has when the clock is set back', () => {
    const history = new FigureHistory('hour');
    history.note(NOON_MS, { a: 1 });
    history.note(NOON_MS - 60_000, { a: 2 });
    expect(history.page(everything).series.a?.filter((value) => value !== null)).toEqual([1]);
    expect(history.isDue(NOON_MS)).toBe(false);
    expect(history.isDue(NOON_MS + stepMs)).toBe(true);
  });

  it('gives the names that are asked for, and takes no more than it has room for', () => {
    const history = new FigureHistory('day');
    history.note(NOON_MS, Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`n.${index}`, index])));
    expect(Object.keys(history.page((name) => name === 'n.7').series)).toEqual(['n.7']);
    expect(Object.keys(history.page(everything).series)).toHaveLength(400);
  });

  it('knows its oldest value', () => {
    const history = new FigureHistory('hour');
    history.note(NOON_MS, { a: 5 });
    expect(history.oldest('a')).toBeUndefined();
    history.note(NOON_MS + 10 * stepMs, { a: 6, b: 1 });
    expect(history.oldest('a')).toEqual({ value: 5, ageMs: 10 * stepMs });
    expect(history.oldest('c')).toBeUndefined();
  });
});

describe('recent figures', () => {
  it('tell the growth since the look that the window begins with', () => {
    const recent = new RecentFigures(10_000);
    expect(recent.growth()).toBeUndefined();
    for (let second = 0; second <= 60; second += 1) recent.look(second * 1_000, Float64Array.of(second * second));
    expect(recent.growth()).toEqual({ seconds: 10, figures: Float64Array.of(3_600 - 2_500) });
    expect(recent.growth(1_000)).toEqual({ seconds: 1, figures: Float64Array.of(3_600 - 59 * 59) });
  });

  it('tell of no growth where no time has passed', () => {
    const recent = new RecentFigures(10_000);
    recent.look(1_000, Float64Array.of(1));
    recent.look(1_000, Float64Array.of(5));
    expect(recent.growth()).toBeUndefined();
  });

  it('begin anew with a worker that counts anew', () => {
    const recent = new RecentFigures(10_000);
    recent.look(0, Float64Array.of(5, 100));
    recent.look(1_000, Float64Array.of(6, 3));
    expect(recent.growth()).toBeUndefined();
    recent.look(2_000, Float64Array.of(8, 3));
    expect(recent.growth()).toEqual({ seconds: 1, figures: Float64Array.of(2, 0) });
    recent.look(3_000, Float64Array.of(8));
    expect(recent.growth()).toBeUndefined();
  });
});

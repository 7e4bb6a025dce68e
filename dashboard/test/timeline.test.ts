/** What the page Now makes of the server's sums of closed windows and of the windows that it hears of live. */
import { describe, expect, it } from 'vitest';
import { type AnsweredStep, categorySums, type TimelineAnswer, timelineWithLive } from '../src/pages/now/timeline.ts';
import { windowTakings } from '../src/pages/now/window-takings.ts';
import { iso, NOON, snapshotOf, stateAfter, WINDOW_MS, windowEntry } from './messages.ts';

describe('revenue over a range', () => {
  const nothing = { orders: 0, cancelledOrders: 0, late: '0.00', lateLines: 0, takenBack: '0.00', takenBackLines: 0 };
  const step = (startMs: number, stands: string, byCategory: readonly string[]): AnsweredStep => ({
    ...nothing,
    ...{ start: iso(startMs), stands, byCategory, cancelled: '0.00' },
  });
  const answer = (more: Partial<TimelineAnswer> = {}): TimelineAnswer => ({
    from: iso(NOON - WINDOW_MS),
    to: iso(NOON + WINDOW_MS),
    stepMinutes: 5,
    categories: ['books', 'toys'],
    allCategories: ['books', 'toys'],
    closedTo: iso(NOON),
    steps: [step(NOON - WINDOW_MS, '30.00', ['20.00', '10.00']), step(NOON, '0.00', ['0.00', '0.00'])],
    total: { ...nothing, stands: '30.00', orders: 2, cancelled: '0.00' },
    ...more,
  });
  const sold = (startMs: number, category: string, revenue: string) =>
    windowEntry(startMs, { category, revenue, orders: 1 }, [category], false);
  const live = (...entries: ReturnType<typeof sold>[]) =>
    stateAfter(
      snapshotOf('revenue', entries),
      snapshotOf('revenue_total', [windowEntry(NOON, { revenue: '7', orders: 1 })]),
    );

  it('adds the windows that the answer has left out, and none that is in it', () => {
    const state = live(sold(NOON - WINDOW_MS, 'books', '20.00'), sold(NOON, 'books', '0.1'), sold(NOON, 'toys', '0.2'));
    const { steps, total: sums, categories } = timelineWithLive(answer(), windowTakings(state, ''));
    expect(categories).toEqual(['books', 'toys']);
    expect(steps.map(({ stands, byCategory }) => [stands, byCategory])).toEqual([
      [30, [20, 10]],
      [0.3, [0.1, 0.2]],
    ]);
    expect(sums).toMatchObject({ stands: 30.3, orders: 3, averageOrderValue: 10.1 });
  });

  it('goes on into the next step, and names a new category while there is room', () => {
    const state = live(sold(NOON + 2 * WINDOW_MS, 'art', '5.00'));
    const { steps, categories } = timelineWithLive(answer(), windowTakings(state, ''));
    expect(categories).toEqual(['books', 'toys', 'art']);
    expect(steps.map(({ startMs, byCategory }) => [startMs, byCategory])).toEqual([
      [NOON - WINDOW_MS, [20, 10, 0]],
      [NOON, [0, 0, 0]],
      [NOON + WINDOW_MS, [0, 0, 0]],
      [NOON + 2 * WINDOW_MS, [0, 0, 5]],
    ]);
    const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => sold(NOON, name, '1'));
    const { categories: named, steps: full } = timelineWithLive(answer(), windowTakings(live(...many), ''));
    expect(named).toEqual(['books', 'toys', 'a', 'b', 'c', 'd', 'e', null]);
    expect(full[1]?.byCategory.at(-1)).toBe(2);
  });

  it('names those first that sell most, while no window has closed yet', () => {
    const takings = [3, 9, 1, 5, 7, 2, 8, 4, 6].map((amount) =>
      sold(NOON, 'abcdefghi'.charAt(amount - 1), `${amount}.50`),
    );
    const young = answer({ categories: [], closedTo: iso(NOON - WINDOW_MS), steps: [] });
    const timeline = timelineWithLive(young, windowTakings(live(...takings), ''));
    expect(timeline.categories).toEqual(['i', 'h', 'g', 'f', 'e', 'd', 'c', null]);
    expect(categorySums(timeline).at(-1)).toEqual({ category: null, revenue: 4 });
  });

  it('ranks categories by what they have sold with the windows that still count, and the others last', () => {
    const state = live(sold(NOON, 'toys', '15.00'), sold(NOON, 'art', '22.00'));
    expect(categorySums(timelineWithLive(answer(), windowTakings(state, '')))).toEqual([
      { category: 'toys', revenue: 25 },
      { category: 'art', revenue: 22 },
      { category: 'books', revenue: 20 },
    ]);
  });

  it('keeps to a chosen end, and to a chosen category with its own orders', () => {
    const state = live(sold(NOON, 'books', '1'), sold(NOON, 'toys', '2'), sold(NOON + WINDOW_MS, 'toys', '4'));
    const { total: sums } = timelineWithLive(answer(), windowTakings(state, 'toys'), NOON + WINDOW_MS);
    expect(sums).toMatchObject({ stands: 32, orders: 3 });
  });

  it('takes what was taken back from the average of what was bought, not from what stands', () => {
    const lossy = answer({
      total: { ...nothing, stands: '20.00', orders: 2, cancelled: '5.00', takenBack: '-10.00', takenBackLines: 1 },
    });
    const { total: sums } = timelineWithLive(lossy, []);
    expect(sums).toMatchObject({ stands: 20, averageOrderValue: 15, takenBack: -10, cancelled: 5 });
  });
});

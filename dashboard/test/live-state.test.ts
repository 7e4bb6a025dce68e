import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INITIAL_STATE, reduce, tableNamed } from '../src/live/live-state.ts';
import type { Change, FeedMessage } from '../src/live/messages.ts';
import { changesOf, NOON, opsAt, snapshotOf, stateAfter, WINDOW_MS, windowEntry } from './messages.ts';

const total = (startMs: number, revenue: string, final = true) =>
  windowEntry(startMs, { revenue, orders: 1 }, [], final);

function revenues(state: ReturnType<typeof stateAfter>): readonly unknown[] {
  return [...tableNamed(state, 'revenue_total').values()].map((entry) => entry.row.revenue);
}

describe('the live state', () => {
  it('replaces a row by its key and keeps the others', () => {
    const state = stateAfter(
      snapshotOf('revenue_total', [total(NOON - WINDOW_MS, '5'), total(NOON, '1', false)]),
      changesOf('revenue_total', [total(NOON, '2', false), total(NOON, '3')]),
    );
    expect(revenues(state)).toEqual(['5', '3']);
  });

  it('forgets a row that has left the view', () => {
    const state = stateAfter(
      snapshotOf('revenue_total', [total(NOON, '1')]),
      changesOf('revenue_total', [total(NOON, '1')], true),
    );
    expect(revenues(state)).toEqual([]);
  });

  it('begins a view again after a reset', () => {
    const state = stateAfter(
      snapshotOf('revenue_total', [total(NOON - WINDOW_MS, '1')]),
      { kind: 'reset', view: 'revenue_total' },
      snapshotOf('revenue_total', [total(NOON, '2')]),
    );
    expect(revenues(state)).toEqual(['2']);
  });

  it('keeps a day of windows, an hour of categories and thirty orders, however many come', () => {
    const windows = Array.from({ length: 600 }, (_, index) => total(NOON + index * WINDOW_MS, '1'));
    const categories = windows.map(({ key, row }) => ({ key: [...key, 'books'], row, final: true }));
    const orders = windows.map(({ row }, index) => ({ key: [index, `e${index}`], row, final: true }));
    const state = stateAfter(
      changesOf('revenue_total', windows),
      changesOf('revenue', categories),
      changesOf('orders', orders),
    );
    expect(tableNamed(state, 'revenue_total').size).toBe(24 * 12 + 1);
    expect(tableNamed(state, 'revenue').size).toBe(13);
    expect([...tableNamed(state, 'orders').keys()].at(-1)).toBe('[599,"e599"]');
    expect(tableNamed(state, 'orders').size).toBe(30);
  });

  it('shows only the ranking of the newest window', () => {
    const place = (startMs: number, productId: string) => windowEntry(startMs, { place: 1, productId }, [1]);
    const state = stateAfter(
      snapshotOf('trending_now', [place(NOON, 'old')]),
      changesOf('trending_now', [place(NOON + 10_000, 'new')]),
    );
    expect([...tableNamed(state, 'trending_now').values()].map((entry) => entry.row.productId)).toEqual(['new']);
  });

  it('remembers a minute of event rates', () => {
    const messages = Array.from({ length: 200 }, (_, index) => opsAt(NOON + index * 500, index));
    const state = stateAfter(...messages);
    expect(state.eventRates).toHaveLength(120);
    expect(state.eventRates.at(-1)).toBe(199);
    expect(state.ops?.eventsPerSecond).toBe(199);
  });

  it('is the same object when the connection says what it said before', () => {
    const live = stateAfter({ kind: 'connection', state: 'live' });
    expect(reduce(live, { kind: 'connection', state: 'live' })).toBe(live);
    expect(reduce(live, { kind: 'connection', state: 'reconnecting' }).connection).toBe('reconnecting');
  });

  it('ends the same however the changes are cut into messages, and leaves earlier states alone', () => {
    const change = fc.record({ window: fc.integer({ min: 0, max: 5 }), revenue: fc.nat(), deleted: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (steps, size) => {
        const changes: Change[] = steps.map(({ window, revenue, deleted }, index) => ({
          ...total(NOON + window * WINDOW_MS, String(revenue)),
          number: index + 1,
          deleted,
        }));
        const cut: FeedMessage[] = [];
        for (let start = 0; start < changes.length; start += size) {
          cut.push({ kind: 'changes', view: 'revenue_total', changes: changes.slice(start, start + size) });
        }
        const whole: FeedMessage = { kind: 'changes', view: 'revenue_total', changes };
        expect(tableNamed(stateAfter(...cut), 'revenue_total')).toEqual(
          tableNamed(stateAfter(...(changes.length === 0 ? [] : [whole])), 'revenue_total'),
        );
        expect(INITIAL_STATE.views).toEqual({});
      }),
    );
  });
});

/** What lists of recommendations brought about is counted once, and only for lists that there can have been. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIST_KINDS, type ListKind, listId, readListId } from '../../../src/functions/recommend/list-id.ts';
import type { ShopEvent } from '../../../src/functions/shop-event.ts';
import { START_MS } from '../make-event.ts';
import { openRecommendations } from './open-recommendations.ts';

const HOUR_MS = 3_600_000;

function of(id: string, event: Partial<ShopEvent>): Partial<ShopEvent> {
  return { anonymousId: 'ann', productId: 'p-1', properties: JSON.stringify({ recommendationId: id }), ...event };
}

function shown(id: string): Partial<ShopEvent> {
  return of(id, { eventType: 'recommendation_shown', productId: null });
}

function at(receivedMs: number, event: Partial<ShopEvent>): Partial<ShopEvent> {
  return { ...event, receivedMs, timestampMs: receivedMs };
}

const LIST = listId('similar', START_MS, 'abc');
const purchase = { anonymousId: 'ann', productId: 'p-1', eventType: 'purchase', orderId: 'o-1' } as const;

function countsAfter(...events: readonly Partial<ShopEvent>[]): readonly number[] {
  const { recommendations, send } = openRecommendations();
  send(...events);
  const { impressions, clicks, purchases } = recommendations.credits('similar');
  return [impressions, clicks, purchases];
}

describe('an id of a list', () => {
  it('says which kind of list it names and when it was made', () => {
    const salt = fc.stringMatching(/^[0-9a-z]{1,13}$/);
    fc.assert(
      fc.property(fc.constantFrom(...LIST_KINDS), fc.nat(), salt, (kind: ListKind, madeMs, salt) => {
        expect(readListId(listId(kind, madeMs, salt))).toEqual({ kind, madeMs });
      }),
    );
  });

  it('is refused with any letter changed, and so is any other text', () => {
    const place = fc.nat({ max: LIST.length - 1 });
    fc.assert(
      fc.property(place, fc.constantFrom(...'0123456789abcxyz.-'), (index, letter) => {
        const changed = LIST.slice(0, index) + letter + LIST.slice(index + 1);
        expect(readListId(changed) === undefined).toBe(changed !== LIST);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => readListId(text) === undefined));
  });
});

describe('a list', () => {
  it('is shown once, clicked once for each product, and bought from', () => {
    const click = of(LIST, { eventType: 'product_click' });
    const other = of(LIST, { eventType: 'product_click', productId: 'p-2' });
    expect(countsAfter(shown(LIST), shown(LIST), click, click, other, purchase, purchase)).toEqual([1, 2, 1]);
  });

  it('is credited with a purchase within 24 hours of the click, and no later', () => {
    const click = of(LIST, { eventType: 'page_view' });
    expect(countsAfter(click, at(START_MS + 23 * HOUR_MS, purchase))).toEqual([0, 1, 1]);
    expect(countsAfter(click, at(START_MS + 25 * HOUR_MS, purchase))).toEqual([0, 1, 0]);
  });

  it('is not credited with what others buy, or with orders whose payment failed', () => {
    const click = of(LIST, {});
    expect(countsAfter(click, { ...purchase, anonymousId: 'bob' })).toEqual([0, 1, 0]);
    expect(countsAfter(click, { ...purchase, status: 'failed' })).toEqual([0, 1, 0]);
  });

  it('that a purchase names is credited with a click, too', () => {
    expect(countsAfter(of(LIST, purchase))).toEqual([0, 1, 1]);
  });

  it('stays with a visitor who signs in between click and purchase', () => {
    const signIn = { anonymousId: 'ann', userId: 'u-1', eventType: 'identify' } as const;
    const bought = { ...purchase, anonymousId: null, userId: 'u-1' };
    expect(countsAfter(of(LIST, {}), signIn, bought)).toEqual([0, 1, 1]);
  });

  it('that nobody made, that is a day old or that is of tomorrow credits nothing', () => {
    const old = listId('similar', START_MS - 25 * HOUR_MS, 'abc');
    const ahead = listId('similar', START_MS + HOUR_MS, 'abc');
    for (const id of [`${LIST}0`, 'similar.1.abc.2', old, ahead]) {
      expect(countsAfter(shown(id), of(id, {}), of(id, purchase))).toEqual([0, 0, 0]);
    }
  });

  it('is not looked at by machines', () => {
    const properties = JSON.stringify({ recommendationId: LIST, userAgent: 'Googlebot/2.1' });
    expect(countsAfter({ ...shown(LIST), properties }, of(LIST, { properties }))).toEqual([0, 0, 0]);
  });

  it('writes its kind into the view of statistics', () => {
    const { outputs, send } = openRecommendations();
    send(shown(LIST), of(LIST, {}));
    expect(outputs.findLast(({ view }) => view === 'recommendation_stats')).toEqual({
      view: 'recommendation_stats',
      key: ['similar'],
      row: { kind: 'similar', impressions: 1, clicks: 1, purchases: 0 },
    });
  });
});

describe('what lists brought about by place and time', () => {
  /** The rows of a view as they stand in the end: place, impressions, clicks, purchases, revenue, by their start. */
  function rowsAfter(view: string, ...events: readonly Partial<ShopEvent>[]): readonly (readonly unknown[])[] {
    const { outputs, send } = openRecommendations();
    send(...events);
    const rows = new Map(outputs.filter((output) => output.view === view).map(({ key, row }) => [key.join(), row]));
    return [...rows.values()].map((row) => [
      row?.start,
      row?.placement,
      row?.impressions,
      row?.clicks,
      row?.purchases,
      row?.revenue,
    ]);
  }
  const placed = (event: Partial<ShopEvent>, placement: unknown) => ({
    ...event,
    properties: JSON.stringify({ recommendationId: LIST, placement }),
  });
  const day = '2026-01-01T00:00:00.000Z';

  it('is the place that its first event names, for all that follows', () => {
    const worth = { ...purchase, priceTenThousandths: 125_000, quantity: 2 };
    const rows = rowsAfter('recommendation_days', placed(shown(LIST), 'cart page'), of(LIST, {}), worth);
    expect(rows).toEqual([[day, 'cart page', 1, 1, 1, '25.00']]);
  });

  it.each([
    ['a word that is none', 7],
    ['an empty one', ' '],
    ['none at all', undefined],
  ])('is its kind with %s', (_what, placement) => {
    expect(rowsAfter('recommendation_days', placed(shown(LIST), placement))).toEqual([
      [day, 'similar', 1, 0, 0, '0.00'],
    ]);
  });

  it('counts in the hour and on the day on which it happens', () => {
    const events = [shown(LIST), at(START_MS + HOUR_MS, of(LIST, {})), at(START_MS + 2 * HOUR_MS, purchase)];
    expect(rowsAfter('recommendation_hours', ...events)).toEqual([
      ['2026-01-01T00:00:00.000Z', 'similar', 1, 0, 0, '0.00'],
      ['2026-01-01T01:00:00.000Z', 'similar', 0, 1, 0, '0.00'],
      ['2026-01-01T02:00:00.000Z', 'similar', 0, 0, 1, '0.00'],
    ]);
    expect(rowsAfter('recommendation_days', ...events)).toEqual([[day, 'similar', 1, 1, 1, '0.00']]);
  });

  it('adds up to the counts by kind, whatever places there are, and keeps a bounded number of them', () => {
    const { outputs, recommendations, tables, send } = openRecommendations();
    for (let number = 0; number < 250; number++) {
      const id = listId('similar', START_MS, `s${number}`);
      const properties = JSON.stringify({ recommendationId: id, placement: `place ${number % 130}` });
      send({ ...shown(id), anonymousId: `visitor-${number}`, properties });
    }
    const days = new Map(
      outputs.filter(({ view }) => view === 'recommendation_days').map(({ key, row }) => [key.join(), row]),
    );
    const sum = [...days.values()].reduce((total, row) => total + Number(row?.impressions), 0);
    expect([sum, recommendations.credits('similar').impressions]).toEqual([250, 250]);
    expect(days.size).toBe(101);
    expect(days.get(`${Date.parse(day)},other,similar`)?.impressions).toBe(50);
    expect(Object.keys(tables.save()['recommend-days'] ?? {})).toHaveLength(101);
  });
});

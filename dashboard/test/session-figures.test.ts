/** The figures of the sessions page: ways through the shop as flow chart and rows, and events in words. */
import { describe, expect, it } from 'vitest';
import type { Paths, VisitorEvent } from '../src/pages/sessions/answers.ts';
import { openScope } from '../src/pages/sessions/open-scope.ts';
import { placePaths } from '../src/pages/sessions/path-layout.ts';
import { pathRows } from '../src/pages/sessions/path-rows.ts';
import { doneWords, subjectOf, visitorPath } from '../src/pages/sessions/words.ts';

const PATHS: Paths = {
  from: '2026-01-15T10:00:00.000Z',
  to: '2026-01-15T11:00:00.000Z',
  visits: 10,
  nodes: [
    { step: 1, stage: 'page', visits: 8, ended: 2 },
    { step: 1, stage: 'search', visits: 2, ended: 0 },
    { step: 2, stage: 'product', visits: 8, ended: 5 },
  ],
  links: [
    { step: 1, from: 'page', to: 'product', visits: 6 },
    { step: 1, from: 'search', to: 'product', visits: 2 },
  ],
};

describe('the flow chart', () => {
  it('has every stage in the column of its step, and visits that go no further as a stream of their own', () => {
    const { stages, streams } = placePaths(PATHS);
    const columns = Map.groupBy(stages, ({ x }) => Math.round(x));
    expect(columns.size).toBe(2);
    for (const column of columns.values()) expect(new Set(column.map(({ step }) => step)).size).toBe(1);
    expect(stages.find(({ stage }) => stage === null)).toMatchObject({ step: 2, visits: 2 });
    expect(streams.find(({ isEnd }) => isEnd)).toMatchObject({ from: '1 page', visits: 2 });
    const into = streams.filter(({ to }) => to === '2 product').map(({ visits }) => visits);
    expect(into.reduce((sum, visits) => sum + visits, 0)).toBe(8);
  });

  it('is drawn where all visits have one stage, and where a way comes back to a stage', () => {
    const single = {
      ...PATHS,
      visits: 1,
      nodes: [{ step: 1, stage: 'page' as const, visits: 1, ended: 1 }],
      links: [],
    };
    expect(placePaths(single).stages).toHaveLength(1);
    const back: Paths = {
      ...PATHS,
      nodes: [
        { step: 1, stage: 'page', visits: 3, ended: 0 },
        { step: 2, stage: 'product', visits: 3, ended: 0 },
        { step: 3, stage: 'page', visits: 3, ended: null },
      ],
      links: [
        { step: 1, from: 'page', to: 'product', visits: 3 },
        { step: 2, from: 'product', to: 'page', visits: 3 },
      ],
    };
    expect(placePaths(back).streams).toHaveLength(2);
  });
});

describe('the table of ways', () => {
  it('says the same: what visits begin with, what they go on to, and how many go no further', () => {
    const rows = pathRows(PATHS).map(({ step, from, to, visits, share }) => [step, from, to, visits, share]);
    expect(rows).toEqual([
      [1, 'Comes in', 'Pages', 8, 0.8],
      [1, 'Comes in', 'Search', 2, 0.2],
      [2, 'Pages', 'Products', 6, 0.75],
      [2, 'Pages', 'No further', 2, 0.25],
      [2, 'Search', 'Products', 2, 1],
      [3, 'Products', 'No further', 5, 0.625],
    ]);
  });
});

describe('an event in words', () => {
  const event = (told: Partial<VisitorEvent>): VisitorEvent => ({
    ...{ eventId: 'e', eventType: 'page_view', timestamp: '', receivedAt: '', userId: null, anonymousId: null },
    ...{ productId: null, category: null, price: null, quantity: null, deviceType: null, country: null },
    ...{ orderId: null, status: null, query: null, ip: null, properties: {}, ...told },
  });

  it('says what it is about, whatever it came with', () => {
    expect(subjectOf(event({ productId: 'tent' }))).toBe('tent');
    expect(subjectOf(event({ eventType: 'search', query: 'warm', productId: 'tent' }))).toBe('warm');
    expect(subjectOf(event({ properties: { page: '/sale' } }))).toBe('/sale');
    expect(subjectOf(event({ properties: { page: 7 } }))).toBe(null);
    expect(doneWords('page_view', true)).toBe('Looks at');
    expect(doneWords('gift_wrapped', false)).toBe('gift wrapped');
  });

  it('leads to a visitor of any name', () => {
    expect(visitorPath('a/b?c')).toBe('/sessions/visitor/a%2Fb%3Fc');
  });
});

describe('how many are in the shop', () => {
  it('says what is listed beside what is open, where these differ', () => {
    expect(openScope(264, { listed: 225, matching: 225 }, false)).toBe('225 listed of 264 open');
    expect(openScope(225, { listed: 225, matching: 225 }, false)).toBe('225 open');
  });

  it('counts what was found among those that are listed, for no others are looked through', () => {
    expect(openScope(5_457, { listed: 1_968, matching: 3 }, true)).toBe('3 found of 1,968 listed');
  });

  it('waits for neither count', () => {
    expect(openScope(undefined, { listed: 7, matching: 7 }, false)).toBe('7 open');
    expect(openScope(7, undefined, false)).toBe('7 open');
    expect(openScope(undefined, undefined, false)).toBe('');
  });
});

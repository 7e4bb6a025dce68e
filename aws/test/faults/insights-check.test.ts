/** The check of the fault runs of `insights` sees what it is there to see. */
import { expect, it } from 'vitest';
import { checkInsights, type InsightsFound } from './insights-check.ts';
import type { InsightsWords, Word } from './insights-words.ts';

const words: readonly Word[] = [
  { place: 'results stock p-1', at: '1', value: { onHand: 5 } },
  { place: 'results stock p-1', at: '3', value: { onHand: 4 } },
  { place: 'results stock p-2', at: '2', value: { onHand: 9 } },
  { place: 'results stock p-2', at: '4', value: null },
  { place: 'decision o1', at: '5', value: { outcome: 'approve' } },
  { place: 'profile ann', at: '5', value: { orders: 1 } },
  { place: 'profile ann', at: '6', value: null },
];
const lake = words.slice(0, 3).map(({ at, value }) => ({ view: 'stock', at, row: value }));
const expected: InsightsWords = { words, notified: ['n1', 'n2'], lake, states: {} };
/** Items after so many words. */
const after = (count: number): readonly Word[] => [
  ...new Map(words.slice(0, count).map((word) => [word.place, word])).values(),
];
const end = after(7).filter(({ place }) => place !== 'profile ann');
const right: InsightsFound = { looks: [after(2), after(2), after(4)], words: end, notified: ['n1', 'n2'], lake };

it('passes what is right, repeats and all', () => {
  expect(checkInsights(expected, right)).toMatchObject({ items: 3, decisions: 1, repeats: 0, lines: 3 });
  const again = { ...right, notified: ['n1', 'n2', 'n1'], lake: [...lake, ...lake.slice(1)] };
  expect(checkInsights(expected, again).repeats).toBe(3);
});

it.each<[string, Partial<InsightsFound>]>([
  ['an item is missing', { words: end.slice(1) }],
  ['an older word has won', { words: [...end.slice(1), ...words.slice(0, 1)] }],
  [
    'a row is back that had left',
    { words: end.map((word) => (word.at === '4' ? { ...word, value: { onHand: 9 } } : word)) },
  ],
  ['a decision is another one', { words: end.map((word) => (word.at === '5' ? { ...word, value: {} } : word)) }],
  ['a profile is left that was to be forgotten', { words: [...end, ...words.slice(5, 6)] }],
  ['an item went back on the way', { looks: [after(4), after(2).slice(0, 1), after(1)] }],
  ['an item had a word that nobody said', { looks: [[{ place: 'results stock p-1', at: '2', value: {} }]] }],
  ['a notification is lost', { notified: ['n2'] }],
  ['notifications are out of order', { notified: ['n2', 'n1'] }],
  ['somebody was told what did not happen', { notified: ['n1', 'n2', 'n3'] }],
  ['the lake has lost a line', { lake: lake.slice(1) }],
  ['the lake has a line that nobody wrote', { lake: [...lake, { view: 'stock', at: '9', row: {} }] }],
])('fails when %s', (_what, wrong) => {
  expect(() => checkInsights(expected, { ...right, ...wrong })).toThrow();
});

/** Every result table is a view where pages are served, and none grows without a bound that a checkpoint bears. */

import { TOPIC_VIEWS } from '@millrace/shop/sinks/live/topic.ts';
import { expect, test } from 'vitest';
import { LAKE_ONLY, STORED_VIEWS } from '../../src/results/stored-views.ts';
import { layoutOf, ROWS_KEPT_MS, rowViews } from '../../src/serve/row-views.ts';

const views = new Map(rowViews().map((view) => [view.definition.name, view]));
/** Present values of open windows. */
const EARLY = ['revenue_open', 'revenue_total_open'];
/** Written by functions, which do not run here. */
const OF_FUNCTIONS = ['decisions', 'fraud_queue', 'alerts'];

test('each table that Flink tells is one, but for present values', () => {
  const told = Object.keys(LAKE_ONLY).filter((name) => !EARLY.includes(name));
  expect(told.filter((name) => !views.has(name))).toEqual([]);
  expect(EARLY.filter((name) => views.has(name))).toEqual([]);
  const stored = ['revenue', 'traffic', 'stock', 'stock_alerts', 'trending'];
  expect(stored.filter((name) => !views.has(name) || !STORED_VIEWS.has(name))).toEqual([]);
});

test('all that live pages listen to is there, but for what functions decide', () => {
  const heard = Object.values(TOPIC_VIEWS).flat();
  expect(heard.filter((name) => !views.has(name))).toEqual(OF_FUNCTIONS);
});

test('rows end with the stream, those of visits and orders within minutes', () => {
  for (const [name, { definition, retentionMs }] of views) {
    expect(definition.feedLength).toBeLessThanOrEqual(10_000);
    if (name === 'stock') expect(retentionMs).toBeUndefined();
    else expect([name, retentionMs]).toEqual([name, expect.any(Number)]);
    expect(retentionMs ?? 0).toBeLessThanOrEqual(name in LAKE_ONLY ? 15 * 60_000 : ROWS_KEPT_MS);
  }
});

test('a checkpoint is read by processes with the same views only', () => {
  const [first, ...rest] = rowViews();
  if (first === undefined) throw new Error('there are no views');
  expect(layoutOf(rowViews())).toBe(layoutOf([first, ...rest]));
  const { definition } = first;
  const others = [
    { ...first, retentionMs: 1 },
    { ...first, definition: { ...definition, primaryKey: [] } },
    { ...first, definition: { ...definition, feedLength: 1 } },
  ];
  const layouts = [first, ...others].map((each) => layoutOf([each, ...rest]));
  expect(new Set(layouts).size).toBe(4);
});

/** How often the table is read for an order: as often as the plan pays for. */
import { DESIGN } from '@millrace/shop/plan/design-figures.ts';
import { expect, it } from 'vitest';
import { pauseMs } from '../../src/collect/order-desk.ts';

it('reads first before the order is sent, and then with pauses that grow to a second', () => {
  const pauses = Array.from({ length: 12 }, (_, reads) => pauseMs(reads));
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect([pauses[0], pauses.at(-1)]).toEqual([200, 1_000]);
});

it('reads as often as the plan reckons when the decision comes late', () => {
  let [reads, atMs] = [1, 0];
  while (atMs < DESIGN.collect.decisionSeconds * 1_000) atMs += pauseMs(reads++ - 1);
  expect(reads).toBe(DESIGN.collect.readsPerDecision);
});

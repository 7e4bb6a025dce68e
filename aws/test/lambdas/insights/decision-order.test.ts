/** Orders of several buckets overtake each other on the way to `insights`: they are decided in the order in which they arrived. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { enriched, purchase, rowOf } from '../../../../shop/test/functions/score/made-shop.ts';
import { decisionRows, eventInput, rowInput, runDecisions } from './decision-run.ts';

/** One address, a buyer each, and no two at the same moment. */
const ORDERS = Array.from({ length: 8 }, (_, place) =>
  purchase(`order-${place}`, place * 300, { userId: `u-${place}`, ip: '203.0.113.7' }),
);

function decisionsOf(orders: readonly number[], rows: readonly number[]) {
  const chosen = (places: readonly number[]) => places.flatMap((place) => ORDERS[place] ?? []);
  const run = runDecisions([
    ...chosen(orders).map((event) => eventInput(enriched(event))),
    ...chosen(rows).map((event) => rowInput(rowOf(event).row)),
  ]);
  return decisionRows(run).map(({ row }) => row);
}

it('decides as if they had come in that order, whatever overtakes what', () => {
  const inOrder = ORDERS.map((_, place) => place);
  const expected = decisionsOf(inOrder, inOrder);
  expect(expected.map((row) => row?.orderId)).toEqual(ORDERS.map(({ orderId }) => orderId));
  expect(new Set(expected.map((row) => row?.score)).size).toBeGreaterThan(1);
  const anyOrder = fc.shuffledSubarray(inOrder, { minLength: inOrder.length });
  fc.assert(
    fc.property(anyOrder, anyOrder, (orders, rows) => {
      expect(decisionsOf(orders, rows)).toEqual(expected);
    }),
  );
});

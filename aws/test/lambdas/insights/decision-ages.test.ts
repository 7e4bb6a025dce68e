/** How old orders were when their decisions could be read, by what the fold gives out. */
import { expect, it } from 'vitest';
import { START_MS } from '../../../../shop/test/functions/make-event.ts';
import { enriched, purchase, rowOf } from '../../../../shop/test/functions/score/made-shop.ts';
import { DecisionAges } from '../../../src/lambdas/insights/decision-ages.ts';
import type { DecisionOutput } from '../../../src/lambdas/insights/decision-output.ts';
import { decided, eventInput, rowInput, runDecisions } from './decision-run.ts';

function sent(outputs: readonly DecisionOutput[]) {
  return outputs.map((value, index) => ({ id: String(index), bucket: 'decisions', value }));
}

it('is that of the oldest order of which a decision has left since it was asked last', () => {
  const orders = [purchase('o-1', 0), purchase('o-2', 400)];
  const run = runDecisions(orders.flatMap((order) => [eventInput(enriched(order)), rowInput(rowOf(order).row)]));
  expect(decided(run)).toEqual(['o-1', 'o-2']);
  const ages = new DecisionAges();
  expect(ages.take()).toBeUndefined();
  ages.note(sent(run.outputs), START_MS + 1_500);
  expect(ages.take()).toBe(1_500);
  expect(ages.take()).toBeUndefined();
});

it('is nothing for what has made a decision worse later, and for other rows', () => {
  const orders = [purchase('o-1', 0)];
  const { outputs } = runDecisions(
    orders.flatMap((order) => [eventInput(enriched(order)), rowInput(rowOf(order).row)]),
  );
  const later = outputs.map((output): DecisionOutput => {
    if (output.kind !== 'view' || output.output.view !== 'decisions' || output.output.row === null) return output;
    return { kind: 'view', output: { ...output.output, row: { ...output.output.row, revision: 2 } } };
  });
  expect(later.length).toBeGreaterThan(1);
  const ages = new DecisionAges();
  ages.note(sent(later), START_MS + 3_600_000);
  expect(ages.take()).toBeUndefined();
});

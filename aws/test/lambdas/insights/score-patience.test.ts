/** How long an order waits for a score when scores come out of the order of arrival. */
import { ROW_PATIENCE_MS } from '@millrace/shop/functions/score/score-inbox.ts';
import { describe, expect, it } from 'vitest';
import { START_MS } from '../../../../shop/test/functions/make-event.ts';
import { enriched, purchase, rowOf } from '../../../../shop/test/functions/score/made-shop.ts';
import type { DecisionInput } from '../../../src/lambdas/insights/decisions-fold.ts';
import { decided, decisionRows, eventInput, rowInput, runDecisions } from './decision-run.ts';

describe('an order without a score', () => {
  const [waiting, later] = [purchase('waiting', 0), purchase('later', 600_000)];
  const orders = [waiting, later].map((event) => ({ ...eventInput(enriched(event)), arrivedMs: START_MS }));
  const overtaking = rowInput(rowOf(later).row);
  /** Nothing happens but that time passes on the stream. */
  const pause = (afterMs: number): DecisionInput => ({
    kind: 'row',
    view: 'revenue_total',
    row: {},
    arrivedMs: START_MS + afterMs,
  });

  it('waits for it although one of a much later order has come first', () => {
    const own = rowInput(rowOf(waiting, { ipOrders5m: 6 }).row, ROW_PATIENCE_MS - 1);
    const run = runDecisions([...orders, overtaking, pause(ROW_PATIENCE_MS - 1), own]);
    expect(decided(run)).toEqual(['waiting', 'later']);
    expect(decisionRows(run).map(({ row }) => row?.score)).toEqual([25, 0]);
  });

  it('goes without it when that has been on the stream for long', () => {
    const before = [...orders, overtaking];
    expect(decided(runDecisions([...before, pause(ROW_PATIENCE_MS - 1)]))).toEqual([]);
    const run = runDecisions([...before, pause(2 * ROW_PATIENCE_MS)]);
    expect(decided(run)).toEqual(['waiting', 'later']);
    expect(decisionRows(run)[0]?.row?.missing).toContain('IP_BURST');
  });
});

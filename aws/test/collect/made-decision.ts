/** The decision on an order as the function on `insights` leaves it in its table, made by the functions themselves. */
import { enriched, purchase, rowOf } from '../../../shop/test/functions/score/made-shop.ts';
import { DecisionTables } from '../../src/lambdas/insights/decision-tables.ts';
import { outputRow } from '../../src/lambdas/insights/output-row.ts';
import { eventInput, rowInput, runDecisions, viewOutputs } from '../lambdas/insights/decision-run.ts';
import type { TestDynamo } from '../servers/test-dynamo.ts';

const direct = { call: <T>(work: () => Promise<T>) => work() };

export async function storeDecision({ client: dynamo }: Pick<TestDynamo, 'client'>, orderId: string): Promise<void> {
  const items = { dynamo, calls: direct, tableName: 'decisions' };
  const tables = new DecisionTables({ decisions: items, profiles: items, audit: items });
  const event = purchase(orderId, 0);
  const run = runDecisions([eventInput(enriched(event)), rowInput(rowOf(event, { ipOrders5m: 9 }).row)]);
  for (const output of viewOutputs(run)) {
    const { view, row } = outputRow(output, '1');
    if (view === 'decisions' && row) await tables.decided(row, '1');
  }
}

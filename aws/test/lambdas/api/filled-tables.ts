/** A decision with its label, an alert, and four days of revenue, in the tables that the read API reads. */
import { newProfile } from '@millrace/shop/functions/score/risk-profile.ts';
import { START_MS } from '../../../../shop/test/functions/make-event.ts';
import { enriched, purchase, rowOf } from '../../../../shop/test/functions/score/made-shop.ts';
import { DecisionTables } from '../../../src/lambdas/insights/decision-tables.ts';
import { outputRow } from '../../../src/lambdas/insights/output-row.ts';
import { ResultsTable } from '../../../src/results/results-table.ts';
import type { TestDynamo } from '../../servers/test-dynamo.ts';
import { eventInput, rowInput, runDecisions, viewOutputs } from '../insights/decision-run.ts';

const direct = { call: <T>(work: () => Promise<T>) => work() };
const LOW = { productId: 'p-1', eventId: 'e1', onHand: 2, threshold: 5, daysOfCover: '1.50', reorder: 10 };

/** Tables as the function on `insights` leaves them. */
export async function fillTables({ client: dynamo }: Pick<TestDynamo, 'client'>): Promise<void> {
  const items = (table: string) => ({ dynamo, calls: direct, tableName: table });
  const results = new ResultsTable(items('results'));
  const tables = new DecisionTables({
    decisions: items('decisions'),
    profiles: items('risk-profiles'),
    audit: items('audit'),
  });
  const bought = purchase('o1', 0);
  const run = runDecisions([
    eventInput(enriched(bought)),
    rowInput(rowOf(bought, { ipOrders5m: 9, ipUsers1h: 12 }).row),
    {
      kind: 'row',
      view: 'stock_standings',
      row: { ...LOW, changedAt: new Date(START_MS).toISOString() },
      arrivedMs: START_MS,
    },
  ]);
  const rows = viewOutputs(run).map((output, place) => outputRow(output, String(place)));
  await results.put(rows);
  for (const { view, row } of rows) if (view === 'decisions' && row) await tables.decided(row, '1');
  await tables.labelled(
    { orderId: 'o1', label: 'chargeback', labelledAt: 'x', receivedAt: new Date(bought.receivedMs).toISOString() },
    '2',
  );
  await tables.remembered('ann', { ...newProfile(START_MS), orders: 2, review: 1, amountTenThousandths: 123_400 }, '1');
  await results.put(
    Array.from({ length: 1_200 }, (_, window) => ({
      view: 'revenue',
      at: '1',
      row: {
        windowStart: new Date(START_MS + window * 300_000).toISOString(),
        windowEnd: new Date(START_MS + window * 300_000 + 300_000).toISOString(),
        category: window % 100 === 7 ? 'boots' : 'shoes',
        revenue: `${window}.5000`,
        orders: 2,
        averageOrderValue: '1.000000',
      },
    })),
  );
}

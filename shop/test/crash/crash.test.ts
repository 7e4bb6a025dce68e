/** A few rounds of what `npm run proof:crash` does two hundred of. */
import { expect, it } from 'vitest';
import { crashRounds } from './crash-rounds.ts';

const SEED = Number(process.env.MILLRACE_TEST_SEED ?? 7);

it('loses nothing and counts nothing twice when the server is killed under load', { timeout: 180_000 }, async () => {
  console.log(`seed ${SEED}`);
  const report = await crashRounds({ rounds: 8, seed: SEED, clients: 3 });
  expect(report.acknowledged).toBeGreaterThan(100);
  expect(report.complaints).toEqual([]);
  expect(report.lost).toEqual([]);
  expect(report.doubled).toEqual([]);
  const views = ['revenue', 'revenue_corrections', 'sessions', 'trending', 'traffic.late', 'fraud_scores', 'stock'];
  const journeys = ['purchase_journeys', 'abandoned_carts', 'order_records'];
  for (const view of views) {
    expect(report.crashed[view]?.length, `rows of ${view}`).toBeGreaterThan(0);
  }
  // Which of them there are is up to the moment at which a busy machine gets round to it.
  expect(journeys.flatMap((view) => report.crashed[view] ?? []).length, 'journeys').toBeGreaterThan(0);
  expect(report.crashed).toEqual(report.uninterrupted);
});

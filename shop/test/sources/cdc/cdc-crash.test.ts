/** A few rounds of what `npm run proof:cdc` does a hundred of. */
import { expect, it } from 'vitest';
import { cdcRounds } from './cdc-rounds.ts';

const SEED = Number(process.env.MILLRACE_TEST_SEED ?? 7);

it('has every row once when Postgres and Millrace are killed in snapshot and stream', {
  timeout: 180_000,
}, async () => {
  console.log(`seed ${SEED}`);
  const report = await cdcRounds({ rounds: 6, seed: SEED, rows: 8_000 });
  expect(report.differing.slice(0, 5)).toEqual([]);
  expect(report.doubled).toEqual([]);
  expect(report.rows).toBeGreaterThan(20_000);
  expect(report.events).toBeGreaterThan(report.rows / 2);
});

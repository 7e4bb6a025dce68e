/** A few rounds of what `npm run proof:warehouse` does fifty of. */
import { expect, it } from 'vitest';
import { warehouseRounds } from './warehouse-rounds.ts';

const SEED = Number(process.env.MILLRACE_TEST_SEED ?? 7);

it('holds each row once, in the same files, when server and writer are killed', { timeout: 180_000 }, async () => {
  console.log(`seed ${SEED}`);
  const report = await warehouseRounds({ rounds: 3, seed: SEED, clients: 2 });
  expect(report.complaints).toEqual([]);
  expect(report.acknowledged).toBeGreaterThan(50);
  expect(report.written).toEqual(report.expected);
  expect(report.unlisted).toBe(0);
  expect(report.hashes.length).toBeGreaterThan(0);
  expect(report.expectedOfFreshRun).toEqual(report.expected);
  expect(report.hashesOfFreshRun).toEqual(report.hashes);
  expect(report.hashesAfterReplay).toEqual(report.hashes);
});

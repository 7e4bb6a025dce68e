/** `npm run proof:aws-faults` in its short form. */
import { expect, it } from 'vitest';
import { countingRun } from './counting-run.ts';

it('loses nothing and counts nothing twice while calls, environments, Valkey and shards fail', async () => {
  const report = await countingRun({ seed: 3, events: 80 });
  expect(report.events).toBeGreaterThanOrEqual(80);
  expect(Object.values(report.faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(3);
}, 300_000);

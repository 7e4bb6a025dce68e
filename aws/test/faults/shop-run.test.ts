/** `npm run proof:aws-faults -- --only shop` in its short form. */
import { expect, it } from 'vitest';
import { shopRun } from './shop-run.ts';

it('comes to the features of one process while calls, environments, Valkey and shards fail', async () => {
  const report = await shopRun({ seed: 2, events: 40 });
  expect(report.events).toBe(40);
  expect(Object.values(report.faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(3);
}, 400_000);

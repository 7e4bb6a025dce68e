/** `npm run proof:aws-faults -- --only insights` in its short form. */
import { expect, it } from 'vitest';
import { insightsRun } from './insights-run.ts';

it('decides, stores and tells as if nothing had failed while calls, environments, Valkey and shards fail', async () => {
  const report = await insightsRun({ seed: 4, events: 60 });
  expect(report.decisions).toBeGreaterThan(10);
  expect(report.notifications).toBeGreaterThan(0);
  expect(Object.values(report.faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(3);
}, 400_000);

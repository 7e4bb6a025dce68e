import { expect, it } from 'vitest';
import { leaveRounds } from './leave-rounds.ts';

it('what was tracked arrives, and arrives once, however pages are left and whatever fails', async () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e6));
  console.log(`seed ${seed}`);
  const { lost, doubled, tracked, logged } = await leaveRounds({ rounds: 20, seed, visitors: 2 });
  expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
  expect(tracked).toBeGreaterThan(30);
  expect(logged).toBeGreaterThanOrEqual(tracked);
}, 120_000);

/** Whoever follows how stock stands knows of each product whether it is low, however many movements share a millisecond. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { openViewReader } from '@millrace/engine/views/environment-view.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openGroupStates } from '../../src/pipelines/group-states.ts';
import { runGroups } from './run-groups.ts';

const NOON = Date.parse('2024-01-15T12:00:00Z');
const THRESHOLD = 10;

interface Movement {
  /** Since the one before; 0 is the same millisecond. */
  readonly afterMs: number;
  readonly units: number;
}

/** Crossings to and fro, the first of them from plenty, in the order in which they were told: true when it is low. */
async function told(movements: readonly Movement[]): Promise<readonly boolean[]> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'millrace-standings-'));
  const log = openLogWriter(dataFolder, 1);
  let atMs = NOON;
  const records = movements.map(({ afterMs, units }, number) => {
    atMs += afterMs;
    const at = new Date(atMs).toISOString();
    const product = { productId: 'lamp', properties: { threshold: THRESHOLD }, timestamp: at, receivedAt: at };
    return Buffer.from(
      JSON.stringify({ eventId: `m-${number}`, eventType: 'inventory_update', quantity: units, ...product }),
    );
  });
  let end = 0;
  const ends = Uint32Array.from(records, (record) => (end += record.length));
  await log.append(atMs + 1, [{ partition: 0, bytes: Buffer.concat(records), ends }]);
  await runGroups(dataFolder);
  const states = openGroupStates(dataFolder);
  const views = states.flatMap((state) => openViewReader(state, 'stock_standings') ?? []);
  const rows = views.flatMap((view) => view.changes(0, 10_000)).map(({ row }) => row);
  for (const state of states) await state.close();
  await log.close();
  await rm(dataFolder, { recursive: true });
  return rows.map(({ onHand, threshold }) => Number(onHand) < Number(threshold));
}

function crossings(movements: readonly Movement[]): readonly boolean[] {
  let onHand = 0;
  let isLow: boolean | undefined;
  const seen: boolean[] = [];
  for (const { units } of movements) {
    onHand += units;
    const isLowNow = onHand < THRESHOLD;
    if (isLow !== undefined && isLowNow !== isLow) seen.push(isLowNow);
    isLow = isLowNow;
  }
  return seen;
}

it('each crossing of the threshold is told once, in its order', async () => {
  const movement = fc.record({ afterMs: fc.constantFrom(0, 0, 1, 60_000), units: fc.integer({ min: -12, max: 12 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(movement, { minLength: 1, maxLength: 25 }), async (movements) => {
      expect(await told(movements)).toEqual(crossings(movements));
    }),
    { numRuns: 15, examples: [[[20, -15, 15, -15].map((units) => ({ afterMs: 0, units }))]] },
  );
});

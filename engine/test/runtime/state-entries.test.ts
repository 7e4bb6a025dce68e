/** How figures of operators become one number. */
import { expect, it } from 'vitest';
import { stateEntries } from '../../src/runtime/state-entries.ts';

it.each([
  ['groups of a window', { keys: 12, openWindows: 3, lateRows: 4 }, 12],
  ['sessions, which lie under fewer keys', { openSessions: 9, keys: 7, lateRows: 0 }, 9],
  ['versions, which lie under fewer keys', { waitingRows: 2, versions: 30, keys: 10 }, 32],
  ['first rows that are held and keys that are known', { keys: 5, heldRows: 2, lateRows: 1 }, 7],
  ['both sides of a join', { leftRows: 3, rightRows: 4 }, 7],
  ['nothing', { rows: 100, watermarkMs: 5, activePartitions: 16 }, 0],
])('counts %s', (_, gauges, entries) => {
  expect(stateEntries(gauges)).toBe(entries);
});

/** How often a group has seen each of its distinct values, where rows are taken back: a value goes with its last row. */
import type { StateValue } from '../../../state/state-store.ts';
import type { DistinctValue } from './distinct-values.ts';

export type CountedValues = Map<DistinctValue, number>;

/** Whether the value is new. */
export function countUp(counts: CountedValues, value: DistinctValue, times = 1): boolean {
  const count = counts.get(value);
  counts.set(value, (count ?? 0) + times);
  return count === undefined;
}

/** Whether that was the value's last row. One that was never seen is passed over. */
export function countDown(counts: CountedValues, value: DistinctValue): boolean {
  const count = counts.get(value);
  if (count === undefined) return false;
  if (count > 1) counts.set(value, count - 1);
  else counts.delete(value);
  return count === 1;
}

/** Values and counts by turns. */
export function saveCounts(counts: CountedValues): StateValue {
  return [...counts].flat();
}

export function loadCounts(saved: StateValue): CountedValues {
  const list = saved as readonly DistinctValue[];
  const counts: CountedValues = new Map();
  for (let index = 0; index < list.length; index += 2) counts.set(list[index] ?? null, Number(list[index + 1]));
  return counts;
}

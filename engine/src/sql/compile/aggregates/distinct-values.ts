/**
 * The distinct values that one group has seen. Most groups see one value or a few: a million sessions with a Set each
 * took 150 bytes a session, and most of the time to bring them back. So one value stands for itself, a few are an array,
 * only many become a Set, and very many texts a set of numbers.
 *
 * V1. The values are primitives, so that none is taken for an array or a Set. They compare as in a Set: NaN equals NaN.
 * V2. An array is never changed, so state may keep it; a Set only grows, in the order of its values' arrival.
 */
import { shortListWith } from '../../../row/short-list.ts';
import type { StateValue } from '../../../state/state-store.ts';
import { isWorthNumbering, NumberedTexts } from './numbered-texts.ts';

export type DistinctValue = null | boolean | number | bigint | string;
export type DistinctValues = undefined | DistinctValue | readonly DistinctValue[] | Set<DistinctValue>;

/** Up to here, searching an array is as fast as asking a Set. */
const MAX_ARRAY_LENGTH = 8;

/** What has been seen once `value` has, too; a Set is changed in place, or becomes another kind of Set. */
export function addDistinct(seen: DistinctValues, value: DistinctValue): DistinctValues {
  if (seen instanceof NumberedTexts) return seen.add(value);
  if (seen instanceof Set) return numbered(seen.add(value), value);
  if (seen === undefined) return value;
  if (hasDistinct(seen, value)) return seen;
  if (!isArray(seen)) return [seen, value];
  return seen.length < MAX_ARRAY_LENGTH ? shortListWith(seen, value) : new Set(seen).add(value);
}

/** All that either has seen, in the order of its arrival, `seen` first. `other` stays as it is. */
export function mergeDistinct(seen: DistinctValues, other: DistinctValues): DistinctValues {
  if (other instanceof NumberedTexts) {
    const merged = seen instanceof NumberedTexts ? seen : withAll(other.emptyCopy(), listDistinct(seen));
    merged.addAll(other);
    return merged;
  }
  let merged = seen;
  for (const value of listDistinct(other)) merged = addDistinct(merged, value);
  return merged;
}

export function hasDistinct(seen: DistinctValues, value: DistinctValue): boolean {
  if (seen instanceof Set) return seen.has(value);
  if (isArray(seen)) return seen.includes(value);
  return seen === value || (Number.isNaN(seen) && Number.isNaN(value));
}

export function countDistinct(seen: DistinctValues): number {
  if (seen instanceof Set) return seen.size;
  if (isArray(seen)) return seen.length;
  return seen === undefined ? 0 : 1;
}

/** The values in the order of their arrival, in the form in which state takes them: a long list is not copied. */
export function listDistinct(seen: DistinctValues): readonly DistinctValue[] | ReadonlySet<DistinctValue> {
  if (seen instanceof Set || isArray(seen)) return seen;
  return seen === undefined ? [] : [seen];
}

/** The opposite of listDistinct, from what state gives back. */
export function loadDistinct(values: StateValue): DistinctValues {
  const list = values as readonly DistinctValue[];
  if (list.length <= MAX_ARRAY_LENGTH) return list.length > 1 ? list : list[0];
  // A Set of a million texts in between would cost as much as what becomes of it.
  return isNumbered(list.length, list[0]) ? NumberedTexts.from(list) : new Set(list);
}

function withAll(set: NumberedTexts, values: Iterable<DistinctValue>): NumberedTexts {
  for (const value of values) set.add(value);
  return set;
}

/** A Set of many texts as one that shares them with others; `value` is one of them. */
function numbered(seen: Set<DistinctValue>, value: DistinctValue): Set<DistinctValue> {
  return isNumbered(seen.size, value) ? NumberedTexts.from(seen) : seen;
}

function isNumbered(size: number, value: DistinctValue | undefined): boolean {
  return typeof value === 'string' && isWorthNumbering(size);
}

function isArray(seen: DistinctValues): seen is readonly DistinctValue[] {
  return Array.isArray(seen);
}

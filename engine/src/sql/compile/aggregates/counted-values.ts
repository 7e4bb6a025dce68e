/**
 * How often a group has seen each of its distinct values, where rows are taken back: a value goes with its last row.
 *
 * Most groups see one value at a time (the lines of an order share its visitor, and an address its order), so one value
 * has a place of its own, and only the others are in a Map: that alone takes two hundred bytes.
 */
import type { StateValue } from '../../../state/state-store.ts';
import type { DistinctValue } from './distinct-values.ts';

export class CountedValues {
  /** Counts while `#count` is not 0. It compares as a key of a Map: NaN equals NaN. */
  #value: DistinctValue = null;
  #count = 0;
  #others: Map<DistinctValue, number> | undefined = undefined;

  /** How many distinct values there are. */
  get size(): number {
    return (this.#count > 0 ? 1 : 0) + (this.#others?.size ?? 0);
  }

  /** Whether the value is new. */
  add(value: DistinctValue, times = 1): boolean {
    if (this.#isFirst(value)) {
      this.#count += times;
      return false;
    }
    const count = this.#others?.get(value);
    if (this.#count === 0 && count === undefined) {
      this.#value = value;
      this.#count = times;
      return true;
    }
    this.#others ??= new Map();
    this.#others.set(value, (count ?? 0) + times);
    return count === undefined;
  }

  /** Whether that was the value's last row. One that was never seen is passed over. */
  remove(value: DistinctValue): boolean {
    if (this.#isFirst(value)) {
      this.#count -= 1;
      return this.#count === 0;
    }
    const count = this.#others?.get(value);
    if (count === undefined) return false;
    if (count > 1) this.#others?.set(value, count - 1);
    else this.#others?.delete(value);
    return count === 1;
  }

  *[Symbol.iterator](): Generator<readonly [DistinctValue, number]> {
    if (this.#count > 0) yield [this.#value, this.#count];
    if (this.#others !== undefined) yield* this.#others;
  }

  /** Values and counts by turns. */
  save(): StateValue {
    return [...this].flat();
  }

  static load(saved: StateValue): CountedValues {
    const list = saved as readonly DistinctValue[];
    const counts = new CountedValues();
    for (let index = 0; index < list.length; index += 2) counts.add(list[index] ?? null, Number(list[index + 1]));
    return counts;
  }

  #isFirst(value: DistinctValue): boolean {
    if (this.#count === 0) return false;
    return value === this.#value || (Number.isNaN(value) && Number.isNaN(this.#value));
  }
}

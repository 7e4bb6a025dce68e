/**
 * The values of a group in the order of their arrival, for FIRST_VALUE, LAST_VALUE, LISTAGG and the like where rows are
 * taken back: a value that is taken back is the earliest of its kind, as in Flink.
 *
 * V1. `undefined` in the list stands for a value that has gone; the list never begins or ends with one.
 * V2. A long list has an index of places by key. A short one is searched.
 */
import type { Value } from '../../../row/row.ts';
import { type RowKey, valueKey } from '../../../row/row-key.ts';

/** Up to here, searching the list costs less than keeping an index of it. */
const MAX_SEARCHED = 32;

export class OrderedValues {
  #values: (Value | undefined)[] = [];
  /** Where the list begins: what stands before has gone. */
  #head = 0;
  #size = 0;
  #places: Map<RowKey, number[]> | undefined;

  get size(): number {
    return this.#size;
  }

  add(value: Value): void {
    const place = this.#values.push(value) - 1;
    this.#size += 1;
    if (this.#places !== undefined) enter(this.#places, value, place);
  }

  /** Takes the earliest such value out; one that is not there is passed over. */
  remove(value: Value): void {
    const place = this.#size > MAX_SEARCHED ? this.#takePlace(value) : this.#search(value);
    if (place === undefined) return;
    this.#values[place] = undefined;
    this.#size -= 1;
    this.#trim();
  }

  first(): Value {
    return this.#values[this.#head] ?? null;
  }

  last(): Value {
    return this.#size === 0 ? null : (this.#values.at(-1) ?? null);
  }

  list(): Value[] {
    const values: Value[] = [];
    for (let place = this.#head; place < this.#values.length; place += 1) {
      const value = this.#values[place];
      if (value !== undefined) values.push(value);
    }
    return values;
  }

  load(values: readonly Value[]): this {
    for (const value of values) this.add(value);
    return this;
  }

  #search(value: Value): number | undefined {
    this.#places = undefined;
    const key = keyOf(value);
    for (let place = this.#head; place < this.#values.length; place += 1) {
      const held = this.#values[place];
      if (held !== undefined && keyOf(held) === key) return place;
    }
    return undefined;
  }

  #takePlace(value: Value): number | undefined {
    this.#places ??= this.#index();
    const key = keyOf(value);
    const places = this.#places.get(key);
    const place = places?.shift();
    if (places?.length === 0) this.#places.delete(key);
    return place;
  }

  #index(): Map<RowKey, number[]> {
    const places = new Map<RowKey, number[]>();
    for (let place = this.#head; place < this.#values.length; place += 1) {
      const value = this.#values[place];
      if (value !== undefined) enter(places, value, place);
    }
    return places;
  }

  #trim(): void {
    while (this.#head < this.#values.length && this.#values[this.#head] === undefined) this.#head += 1;
    while (this.#values.length > this.#head && this.#values.at(-1) === undefined) this.#values.pop();
    if (this.#values.length <= 2 * this.#size + MAX_SEARCHED) return;
    this.#values = this.list();
    this.#head = 0;
    this.#places = undefined;
  }
}

function enter(places: Map<RowKey, number[]>, value: Value, place: number): void {
  const key = keyOf(value);
  const known = places.get(key);
  if (known === undefined) places.set(key, [place]);
  else known.push(place);
}

/** Texts and numbers are their own keys, as far as they cannot meet the key of another kind. */
function keyOf(value: Value): RowKey {
  return typeof value === 'number' ? value : valueKey(value);
}

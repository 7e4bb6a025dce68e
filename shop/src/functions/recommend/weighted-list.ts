/**
 * Bounded lists of product numbers with decayed weights, flat as JSON: [owner, number, weight, number, weight, …]. The
 * owner is the number of whom the list is about, so that a list left over from an earlier owner of the slot shows.
 */
import type { FoldTables } from '@millrace/engine/fold/fold.ts';
import { addDecayed } from './decayed-weight.ts';
import { SlotTable } from './slot-table.ts';

export type WeightedList = number[];

/** How much is added, and when. */
export interface Points {
  readonly points: number;
  readonly timeMs: number;
  readonly halfLifeMs: number;
}

/** Index of the number in the list, -1 when it is not there. */
export function indexIn(list: readonly number[], number: number): number {
  for (let index = 1; index < list.length; index += 2) if (list[index] === number) return index;
  return -1;
}

/** Sets the weight of a number; in a full list it takes the place of the lightest, if that is lighter. */
export function setWeight(list: WeightedList, number: number, weight: number, capacity: number): boolean {
  const index = indexIn(list, number);
  if (index >= 0) list[index + 1] = weight;
  else if (list.length < 1 + 2 * capacity) list.push(number, weight);
  else {
    const lightest = lightestIn(list);
    if ((list[lightest + 1] ?? 0) >= weight) return false;
    list[lightest] = number;
    list[lightest + 1] = weight;
  }
  return true;
}

/** Numbers with weights, heaviest first; equal ones by number. */
export function heaviest(list: readonly number[], count: number): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  for (let index = 1; index < list.length; index += 2) pairs.push([list[index] ?? 0, list[index + 1] ?? 0]);
  pairs.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return pairs.slice(0, count);
}

function lightestIn(list: readonly number[]): number {
  let lightest = 1;
  for (let index = 3; index < list.length; index += 2) {
    if ((list[index + 1] ?? 0) < (list[lightest + 1] ?? 0)) lightest = index;
  }
  return lightest;
}

/** One list a product: what follows it, or what is bought with it. */
export class ProductLinks {
  readonly #lists: SlotTable<WeightedList>;
  readonly #products: number;
  readonly #capacity: number;

  constructor(tables: FoldTables, name: string, { products, links }: { products: number; links: number }) {
    this.#lists = new SlotTable(tables, name);
    this.#products = products;
    this.#capacity = links;
  }

  /** Empty when there is none. */
  of(number: number): WeightedList {
    const list = this.#lists.get(number % this.#products);
    return list !== undefined && list[0] === number ? list : [number];
  }

  /** @param list what `of` gave for the product that links. */
  link(list: WeightedList, to: number, { points, timeMs, halfLifeMs }: Points): void {
    const index = indexIn(list, to);
    const weight = addDecayed(index < 0 ? undefined : list[index + 1], points, timeMs, halfLifeMs);
    if (setWeight(list, to, weight, this.#capacity)) this.#lists.put((list[0] ?? 0) % this.#products, list);
  }
}

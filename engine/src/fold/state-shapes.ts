/**
 * The shapes of states: which names the properties of an object have, in their order. Most states of a table are of one
 * shape, so each shape is stored once, and a state says its number instead of all its names.
 */

import type { Environment, Table } from '../storage/environment.ts';
import { numberKey } from '../storage/number-key.ts';
import { decodePlainValue, encodePlainValue } from '../storage/plain-value.ts';
import type { ShapeWriter } from './shape-writer.ts';

/** Where objects come from: mostly the same shape again. */
export interface ShapeSite {
  shape: Shape | undefined;
}

export interface Shape {
  readonly number: number;
  readonly names: readonly string[];
  /** One for each name. */
  readonly sites: readonly ShapeSite[];
  /** Made when it is first asked for: most shapes that were stored once are not written soon. */
  write: ShapeWriter | undefined;
}

export const SHAPES = 'fold-shapes';
/** Objects that are lists by key have a new shape each time: they are stored with their names. */
const MOST_SHAPES = 1_000;
const MOST_NAMES = 64;
const STARTS_WITH_DIGIT = /^\d/;

export class StateShapes {
  readonly #table: Table;
  readonly #shapes: Shape[] = [];
  readonly #byNames = new Map<string, Shape>();
  /** How many of them are stored. */
  #stored = 0;

  constructor(environment: Environment) {
    this.#table = environment.table(SHAPES);
    for (const [, names] of this.#table.scan({}, MOST_SHAPES)) this.#add(decodePlainValue(names) as readonly string[]);
    this.#stored = this.#shapes.length;
  }

  numbered(number: number): Shape | undefined {
    return this.#shapes[number];
  }

  /** The shape with these names; undefined when they are better stored with the object. */
  of(names: readonly string[]): Shape | undefined {
    if (isList(names)) return undefined;
    const text = JSON.stringify(names);
    return this.#byNames.get(text) ?? (this.#shapes.length < MOST_SHAPES ? this.#add(names, text) : undefined);
  }

  /** Stores those that are new. Only inside the environment's transaction; `committed` when that has succeeded. */
  write(): number {
    for (let number = this.#stored; number < this.#shapes.length; number++) {
      this.#table.put(numberKey(number), encodePlainValue(this.#shapes[number]?.names ?? []));
    }
    return this.#shapes.length;
  }

  /** @param stored what `write` gave. */
  committed(stored: number): void {
    this.#stored = stored;
  }

  #add(names: readonly string[], text = JSON.stringify(names)): Shape {
    const sites = names.map((): ShapeSite => ({ shape: undefined }));
    const shape = { number: this.#shapes.length, names, sites, write: undefined };
    this.#shapes.push(shape);
    this.#byNames.set(text, shape);
    return shape;
  }
}

/** Names that are keys of what is listed, or that an object cannot be given by assignment. */
function isList(names: readonly string[]): boolean {
  return names.length > MOST_NAMES || names.includes('__proto__') || STARTS_WITH_DIGIT.test(names[0] ?? '');
}

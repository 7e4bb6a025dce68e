/** Where states lie in the end: each under its key and table. */
import type { Environment, Table } from '../storage/environment.ts';
import type { PieceEntry } from './fold-piece.ts';
import type { HeldRow } from './held-rows.ts';
import { StateCodec } from './state-codec.ts';
import { StateShapes } from './state-shapes.ts';

export const PLACES = 'fold-states';

export class FoldPlaces {
  readonly codec: StateCodec;
  readonly shapes: StateShapes;
  readonly #places: Table;

  constructor(environment: Environment) {
    this.shapes = new StateShapes(environment);
    this.codec = new StateCodec(this.shapes);
    this.#places = environment.table(PLACES);
  }

  read(table: string, key: string): unknown {
    const bytes = this.#places.get(placeOf(table, key));
    return bytes && this.codec.read(bytes);
  }

  /** Writes the states of a key as they are now, those whose places are out of date. Only inside a transaction. */
  settle({ key, states }: HeldRow): void {
    const { codec } = this;
    for (const { table, state, placed } of states) {
      if (placed) continue;
      codec.writer.length = 0;
      codec.write(state, table.site);
      const bytes = state === undefined ? undefined : codec.writer.view();
      putPlace(this.#places, { table: table.name, key, bytes });
    }
  }

  /** Every state that lies in its place, in the order of keys. */
  *all(): Generator<{ readonly table: string; readonly key: string; readonly state: unknown }> {
    for (const place of this.#places.keys({}, Number.MAX_SAFE_INTEGER)) {
      const text = Buffer.from(place).toString();
      const end = text.lastIndexOf('\0');
      const bytes = this.#places.get(place);
      if (bytes) yield { table: text.slice(end + 1), key: text.slice(0, end), state: this.codec.read(bytes) };
    }
  }
}

/** Brings a state to its place, or removes it from there. Only inside a transaction. */
export function putPlace(places: Table, { table, key, bytes }: PieceEntry): void {
  if (bytes) places.put(placeOf(table, key), bytes);
  else places.remove(placeOf(table, key));
}

/** What several tables know of one user or product lies together, so that settling touches one page of it. */
function placeOf(table: string, key: string): Uint8Array {
  return Buffer.from(`${key}\0${table}`);
}

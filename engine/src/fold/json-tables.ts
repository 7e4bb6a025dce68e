/**
 * A fold's tables in memory, which can be saved as JSON and loaded again: for tests, batch jobs and places that keep
 * state elsewhere.
 */
import type { FoldTable, FoldTables } from './fold.ts';

/** Table name → key → state. */
export type SavedTables = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export class JsonTables implements FoldTables {
  readonly #tables = new Map<string, Map<string, unknown>>();

  /** Tables with what `save` gave, by way of text or not. */
  static load(saved: SavedTables): JsonTables {
    const tables = new JsonTables();
    for (const [name, states] of Object.entries(saved)) tables.#tables.set(name, new Map(Object.entries(states)));
    return tables;
  }

  table<State>(name: string): FoldTable<State> {
    const states = (this.#tables.get(name) ?? new Map()) as Map<string, State>;
    this.#tables.set(name, states);
    return {
      get: (key) => states.get(key),
      put: (key, state) => void states.set(key, state),
      remove: (key) => void states.delete(key),
    };
  }

  /** Shares what the tables hold: stringify it before the fold goes on. */
  save(): SavedTables {
    return Object.fromEntries(Array.from(this.#tables, ([name, states]) => [name, Object.fromEntries(states)]));
  }
}

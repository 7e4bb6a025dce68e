/**
 * What is known of a bucket's states as of its position, as texts, and the tables that a fold runs on above them.
 *
 * A state that is not known reads as if there were none, and its name is noted: what the fold made of that is thrown
 * away, and it runs again when the state has come.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { StateName } from './bucket-names.ts';
import type { StateText } from './stored-value.ts';

export interface StateChange extends StateName {
  readonly text: StateText;
}

/** Texts by table and key; a key that is absent is not known. */
export class KnownStates {
  readonly #tables = new Map<string, Map<string, StateText>>();

  table(name: string): Map<string, StateText> {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = new Map();
      this.#tables.set(name, table);
    }
    return table;
  }

  copy(): KnownStates {
    const copy = new KnownStates();
    for (const [name, states] of this.#tables) copy.#tables.set(name, new Map(states));
    return copy;
  }

  set({ table, key }: StateName, text: StateText): void {
    this.table(table).set(key, text);
  }
}

interface HeldState {
  state: unknown;
  changed: boolean;
}

export class RunTables implements FoldTables {
  readonly #tables = new Map<string, RunTable>();
  readonly #known: KnownStates;

  constructor(known: KnownStates) {
    this.#known = known;
  }

  table<State>(name: string): FoldTable<State> {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = new RunTable(this.#known.table(name));
      this.#tables.set(name, table);
    }
    return table as FoldTable<unknown> as FoldTable<State>;
  }

  get isMissingAny(): boolean {
    for (const table of this.#tables.values()) if (table.missing.size > 0) return true;
    return false;
  }

  /** What was read and is not known. */
  missing(): readonly StateName[] {
    return Array.from(this.#tables).flatMap(([name, { missing }]) =>
      Array.from(missing, (key) => ({ table: name, key })),
    );
  }

  /**
   * What was put or removed, be it again as it was before: so which states change follows from the records alone, and not
   * from where batches end (C5 in settling.ts).
   */
  changes(): readonly StateChange[] {
    return Array.from(this.#tables).flatMap(([name, table]) =>
      table.changes().map(([key, text]) => ({ table: name, key, text })),
    );
  }
}

class RunTable implements FoldTable<unknown> {
  readonly missing = new Set<string>();
  readonly #known: ReadonlyMap<string, StateText>;
  readonly #held = new Map<string, HeldState>();

  constructor(known: ReadonlyMap<string, StateText>) {
    this.#known = known;
  }

  get(key: string): unknown {
    const held = this.#held.get(key);
    if (held !== undefined) return held.state;
    const text = this.#known.get(key);
    if (text === undefined) this.missing.add(key);
    const state = text == null ? undefined : JSON.parse(text);
    this.#held.set(key, { state, changed: false });
    return state;
  }

  put(key: string, state: unknown): void {
    const held = this.#held.get(key);
    if (held === undefined) this.#held.set(key, { state, changed: true });
    else {
      held.state = state;
      held.changed = true;
    }
  }

  remove(key: string): void {
    this.put(key, undefined);
  }

  changes(): readonly (readonly [key: string, text: StateText])[] {
    const changes: [string, StateText][] = [];
    for (const [key, { state, changed }] of this.#held) {
      if (!changed) continue;
      changes.push([key, state === undefined ? null : JSON.stringify(state)]);
    }
    return changes;
  }
}

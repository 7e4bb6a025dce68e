/**
 * Tables for one input at a time. What the input changes is held back until it is through, so that several folds which
 * follow from one input count as one: when a state is missing for the last of them, nothing of the first has happened yet,
 * and the input begins anew (F3 of fold.ts).
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';

/** Their states are replaced and never changed in place: no copies are needed, and texts that were read stay read. */
const REPLACED = /^(score\.judges|score\.list-|alert-)/;

export interface StateChange {
  readonly table: string;
  readonly key: string;
  /** Undefined when it was removed. */
  readonly state: unknown;
}

interface Held {
  state: unknown;
  changed: boolean;
}

class OverlayTable implements FoldTable<unknown> {
  readonly name: string;
  readonly under: FoldTable<unknown>;
  readonly held = new Map<string, Held>();

  constructor(name: string, under: FoldTable<unknown>) {
    this.name = name;
    this.under = under;
  }

  get(key: string): unknown {
    const known = this.held.get(key);
    if (known) return known.state;
    const stored = this.under.get(key);
    const state = REPLACED.test(this.name) ? stored : structuredClone(stored);
    this.held.set(key, { state, changed: false });
    return state;
  }

  put(key: string, state: unknown): void {
    this.held.set(key, { state, changed: true });
  }

  remove(key: string): void {
    this.held.set(key, { state: undefined, changed: true });
  }
}

export class InputOverlay implements FoldTables {
  readonly #under: FoldTables;
  readonly #tables = new Map<string, OverlayTable>();

  constructor(under: FoldTables) {
    this.#under = under;
  }

  table<State>(name: string): FoldTable<State> {
    const table = this.#tables.get(name) ?? new OverlayTable(name, this.#under.table(name));
    this.#tables.set(name, table);
    return table as FoldTable<State>;
  }

  /** The input is through: what it has changed is changed. */
  settle(): readonly StateChange[] {
    const changes: StateChange[] = [];
    for (const { name, under, held } of this.#tables.values()) {
      for (const [key, { state, changed }] of held) {
        if (!changed) continue;
        if (state === undefined) under.remove(key);
        else under.put(key, state);
        changes.push({ table: name, key, state });
      }
      held.clear();
    }
    return changes;
  }

  /** The input did not get through: nothing has happened. */
  drop(): void {
    for (const { held } of this.#tables.values()) held.clear();
  }
}

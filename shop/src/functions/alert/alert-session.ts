/**
 * One input's way through the alerts' tables: what it changes and gives out is held back until all of it is known, so that
 * everything is read before anything is written, and what was read is never changed in place.
 */
import type { Emit, FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { ViewOutput } from '../view-output.ts';
import type { AlertTables } from './alert-state.ts';

type TableName = keyof AlertTables;
type Opened = { readonly [Name in TableName]: FoldTable<AlertTables[Name]> };

/** The key of tables that hold one state. */
export const ONLY = 'only';

export class AlertStore {
  readonly tables: Opened;
  readonly emit: Emit<ViewOutput>;

  constructor(tables: FoldTables, emit: Emit<ViewOutput>) {
    this.tables = {
      'alert-index': tables.table('alert-index'),
      'alert-groups': tables.table('alert-groups'),
      'alert-alerts': tables.table('alert-alerts'),
      'alert-watch': tables.table('alert-watch'),
      'alert-norms': tables.table('alert-norms'),
    };
    this.emit = emit;
  }

  /** Runs one input's work, and then writes what it has changed. */
  run(work: (session: AlertSession) => void): void {
    const session = new AlertSession(this);
    work(session);
    session.finish();
  }
}

export class AlertSession {
  readonly #store: AlertStore;
  readonly #changed = new Map<TableName, Map<string, AlertTables[TableName] | null>>();
  readonly #outputs: ViewOutput[] = [];

  constructor(store: AlertStore) {
    this.#store = store;
  }

  get<Name extends TableName>(table: Name, key: string): AlertTables[Name] | undefined {
    const changed = this.#changed.get(table);
    if (changed?.has(key)) return (changed.get(key) as AlertTables[Name] | null) ?? undefined;
    return this.#store.tables[table].get(key);
  }

  put<Name extends TableName>(table: Name, key: string, state: AlertTables[Name]): void {
    this.#change(table, key, state);
  }

  remove(table: TableName, key: string): void {
    this.#change(table, key, null);
  }

  output(output: ViewOutput): void {
    this.#outputs.push(output);
  }

  finish(): void {
    for (const [name, states] of this.#changed) {
      const table = this.#store.tables[name] as FoldTable<AlertTables[TableName]>;
      for (const [key, state] of states) {
        if (state === null) table.remove(key);
        else table.put(key, state);
      }
    }
    for (const output of this.#outputs) this.#store.emit(output);
  }

  #change(table: TableName, key: string, state: AlertTables[TableName] | null): void {
    let states = this.#changed.get(table);
    if (!states) {
      states = new Map();
      this.#changed.set(table, states);
    }
    states.set(key, state);
  }
}

/** Tables that fail when an input reads something new after it has changed or put anything: rule F3 of folds. */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';

export class WatchedTables implements FoldTables {
  readonly #tables = new JsonTables();
  /** What this input has read so far, as it was then. */
  #read = new Map<string, { readonly state: unknown; readonly text: string }>();
  #put = false;

  /** The next input begins. */
  begin(): void {
    this.#read = new Map();
    this.#put = false;
  }

  table<State>(name: string): FoldTable<State> {
    const table = this.#tables.table<State>(name);
    return {
      get: (key) => {
        const state = table.get(key);
        if (!this.#read.has(`${name}/${key}`)) this.#note(`${name}/${key}`, state);
        return state;
      },
      put: (key, state) => {
        this.#put = true;
        this.#read.set(`${name}/${key}`, { state, text: '' });
        table.put(key, state);
      },
      remove: (key) => {
        this.#put = true;
        table.remove(key);
      },
    };
  }

  #note(place: string, state: unknown): void {
    if (this.#put) throw new Error(`${place} is read after something was put`);
    for (const [earlier, read] of this.#read) {
      if (JSON.stringify(read.state) !== read.text) throw new Error(`${earlier} was changed before ${place} was read`);
    }
    this.#read.set(place, { state, text: JSON.stringify(state) });
  }
}

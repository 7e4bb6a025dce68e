/** The views of the data folder, of pipelines and functions, by name, as they are now: a view exists from when a pipeline first opens it. */
import type { Environment } from '@millrace/engine/storage/environment.ts';
import { openViewReader } from '@millrace/engine/views/environment-view.ts';
import type { ViewReader } from '@millrace/engine/views/view-store.ts';
import { storedDefinitions, viewTables } from '@millrace/engine/views/view-tables.ts';
import type { ViewCatalog } from '../serving/view-catalog.ts';

export class StoredViews implements ViewCatalog {
  readonly #environments: readonly Environment[];
  readonly #readers = new Map<string, ViewReader>();

  /** Names of views differ among the environments. */
  constructor(environments: readonly Environment[]) {
    this.#environments = environments;
    // Before anybody writes: opening a table for the first time waits for the commit that is under way.
    for (const environment of environments) viewTables(environment);
  }

  get(name: string): ViewReader | undefined {
    const known = this.#readers.get(name);
    if (known) return known;
    for (const environment of this.#environments) {
      const reader = openViewReader(environment, name);
      if (!reader) continue;
      this.#readers.set(name, reader);
      return reader;
    }
    return undefined;
  }

  keys(): Iterable<string> {
    return this.#environments.flatMap((environment) => storedDefinitions(environment).map(({ name }) => name));
  }
}

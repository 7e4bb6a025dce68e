/** The views of the data folder, by name, as they are now: a view exists from when a pipeline first opens it. */
import type { Environment } from '@millrace/engine/storage/environment.ts';
import { openViewReader } from '@millrace/engine/views/environment-view.ts';
import type { ViewReader } from '@millrace/engine/views/view-store.ts';
import { storedDefinitions } from '@millrace/engine/views/view-tables.ts';
import type { ViewCatalog } from '../serving/view-catalog.ts';

export class StoredViews implements ViewCatalog {
  readonly #environment: Environment;
  readonly #readers = new Map<string, ViewReader>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  get(name: string): ViewReader | undefined {
    const known = this.#readers.get(name);
    if (known) return known;
    const reader = openViewReader(this.#environment, name);
    if (reader) this.#readers.set(name, reader);
    return reader;
  }

  keys(): Iterable<string> {
    return storedDefinitions(this.#environment).map(({ name }) => name);
  }
}

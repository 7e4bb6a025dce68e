/** Where the tables that are made of views get their rows: the view's feed, and the view itself by time. */
import type { Environment } from '@millrace/engine/storage/environment.ts';
import { openViewReader } from '@millrace/engine/views/environment-view.ts';
import { timeBounds, timedRows } from '@millrace/engine/views/timed-rows.ts';
import type { ViewChange, ViewReader, ViewRow } from '@millrace/engine/views/view-store.ts';

export class ViewSource {
  readonly name: string;
  readonly #environments: readonly Environment[];
  #found: { readonly environment: Environment; readonly reader: ViewReader } | undefined;

  /** @param environments of all that write views; a view is in one of them. */
  constructor(name: string, environments: readonly Environment[]) {
    this.name = name;
    this.#environments = environments;
  }

  /** Changes with a number > `after`, oldest first; none before the view's pipeline has run. */
  changes(after: number, limit: number): readonly ViewChange[] {
    return this.#find()?.reader.changes(after, limit) ?? [];
  }

  lastChange(): number {
    return this.#find()?.reader.lastChange() ?? 0;
  }

  /** Final rows whose time lies in `[fromMs, toMs)`. */
  *rowsBetween(fromMs: number, toMs: number): Generator<ViewRow> {
    const found = this.#find();
    if (!found) return;
    for (const { row, final } of timedRows(found.environment, this.name, { fromMs, toMs })) if (final) yield row;
  }

  timeBounds(): { readonly oldestMs: number; readonly newestMs: number } | undefined {
    const found = this.#find();
    return found && timeBounds(found.environment, this.name);
  }

  #find() {
    if (this.#found) return this.#found;
    for (const environment of this.#environments) {
      const reader = openViewReader(environment, this.name);
      if (reader) this.#found = { environment, reader };
    }
    return this.#found;
  }
}

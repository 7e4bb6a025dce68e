/**
 * The sink of the `view` connector: rows become entries of a keyed view, in the pipeline's commit.
 *
 * Of the changes to one key within a micro-batch only the last is written: that is what the view would hold anyway, and
 * a feed that the live page can follow.
 *
 * A table with `'emit.early' = 'only'` shows present values in a view whose final rows another query writes: where that
 * query gives a window no final row, the present value leaves when the window closes.
 */

import { parseDuration } from '../row/parse-duration.ts';
import { Change, type Change as ChangeKind, type Row } from '../row/row.ts';
import { rowToValues } from '../row/row-class.ts';
import type { SinkNode, TableDefinition } from '../sql/plan/physical-plan.ts';
import type { StateValue } from '../state/state-store.ts';
import type { Environment } from '../storage/environment.ts';
import { openViewWriter } from '../views/environment-view.ts';
import type { ViewDefinition, ViewKey, ViewWriter } from '../views/view-store.ts';
import { PendingChanges } from './pending-changes.ts';
import type { Sink } from './sink.ts';
import { invalidTable, tableOptions } from './table-options.ts';
import { toKeyPart, toViewRow } from './view-value.ts';

/** Changes that a live page can resume from, unless the table says otherwise. */
const DEFAULT_FEED_LENGTH = 10_000;

export interface ViewSinkOptions {
  readonly node: SinkNode;
  /** The state store's environment: the view is written in its transactions. */
  readonly environment: Environment;
}

/**
 * Opens the view that a sink's table describes. Options: `view` (its name, if not the table's), `feed.length` (changes
 * kept), `retention` (a duration, by the first time column of the primary key), `emit.early` (present values of open
 * windows, marked as not final).
 * @throws SqlError SQL_INVALID_TABLE for a table without a primary key or with unknown options
 */
export function createViewSink({ node, environment }: ViewSinkOptions): ViewSink {
  const { definition, retentionMs, earlyOnly } = declaredView(node.table);
  const view = openViewWriter(environment, definition, retentionMs === undefined ? {} : { retentionMs });
  return new ViewSink(view, new PendingChanges(definition, retentionMs), earlyOnly);
}

/** The view that a table of the connector declares. */
export interface DeclaredView {
  readonly definition: ViewDefinition;
  readonly retentionMs?: number | undefined;
  /** Whether the table shows present values in a view that another one writes. */
  readonly earlyOnly: boolean;
}

/** @throws SqlError SQL_INVALID_TABLE for a table without a primary key or with unknown options */
export function declaredView(table: TableDefinition): DeclaredView {
  if (table.primaryKey.length === 0) {
    invalidTable(table, 'a view needs a key', 'add PRIMARY KEY (…) NOT ENFORCED to its columns');
  }
  const { name, feedLength, retentionMs, earlyOnly } = viewOptions(table);
  const { schema, primaryKey } = table;
  return { definition: { name, schema, primaryKey, feedLength }, retentionMs, earlyOnly };
}

interface ViewTableOptions {
  readonly name: string;
  readonly earlyOnly: boolean;
  readonly feedLength: number;
  readonly retentionMs?: number | undefined;
}

function viewOptions(table: TableDefinition): ViewTableOptions {
  const options = tableOptions(table);
  const name = options.text('view') ?? table.name;
  const feedLength = options.integer('feed.length', 1) ?? DEFAULT_FEED_LENGTH;
  const retention = options.text('retention');
  // Compile reads it too, and wires early results to the sinks that ask for them.
  const earlyOnly = options.choice('emit.early', ['true', 'false', 'only'], 'false') === 'only';
  options.finish();
  if (retention === undefined) return { name, earlyOnly, feedLength };
  const retentionMs = parseDuration(retention);
  if (retentionMs === undefined) invalidTable(table, `'retention' = '${retention}' is no duration`, "write '90 d'");
  return { name, earlyOnly, feedLength, retentionMs };
}

export class ViewSink implements Sink {
  readonly #view: ViewWriter;
  readonly #keyColumns: readonly number[];
  readonly #changes: PendingChanges;
  readonly #earlyOnly: boolean;

  constructor(view: ViewWriter, changes: PendingChanges, earlyOnly = false) {
    const { schema, primaryKey } = view.definition;
    this.#view = view;
    this.#keyColumns = primaryKey.map((name) => schema.findIndex((field) => field.name === name));
    this.#changes = changes;
    this.#earlyOnly = earlyOnly;
  }

  get viewName(): string {
    return this.#view.definition.name;
  }

  onRow(row: Row, change: ChangeKind): void {
    this.#changes.add(row, change);
  }

  commit(): void {
    const { schema } = this.#view.definition;
    for (const { row, change } of this.#changes.take()) {
      const values = rowToValues(row);
      const key: ViewKey = this.#keyColumns.map((column) => {
        const field = schema[column];
        return field === undefined ? null : toKeyPart(values[column] ?? null, field.type);
      });
      if (this.#earlyOnly && change !== Change.EARLY) this.#removeEarly(key);
      // The row that an update replaces is the last word on its key where the new row has another, or was filtered out.
      else if (change === Change.DELETE || change === Change.UPDATE_BEFORE) this.#view.remove(key);
      else this.#view.put({ key, row: toViewRow(values, schema), final: change !== Change.EARLY });
    }
  }

  /** The window has closed: its present value goes, unless the other query's final row has taken its place. */
  #removeEarly(key: ViewKey): void {
    if (this.#view.get(key)?.final === false) this.#view.remove(key);
  }

  finish(): void {}

  /** The view itself says what was written: a restart needs nothing else. */
  position(): StateValue {
    return null;
  }

  seek(_position: StateValue): void {}
}

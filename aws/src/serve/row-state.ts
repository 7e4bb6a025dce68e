/**
 * The rows of `insights` as views, with their position in the stream, in an environment on the process's own disk, where all of it
 * changes in one transaction.
 */
import { fromViewValue, toKeyPart, toViewRow } from '@millrace/engine/connectors/view-value.ts';
import type { Environment, Table } from '@millrace/engine/storage/environment.ts';
import { LmdbEnvironment } from '@millrace/engine/storage/lmdb-environment.ts';
import { openViewWriter } from '@millrace/engine/views/environment-view.ts';
import type { ViewEntry, ViewWriter } from '@millrace/engine/views/view-store.ts';
import { insightOf, type RowInsight } from '../stream/insight-record.ts';
import type { StreamRecord } from '../stream/stream-record.ts';
import { type ReplicaState, STREAM_INPUT } from './replica-state.ts';
import { rowViews } from './row-views.ts';

export class RowState implements ReplicaState {
  readonly #environment: LmdbEnvironment;
  readonly #positions: Table;
  readonly #views: ReadonlyMap<string, ViewWriter>;
  #waiting: RowInsight[] = [];

  /** @param folder empty, or with the file of a checkpoint. @throws MillraceError STORAGE_FAILED. */
  constructor(folder: string) {
    const environment = LmdbEnvironment.open({ folder, durability: 'consistent' });
    this.#environment = environment;
    this.#positions = environment.table('positions');
    this.#views = new Map(
      rowViews().map(({ definition, retentionMs }) => [
        definition.name,
        openViewWriter(environment, definition, retentionMs === undefined ? {} : { retentionMs }),
      ]),
    );
  }

  /** Holds the rows of the views. */
  get environment(): Environment {
    return this.#environment;
  }

  get position(): string | undefined {
    const bytes = this.#positions.get(Buffer.from(STREAM_INPUT));
    return bytes && Buffer.from(bytes).toString();
  }

  /** Rows of tables that are not views here, and the events that decisions are made of, are passed over. */
  apply({ data }: StreamRecord): void {
    const insight = insightOf(data);
    if (insight.kind === 'row' && this.#views.has(insight.view)) this.#waiting.push(insight);
  }

  commit(position: () => string): Promise<void> {
    return this.#environment.transactionAsync(() => {
      const rows = this.#waiting;
      this.#waiting = [];
      for (const row of rows) this.#write(row);
      this.#positions.put(Buffer.from(STREAM_INPUT), Buffer.from(position()));
    });
  }

  copyTo(folder: string): Promise<void> {
    return this.#environment.copyTo(folder);
  }

  close(): Promise<void> {
    return this.#environment.close();
  }

  #write({ view, row, deleted }: RowInsight): void {
    const writer = this.#views.get(view);
    if (writer === undefined) return;
    const entry = entryOf(writer, row);
    if (deleted) writer.remove(entry.key);
    // A row that Flink tells again after a restart is no news.
    else if (!isThere(writer, entry)) writer.put(entry);
  }
}

/** As one process writes it: decimals with the digits of their type, every column there. */
function entryOf({ definition: { schema, primaryKey } }: ViewWriter, row: RowInsight['row']): ViewEntry {
  const values = schema.map(({ name, type }) => fromViewValue(row[name], type));
  const key = primaryKey.map((name) => {
    const at = schema.findIndex((field) => field.name === name);
    const field = schema[at];
    return field === undefined ? null : toKeyPart(values[at] ?? null, field.type);
  });
  return { key, row: toViewRow(values, schema), final: true };
}

function isThere(writer: ViewWriter, { key, row }: ViewEntry): boolean {
  const held = writer.get(key);
  return held !== undefined && JSON.stringify(held.row) === JSON.stringify(row);
}

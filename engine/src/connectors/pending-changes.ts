/**
 * The changes to a view since the last commit: of each key only the last, and none that the view would drop at once.
 *
 * Catching up over months, a pipeline can give millions of rows of which the view keeps an hour. What is older than the
 * newest row by more than the retention is forgotten while rows come in, so that neither memory nor commit pays for it.
 */
import type { Change, Row } from '../row/row.ts';
import { rowToValues } from '../row/row-class.ts';
import { type RowKey, rowKey } from '../row/row-key.ts';
import { timeKey } from '../views/view-retention.ts';
import type { ViewDefinition } from '../views/view-store.ts';

export interface PendingChange {
  readonly row: Row;
  readonly change: Change;
}

/** Fewer than this are not worth looking through. */
const MIN_PRUNED = 20_000;

export class PendingChanges {
  readonly #keyOf: (row: Row) => RowKey;
  readonly #isForgotten: ((row: Row, newestMs: number) => boolean) | undefined;
  readonly #timeMs: (row: Row) => number;
  readonly #changes = new Map<RowKey, PendingChange>();
  #pruneAt = MIN_PRUNED;

  /** Rows are of the view's schema; without a retention none is forgotten. */
  constructor(definition: ViewDefinition, retentionMs: number | undefined) {
    const { schema, primaryKey } = definition;
    const columns = primaryKey.map((name) => schema.findIndex((field) => field.name === name));
    this.#keyOf = rowKey(schema, columns);
    if (retentionMs === undefined) {
      this.#timeMs = () => Number.NaN;
      return;
    }
    const { index, unitMs } = timeKey(definition);
    const column = columns[index] ?? 0;
    this.#timeMs = (row) => {
      const time = rowToValues(row)[column];
      return typeof time === 'number' ? time * unitMs : Number.NaN;
    };
    this.#isForgotten = (row, newestMs) => this.#timeMs(row) < newestMs - retentionMs;
  }

  /** The newest change of a key stands last, in the order in which changes came. */
  add(row: Row, change: Change): void {
    const key = this.#keyOf(row);
    this.#changes.delete(key);
    this.#changes.set(key, { row, change });
    if (this.#changes.size >= this.#pruneAt) this.#prune();
  }

  /** Hands out what is to be written, and forgets it. */
  take(): readonly PendingChange[] {
    if (this.#changes.size >= MIN_PRUNED) this.#prune();
    const changes = [...this.#changes.values()];
    this.#changes.clear();
    this.#pruneAt = MIN_PRUNED;
    return changes;
  }

  #prune(): void {
    const isForgotten = this.#isForgotten;
    if (isForgotten) {
      let newestMs = Number.NEGATIVE_INFINITY;
      // A row without a time, which is NaN here, is kept for ever.
      for (const { row } of this.#changes.values()) {
        const timeMs = this.#timeMs(row);
        if (timeMs > newestMs) newestMs = timeMs;
      }
      for (const [key, { row }] of this.#changes) if (isForgotten(row, newestMs)) this.#changes.delete(key);
    }
    this.#pruneAt = Math.max(MIN_PRUNED, 2 * this.#changes.size);
  }
}

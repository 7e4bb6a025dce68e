/**
 * How far each product's standings have come. Flink writes rows again when it starts from a checkpoint, and an old word on
 * a product would open an alert that is over.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';

interface Newest {
  readonly changedAt: string;
  /** The events that said so: several may have come within one millisecond. */
  readonly eventIds: readonly string[];
}

export class StandingOrder {
  readonly #newest: FoldTable<Newest>;

  constructor(tables: FoldTables) {
    this.#newest = tables.table('decisions.standings');
  }

  /** True for a row that is newer than all that were taken of its product. */
  takes(row: ViewRow): boolean {
    const [productId, changedAt, eventId] = [row.productId, row.changedAt, row.eventId].map(String) as [
      string,
      string,
      string,
    ];
    const known = this.#newest.get(productId);
    if (known && (changedAt < known.changedAt || (changedAt === known.changedAt && known.eventIds.includes(eventId)))) {
      return false;
    }
    const sameTime = known?.changedAt === changedAt ? known.eventIds : [];
    this.#newest.put(productId, { changedAt, eventIds: [...sameTime, eventId] });
    return true;
  }
}

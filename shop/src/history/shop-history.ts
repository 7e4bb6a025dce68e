/** All past events that are kept: from the warehouse what the log has dropped, and then the log. */
import type { EventHistory, HistoryPiece } from './event-history.ts';
import { LogHistory } from './log-history.ts';
import { WarehouseHistory } from './warehouse-history.ts';

export class ShopHistory implements EventHistory {
  readonly keptFromMs: number | null;
  readonly #log: LogHistory;
  readonly #warehouse: WarehouseHistory | undefined;

  /** Holds what both have at this moment. */
  constructor(dataFolder: string) {
    this.#log = new LogHistory(dataFolder);
    this.#warehouse = WarehouseHistory.open(dataFolder, this.#log.first);
    this.keptFromMs = this.#warehouse ? this.#warehouse.keptFromMs : this.#log.keptFromMs;
  }

  async *pieces(): AsyncGenerator<HistoryPiece> {
    // How much longer the warehouse's part is, is not known; half of the work each is near enough for what it is told.
    const parts = this.#warehouse ? 2 : 1;
    if (this.#warehouse) {
      for await (const { events, share } of this.#warehouse.pieces()) yield { events, share: share / parts };
    }
    for (const { events, share } of this.#log.pieces()) yield { events, share: (share + parts - 1) / parts };
  }

  async close(): Promise<void> {
    await this.#warehouse?.close();
    await this.#log.close();
  }
}

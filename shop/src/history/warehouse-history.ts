/** Past events from the warehouse: those that the log has dropped, in the order in which the log had them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ShopEvent } from '../functions/shop-event.ts';
import { DuckSession } from '../sinks/warehouse/duck-session.ts';
import { Manifest, type WarehouseFile } from '../sinks/warehouse/manifest.ts';
import { readFiles } from '../sinks/warehouse/read-files.ts';
import { WAREHOUSE_TABLES } from '../sinks/warehouse/warehouse-tables.ts';
import type { HistoryPiece } from './event-history.ts';
import { WAREHOUSE_EVENT, warehouseEvent } from './warehouse-event.ts';

/** About as many events are held at once. */
const EVENTS_PER_PIECE = 20_000;
const MEMORY_MB = 256;

export class WarehouseHistory {
  readonly #manifest: Manifest;
  readonly #files: readonly WarehouseFile[];
  readonly #before: number;
  readonly #first: number;

  private constructor(manifest: Manifest, before: number, first: number) {
    this.#manifest = manifest;
    this.#before = before;
    this.#first = first;
    this.#files = manifest.files('events').filter((file) => file.first < before && file.last >= first);
  }

  /**
   * What the warehouse has of the events before a log sequence, without a gap up to it; undefined when that is nothing.
   * @param before the first sequence that the log has itself.
   */
  static open(dataFolder: string, before: number): WarehouseHistory | undefined {
    if (before <= 1) return undefined;
    const manifest = new Manifest(dataFolder);
    const { next = 0, from = 1 } = manifest.position('events') ?? {};
    if (next >= before && from < before) return new WarehouseHistory(manifest, before, from);
    void manifest.close();
    return undefined;
  }

  /** Arrival time from which on every event is there; null when none was ever dropped. */
  get keptFromMs(): number | null {
    const { from = 1, fromMs = 0, droppedMs = 0 } = this.#manifest.position('events') ?? {};
    const missing = Math.max(from > 1 ? fromMs : 0, droppedMs);
    return missing === 0 ? null : missing;
  }

  /** @throws MillraceError WAREHOUSE_FAILED. */
  async *pieces(): AsyncGenerator<HistoryPiece> {
    const spillFolder = mkdtempSync(join(tmpdir(), 'millrace-history-'));
    const session = await DuckSession.open({ spillFolder, memoryMb: MEMORY_MB });
    try {
      const step = this.#step();
      for (let from = this.#first; from < this.#before; from += step) {
        const to = Math.min(from + step, this.#before);
        const events = await this.#eventsBetween(session, from, to);
        yield { events, share: (to - this.#first) / (this.#before - this.#first) };
      }
    } finally {
      session.close();
      rmSync(spillFolder, { recursive: true, force: true });
    }
  }

  close(): Promise<void> {
    return this.#manifest.close();
  }

  /** How many sequences hold about as many events as one piece should. */
  #step(): number {
    const rows = this.#files.reduce((sum, file) => sum + file.rows, 0);
    return Math.max(1, Math.floor(((this.#before - this.#first) * EVENTS_PER_PIECE) / Math.max(1, rows)));
  }

  async #eventsBetween(session: DuckSession, from: number, to: number): Promise<readonly ShopEvent[]> {
    const files = this.#files.filter((file) => file.first < to && file.last >= from);
    if (files.length === 0) return [];
    const rows = await session.rows(
      `SELECT ${WAREHOUSE_EVENT} FROM ${readFiles(WAREHOUSE_TABLES.events, files, this.#manifest.folder)}
       WHERE log_sequence >= ${from} AND log_sequence < ${to} AND event_type <> 'heartbeat'
       ORDER BY log_sequence, log_partition, log_offset`,
    );
    return rows.map(warehouseEvent);
  }
}

/** Past events from the warehouse: those that the log has dropped, in the order in which the log had them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBValue } from '@duckdb/node-api';
import type { EventType, ShopEvent } from '../functions/shop-event.ts';
import { DuckSession } from '../sinks/warehouse/duck-session.ts';
import { Manifest, type WarehouseFile } from '../sinks/warehouse/manifest.ts';
import { readFiles } from '../sinks/warehouse/read-files.ts';
import { WAREHOUSE_TABLES } from '../sinks/warehouse/warehouse-tables.ts';
import type { HistoryPiece } from './event-history.ts';

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
      `SELECT ${COLUMNS.join(', ')} FROM ${readFiles(WAREHOUSE_TABLES.events, files, this.#manifest.folder)}
       WHERE log_sequence >= ${from} AND log_sequence < ${to} AND event_type <> 'heartbeat'
       ORDER BY log_sequence, log_partition, log_offset`,
    );
    return rows.map(toEvent);
  }
}

/** Numbers as doubles, which hold them exactly: DuckDB's own would come as objects. */
const COLUMNS = [
  ...['event_id', 'user_id', 'anonymous_id', 'session_id', 'event_type'],
  'CAST(epoch_ms(event_time) AS DOUBLE)',
  'CAST(epoch_ms(received_at) AS DOUBLE)',
  ...['product_id', 'category'],
  'CAST(CAST(price * 10000 AS BIGINT) AS DOUBLE)',
  'CAST(quantity AS DOUBLE)',
  ...['device_type', 'country', 'region', 'order_id', 'status', 'query', 'ip', 'currency', 'properties'],
];

/** In the order of COLUMNS, whose types the files have. */
function toEvent(row: readonly DuckDBValue[]): ShopEvent {
  const text = (place: number) => row[place] as string | null;
  const number = (place: number) => row[place] as number | null;
  return {
    eventId: text(0) ?? '',
    userId: text(1),
    anonymousId: text(2),
    sessionId: text(3),
    eventType: row[4] as EventType,
    timestampMs: number(5) ?? 0,
    receivedMs: number(6) ?? 0,
    productId: text(7),
    category: text(8),
    priceTenThousandths: number(9),
    quantity: number(10),
    deviceType: text(11),
    country: text(12),
    region: text(13),
    orderId: text(14),
    status: text(15),
    query: text(16),
    ip: text(17),
    currency: text(18),
    properties: text(19),
  };
}

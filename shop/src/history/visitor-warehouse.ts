/** A visitor's events in the warehouse: of times that the log has no more, or too much of. One request at a time. */
import { join } from 'node:path';
import { DuckSession, quoted } from '../sinks/warehouse/duck-session.ts';
import { Manifest } from '../sinks/warehouse/manifest.ts';
import { readFiles } from '../sinks/warehouse/read-files.ts';
import { WAREHOUSE_TABLES } from '../sinks/warehouse/warehouse-tables.ts';
import { Problem } from '../sources/http/problem.ts';
import type { EventsWanted } from './event-times.ts';
import type { FoundEvents } from './visitor-log.ts';
import { WAREHOUSE_EVENT, warehouseEvent } from './warehouse-event.ts';

const MEMORY_MB = 256;
/** Requests that wait for their turn. */
const MOST_WAITING = 4;
/** More than a person does in a week; the newest count. */
const MOST_ROWS = 2_000;

/** What the warehouse has, and the batch of the log that it has come to. */
interface PastEvents extends FoundEvents {
  readonly nextSequence: number;
}

export class VisitorWarehouse {
  readonly #manifest: Manifest;
  readonly #spillFolder: string;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(dataFolder: string) {
    this.#manifest = new Manifest(dataFolder);
    this.#spillFolder = join(dataFolder, 'visitor-spill');
  }

  /** @throws Problem 429 when too many wait, MillraceError WAREHOUSE_FAILED. */
  async find(wanted: EventsWanted): Promise<PastEvents> {
    if (this.#waiting >= MOST_WAITING) throw BUSY;
    this.#waiting += 1;
    const found = this.#turn.then(() => this.#read(wanted));
    this.#turn = found.catch(() => undefined);
    try {
      return await found;
    } finally {
      this.#waiting -= 1;
    }
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#manifest.close();
  }

  /** Days and hours pass over most files, names over most of the rest. */
  async #read({ names, fromMs, toMs }: EventsWanted): Promise<PastEvents> {
    // Before the files: then they hold at least what it says.
    const position = this.#manifest.position('events');
    const files = this.#manifest.files('events').filter((file) => file.minMs <= toMs && file.maxMs >= fromMs);
    const { droppedMs = 0, next: nextSequence = 1 } = position ?? {};
    if (files.length === 0)
      return { events: [], complete: position !== undefined && droppedMs <= fromMs, nextSequence };
    const session = await DuckSession.open({ spillFolder: this.#spillFolder, memoryMb: MEMORY_MB });
    try {
      const list = Array.from(names, quoted).join(', ');
      const days = `date BETWEEN ${day(fromMs)} AND ${day(toMs)}`;
      const times = `event_time BETWEEN epoch_ms(${Math.floor(fromMs)}) AND epoch_ms(${Math.ceil(toMs)})`;
      const whose = `(user_id IN (${list}) OR (user_id IS NULL AND anonymous_id IN (${list})))`;
      const rows = await session.rows(
        `SELECT ${WAREHOUSE_EVENT} FROM ${readFiles(WAREHOUSE_TABLES.events, files, this.#manifest.folder)}
         WHERE ${days} AND ${times} AND ${whose} ORDER BY event_time DESC, log_sequence DESC LIMIT ${MOST_ROWS}`,
      );
      return {
        events: rows.map(warehouseEvent),
        complete: droppedMs <= fromMs && rows.length < MOST_ROWS,
        nextSequence,
      };
    } finally {
      session.close();
    }
  }
}

function day(timeMs: number): string {
  return `DATE '${new Date(timeMs).toISOString().slice(0, 10)}'`;
}

const BUSY = new Problem({
  status: 429,
  code: 'VISITOR_EVENTS_BUSY',
  detail: 'Others are looking for past events; they are looked for one request at a time. Ask again in a moment.',
  retryAfterSeconds: 2,
});

/**
 * A visitor's events of a time, in the order in which they happened: from the log where it is short enough to be gone
 * through. Else from the warehouse, and of the log what the warehouse has not come to: however large the shop, that is no
 * more than a file or two of the warehouse hold.
 */
import type { ShopEvent } from '../functions/shop-event.ts';
import type { EventsWanted } from './event-times.ts';
import { type FoundEvents, VisitorLog } from './visitor-log.ts';
import { VisitorWarehouse } from './visitor-warehouse.ts';

export class VisitorEvents {
  readonly #log: VisitorLog;
  readonly #warehouse: VisitorWarehouse;

  /** @param logBytes of the log, that one request goes through. */
  constructor(dataFolder: string, logBytes?: number) {
    this.#log = new VisitorLog(dataFolder, logBytes);
    this.#warehouse = new VisitorWarehouse(dataFolder);
  }

  /** @throws Problem 429 when too many ask for past events at once, MillraceError WAREHOUSE_FAILED. */
  async find(wanted: EventsWanted): Promise<FoundEvents> {
    const { keptFromMs } = this.#log;
    const span = this.#log.spanOf(wanted);
    if (span.isShort && (keptFromMs === null || wanted.fromMs >= keptFromMs)) {
      return { events: inOrder(await this.#log.read(wanted, span)), complete: true };
    }
    const past = await this.#warehouse.find(wanted);
    const rest = span.isShort ? span : this.#log.spanOf(wanted, past.nextSequence);
    const recent = await this.#log.read(wanted, rest);
    return { events: inOrder([...past.events, ...recent]), complete: past.complete && rest.isShort };
  }

  async close(): Promise<void> {
    await this.#warehouse.close();
    await this.#log.close();
  }
}

/** Each once: what is in the log may be in the warehouse, too. */
function inOrder(events: readonly ShopEvent[]): readonly ShopEvent[] {
  const once = new Map(events.map((event) => [event.eventId, event]));
  return [...once.values()].sort(
    (one, other) => one.timestampMs - other.timestampMs || one.receivedMs - other.receivedMs,
  );
}

/** A visitor's events of a time, in the order in which they happened: from the log, and of what it has no more the warehouse. */
import type { ShopEvent } from '../functions/shop-event.ts';
import { MOST_ARRIVALS } from '../functions/visits/arrivals.ts';
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
    const keptFromMs = this.#log.keptFromMs();
    const isOlder = keptFromMs !== null && wanted.fromMs < keptFromMs;
    const recent = await this.#log.find(wanted);
    if (!isOlder && (recent.complete || areRemembered(wanted))) {
      return { events: inOrder(recent.events), complete: true };
    }
    const past = await this.#warehouse.find(wanted);
    return { events: inOrder([...past.events, ...recent.events]), complete: recent.complete && past.complete };
  }

  async close(): Promise<void> {
    await this.#warehouse.close();
    await this.#log.close();
  }
}

/** Whether every event of the time that a visit counts is one of those whose arrival is remembered. */
function areRemembered({ arrivals, fromMs }: EventsWanted): boolean {
  return arrivals.length > 0 && (arrivals.length < MOST_ARRIVALS || (arrivals[0] ?? 0) <= fromMs);
}

/** Each once: what is in the log may be in the warehouse, too. */
function inOrder(events: readonly ShopEvent[]): readonly ShopEvent[] {
  const once = new Map(events.map((event) => [event.eventId, event]));
  return [...once.values()].sort(
    (one, other) => one.timestampMs - other.timestampMs || one.receivedMs - other.receivedMs,
  );
}

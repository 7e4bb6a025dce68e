/**
 * The collector in front of a stream: events are screened and stamped as by the collector in front of the log, with the
 * same verdicts, and what is good goes to the stream by buckets.
 *
 * C1. A verdict is given when the event is safe: good ones on the stream (or in the producer's spool), bad ones in quarantine.
 * C2. A `duplicate` is answered when the event that it repeats is safe. What this process does not remember, such as what
 *     another one took, goes in twice, and is dropped by its id behind the stream.
 * C3. What could not be put may still be there; its ids are forgotten, so that sending again is right.
 * C4. No verdict is `late`: only who computes windows knows that, and says it there.
 */
import type { ArrivalClock } from '@millrace/shop/events/arrival-clock.ts';
import {
  type Collector,
  type IncomingEvents,
  judge,
  quarantineEntry,
  receiveTime,
} from '@millrace/shop/events/collector.ts';
import { EventIdList, eventIdBits, forEachEventId, readEventId } from '@millrace/shop/events/event-id.ts';
import { eventRecord } from '@millrace/shop/events/event-record.ts';
import { formatInstant } from '@millrace/shop/events/instant.ts';
import { maskEntry } from '@millrace/shop/events/mask-secrets.ts';
import { orderKeyOf } from '@millrace/shop/events/partition-of.ts';
import type { NewQuarantineEntry } from '@millrace/shop/events/quarantine-entry.ts';
import type { SeenIds } from '@millrace/shop/events/seen-ids.ts';
import { ACCEPTED, DUPLICATE, type Verdict } from '@millrace/shop/events/verdict.ts';
import { bucketOf } from '../stream/bucket.ts';
import type { StreamEvent } from '../stream/stream-event.ts';

export interface StreamCollectorParts {
  readonly clock: ArrivalClock;
  /** Resolves when the events are safe. */
  readonly put: (events: readonly StreamEvent[]) => Promise<void>;
  /** The same for events that were refused. */
  readonly quarantine: (entries: readonly NewQuarantineEntry[]) => Promise<void>;
  /** For a process that lives long enough to see its clients try again. */
  readonly seen?: SeenIds;
}

export class StreamCollector implements Pick<Collector, 'collect'> {
  readonly #parts: StreamCollectorParts;
  readonly #underWay = new Set<Promise<void>>();
  readonly #id = eventIdBits();

  constructor(parts: StreamCollectorParts) {
    this.#parts = parts;
  }

  /** @throws Error as `put` and `quarantine` do: it is not known then what has become of the events. */
  async collect(incoming: IncomingEvents): Promise<readonly Verdict[]> {
    const receivedMs = this.#parts.clock.now();
    const turn: Turn = {
      incoming,
      receivedMs,
      receivedAt: formatInstant(receivedMs),
      events: [],
      refused: [],
      ids: new EventIdList(),
      repeats: false,
    };
    const verdicts = incoming.values.map((value, index) => this.#take(value, index, turn));
    const before = turn.repeats ? [...this.#underWay] : [];
    const kept = this.#keep(turn);
    this.#underWay.add(kept);
    try {
      await Promise.all([kept, ...before]);
    } finally {
      this.#underWay.delete(kept);
    }
    return verdicts;
  }

  #take(value: unknown, index: number, turn: Turn): Verdict {
    const { incoming, receivedMs, receivedAt } = turn;
    const judged = judge(value, index, { incoming, at: receiveTime(incoming, receivedMs) });
    if (judged.code !== undefined) {
      turn.refused.push(maskEntry(quarantineEntry(judged, index, { incoming, receivedAt })));
      return { verdict: 'quarantined', ...judged };
    }
    const { seen } = this.#parts;
    if (seen && incoming.comesOnce !== true) {
      readEventId(judged.event.eventId, this.#id);
      if (!seen.add(this.#id, receivedMs)) {
        turn.repeats = true;
        return DUPLICATE;
      }
      turn.ids.push(this.#id);
    }
    turn.events.push({ bucket: bucketOf(orderKeyOf(judged.event)), json: eventRecord(judged, receivedAt) });
    return ACCEPTED;
  }

  async #keep({ events, refused, ids, receivedMs }: Turn): Promise<void> {
    const { put, quarantine, seen } = this.#parts;
    try {
      await Promise.all([
        events.length > 0 ? put(events) : undefined,
        refused.length > 0 ? quarantine(refused) : undefined,
      ]);
    } catch (cause) {
      forEachEventId(ids.bytes(), (id) => seen?.remove(id, receivedMs));
      throw cause;
    }
  }
}

/** What the events of one call have in common, and what becomes of them. */
interface Turn {
  readonly incoming: IncomingEvents;
  readonly receivedMs: number;
  readonly receivedAt: string;
  readonly events: StreamEvent[];
  readonly refused: NewQuarantineEntry[];
  readonly ids: EventIdList;
  repeats: boolean;
}

/**
 * A log as a busy server would have written it: simulated shoppers' events in the collector's own stored form, with
 * arrival times at the pace of real time. Only HTTP and the waiting for the disk are left out.
 */
import { randomUUID } from 'node:crypto';
import { openLogWriter } from '../engine/src/log/lmdb-log-writer.ts';
import { BatchRecords } from '../shop/src/events/batch-records.ts';
import { type EventIdBits, eventIdBits, readEventId } from '../shop/src/events/event-id.ts';
import { eventRecord } from '../shop/src/events/event-record.ts';
import { formatInstant } from '../shop/src/events/instant.ts';
import { PARTITION_COUNT, partitionOf } from '../shop/src/events/partition-of.ts';
import { type EventSource, screenEvent } from '../shop/src/events/screen-event.ts';
import { SeenIds } from '../shop/src/events/seen-ids.ts';
import { Simulation } from '../shop/src/simulate/simulation.ts';

export interface SimulatedLogOptions {
  readonly dataFolder: string;
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly users?: number;
  readonly products?: number;
  /** Ids of events as browsers make them, in place of the simulation's own, which compress better. */
  readonly uuids?: boolean;
}

/** Events that arrive within this share a batch: what a server of that rate puts into one commit. */
const BATCH_MS = 20;
const START_MS = Date.UTC(2024, 0, 15, 10);
const SEED = 7;
const USERS = 100_000;
const PRODUCTS = 5_000;
/** Batches that wait for the disk at once. */
const MOST_WAITING = 256;
const SOURCE: EventSource = { hasEscapes: false, sizeBytes: () => 0 };

export async function writeSimulatedLog(options: SimulatedLogOptions): Promise<void> {
  const { dataFolder } = options;
  const log = openLogWriter(dataFolder, PARTITION_COUNT);
  const screen = new Screen();
  let waiting: Promise<number>[] = [];
  for (const { atMs, texts } of batches(options)) {
    const named = options.uuids === true ? texts.map(withUuid) : texts;
    const records = screen.batch(named, START_MS + atMs).records();
    waiting.push(log.append(START_MS + atMs, records));
    if (waiting.length >= MOST_WAITING) {
      await Promise.all(waiting);
      waiting = [];
    }
  }
  await Promise.all(waiting);
  await log.close();
}

function withUuid(text: string): string {
  return text.replace(/"eventId":"[^"]*"/, () => `"eventId":"${randomUUID()}"`);
}

/** The simulation's deliveries, by the batch that they arrive in. */
function* batches(options: SimulatedLogOptions): Generator<{ readonly atMs: number; readonly texts: string[] }> {
  const { events, eventsPerSecond: rate, users = USERS, products = PRODUCTS } = options;
  const seconds = events / rate;
  let atMs = BATCH_MS;
  let texts: string[] = [];
  for (const delivery of new Simulation({ seed: SEED, rate, seconds, startMs: START_MS, users, products }).events()) {
    while (delivery.atMs >= atMs) {
      yield { atMs, texts };
      texts = [];
      atMs += BATCH_MS;
    }
    texts.push(delivery.text);
  }
  yield { atMs, texts };
}

/** What the collector does to each event before it goes to the log. */
class Screen {
  readonly #seen = new SeenIds();
  readonly #id: EventIdBits = eventIdBits();

  batch(texts: readonly string[], receivedMs: number): BatchRecords {
    const records = new BatchRecords();
    const receivedAt = formatInstant(receivedMs);
    for (const value of texts.flatMap(parsed)) {
      const screened = screenEvent(value, SOURCE, { receivedMs });
      if (screened.code !== undefined) continue;
      readEventId(screened.event.eventId, this.#id);
      if (!this.#seen.add(this.#id, receivedMs)) continue;
      records.push(partitionOf(screened.event), eventRecord(screened, receivedAt));
    }
    return records;
  }
}

/** Some simulated events are no JSON on purpose. */
function parsed(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

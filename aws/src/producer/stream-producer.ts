/**
 * Sends events to a stream of AWS: in records of one bucket each, in order within a bucket, each at least once, with
 * memory that is bounded and a spool on disk for the time when the stream is away.
 *
 * K1. An event that was taken ends up on the stream or, first, in the spool; or it is reported as given up.
 * K2. Events of a bucket reach the stream in the order in which they were put, whatever fails: see bucket-lane.ts. While
 *     some of them are in the spool, newer ones go there too.
 * K3. A receipt is given when the stream or the disk has the events, never before.
 * K4. Twice on the stream is only what the stream may have stored without our learning of it (a call without an answer),
 *     and what was sent and not noted off before kill -9. Its first copy comes in order.
 */
import { ShutdownFlush } from '@millrace/client/shutdown-flush.ts';
import type { TransportError } from '@millrace/client/transport.ts';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { StreamEvent } from '../stream/stream-event.ts';
import type { BucketLane, CutRecord, LaneEvent } from './bucket-lane.ts';
import type { DiskSpool } from './disk-spool.ts';
import { LaneDispatcher } from './lane-dispatcher.ts';
import { type ProducerSettings, type StreamProducerOptions, settingsOf } from './producer-settings.ts';
import { Receipt } from './receipt.ts';
import type { RecordTransport } from './record-transport.ts';
import { Room } from './room.ts';
import { StreamCounters } from './stream-counters.ts';

const LOOK_AGAIN_MS = 10;

export class StreamProducer {
  readonly counters = new StreamCounters();
  readonly #settings: Required<ProducerSettings>;
  readonly #transport: RecordTransport;
  readonly #spool: DiskSpool | undefined;
  readonly #lanes: LaneDispatcher;
  readonly #room: Room;
  readonly #shutdown: ShutdownFlush | undefined;
  readonly #idle: (() => void)[] = [];
  #givenUp: MillraceError | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: StreamProducerOptions) {
    this.#settings = settingsOf(options);
    this.#transport = options.transport;
    this.#spool = options.spool;
    this.#room = new Room(this.#settings, this.counters, () => this.#lanes.wake());
    this.#lanes = this.#openLanes();
    this.#shutdown = this.#settings.flushOnShutdown ? new ShutdownFlush(() => this.close()) : undefined;
  }

  /** What waits, for metrics and health. */
  get backlog() {
    const { gate, rates, full } = this.#lanes;
    return {
      spooledEvents: this.#spool?.pendingEvents ?? 0,
      spoolBytes: this.#spool?.sizeBytes ?? 0,
      /** For how long the stream has not answered; 0 when it does. */
      awayMs: gate.awayMs(Date.now()),
      /** Whether nothing is taken at present. */
      isFull: full !== undefined,
      /** What may be sent, in shards at their limit; 0 while no shard is known. */
      rateShards: rates.total,
      shards: rates.shards.size,
    };
  }

  /**
   * Queues an event. Resolves when it is queued, which is at once while there is room: await it, and the program goes no
   * faster than the stream. It does not wait for the stream.
   * @throws MillraceError PRODUCER_CLOSED, EVENT_TOO_LARGE, SPOOL_FULL, SPOOL_FAILED: the event was not taken.
   */
  async put(event: StreamEvent): Promise<void> {
    const entering = this.#checked(event, undefined);
    await this.#room.take({ events: 1, bytes: entering.bytes }, () => this.#enter(event.bucket, entering));
  }

  /**
   * Resolves when all of the events are on the stream or in the spool.
   * @throws MillraceError as `put` does; and STREAM_UNREACHABLE or STREAM_REFUSED. It is not known of all events then whether
   * they have arrived, or still will: put them again under the same ids.
   */
  async putAndWait(events: readonly StreamEvent[]): Promise<void> {
    const receipt = new Receipt(events.length);
    const entering = events.map((event) => [event.bucket, this.#checked(event, receipt)] as const);
    const bytes = entering.reduce((sum, [, event]) => sum + event.bytes, 0);
    await this.#room.take({ events: events.length, bytes }, () => {
      for (const [bucket, event] of entering) this.#enter(bucket, event);
    });
    await receipt.settled;
  }

  /**
   * Sends everything now; resolves when nothing is in memory any more.
   * @throws MillraceError when events were given up since the last flush and nobody listens for that.
   */
  async flush(): Promise<void> {
    if (!this.#isIdle) {
      this.#lanes.isFlushing = true;
      this.#lanes.wake();
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
    const cause = this.#givenUp;
    this.#givenUp = undefined;
    if (cause !== undefined && this.#settings.onGivenUp === undefined) throw cause;
  }

  /**
   * Sends what is left, what waits on disk as well, for `closeTimeoutMs` at most; what is in memory then goes to the spool,
   * or is given up without one. Calling it again does no harm.
   * @throws MillraceError as `flush` does.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  get #isIdle(): boolean {
    return this.counters.queued === 0 && !this.#room.isWanted;
  }

  #checked({ bucket, json }: StreamEvent, receipt: Receipt | undefined): LaneEvent {
    if (this.#closed !== undefined) throw CLOSED;
    if (this.#lanes.full !== undefined) throw this.#lanes.full;
    const bytes = Buffer.byteLength(json);
    if (!this.#lanes.laneOf(bucket).fits(bytes)) throw tooLarge(bytes, this.#transport);
    return { json, bytes, receipt };
  }

  #enter(bucket: number, event: LaneEvent): void {
    this.counters.enter(event.bytes);
    this.#lanes.push(this.#lanes.laneOf(bucket), event);
  }

  #openLanes(): LaneDispatcher {
    return new LaneDispatcher({
      transport: this.#transport,
      settings: this.#settings,
      spool: this.#spool,
      counters: this.counters,
      isRoomWanted: () => this.#room.isWanted,
      onDurable: (record) => this.#noteDurable(record),
      onGivenUp: (lane, records, failure) => this.#giveUp(lane, records, failure),
      onNotStored: (records, cause) => {
        // Whoever waits is told, and may put them again, though they stay and are tried again.
        for (const { receipt } of eventsOf(records)) receipt?.fail(cause);
        this.#room.refuse(cause);
      },
      onTurn: () => this.#letIn(),
    });
  }

  #noteDurable({ events }: CutRecord): void {
    for (const { bytes, receipt } of events) {
      this.counters.leave(bytes, 'accepted');
      receipt?.durable();
    }
  }

  #giveUp(lane: BucketLane, records: readonly CutRecord[], failure: TransportError | undefined): void {
    const error = this.#closed === undefined ? unavailable(this.#transport, failure) : CLOSED;
    const events = eventsOf(records);
    for (const { bytes, receipt } of events) {
      this.counters.leave(bytes, 'given up');
      receipt?.fail(error);
    }
    this.#givenUp = error;
    const given = events.map(({ json }) => ({ bucket: lane.bucket, json }));
    this.#settings.onGivenUp?.(given, error);
  }

  #letIn(): void {
    // What has come in need not wait for company when others wait for its room.
    if (this.#room.letIn() && this.#room.isWanted) this.#lanes.wake();
    if (!this.#isIdle) return;
    this.#lanes.isFlushing = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #close(): Promise<void> {
    let isOver = false;
    const timeout = setTimeout(() => {
      isOver = true;
      this.#room.refuse(CLOSED);
      this.#lanes.hurry();
    }, this.#settings.closeTimeoutMs);
    try {
      await this.flush();
      while (!isOver && this.backlog.spooledEvents > 0) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      }
    } finally {
      clearTimeout(timeout);
      this.#shutdown?.remove();
      await this.#lanes.stop();
    }
  }
}

function eventsOf(records: readonly CutRecord[]): readonly LaneEvent[] {
  return records.flatMap(({ events }) => events);
}

const CLOSED = new MillraceError('the producer is closed: nothing can be put any more', {
  code: 'PRODUCER_CLOSED',
  domain: 'internal',
  retry: 'backoff',
});

function unavailable({ name }: RecordTransport, cause: TransportError | undefined): MillraceError {
  if (cause?.code === 'STREAM_REFUSED') {
    return new MillraceError(cause.message, {
      code: 'STREAM_REFUSED',
      domain: 'external',
      retry: 'backoff',
      hint: `See whether ${name} is there, and whether this role may write to it.`,
      cause,
    });
  }
  return new MillraceError(cause?.message ?? `${name} did not take events in time`, {
    code: 'STREAM_UNREACHABLE',
    domain: 'external',
    retry: 'backoff',
    hint: 'Send the same events again under the same ids.',
    cause,
  });
}

function tooLarge(bytes: number, { name, limits }: RecordTransport): MillraceError {
  return new MillraceError(`an event of ${bytes} bytes does not fit into a record of ${name}`, {
    code: 'EVENT_TOO_LARGE',
    domain: 'user',
    retry: 'never',
    hint: `A record has ${limits.maxRecordBytes} bytes at most; events of the shop have 32 KiB.`,
  });
}

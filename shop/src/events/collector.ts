/**
 * The one way of events into the log, whatever the source: screening, deduplication, stamping, quarantine, group commit.
 *
 * Each event gets its own verdict; a bad one never touches its neighbours. When `collect` resolves, everything that it
 * answers is on disk.
 */
import type { CommitJob } from '@millrace/engine/storage/group-commit.ts';
import type { ArrivalClock } from './arrival-clock.ts';
import type { BatchCommit, OpenBatch } from './batch-commit.ts';
import type { ReceiveTime } from './event-clock.ts';
import { eventIdBits, readEventId } from './event-id.ts';
import { eventRecord } from './event-record.ts';
import { CONTROL_TYPES } from './event-types.ts';
import { formatInstant } from './instant.ts';
import { partitionOf } from './partition-of.ts';
import type { EventOrigin, NewQuarantineEntry } from './quarantine-entry.ts';
import { type EventSource, type ScreenedEvent, screenEvent } from './screen-event.ts';
import type { SeenIds } from './seen-ids.ts';
import { TypeCounts } from './type-counts.ts';
import { ACCEPTED, DUPLICATE, LATE, type Verdict, type Violation, type ViolationCode } from './verdict.ts';

/** Events as they came in together. */
export interface IncomingEvents {
  /** Parsed JSON, one value an event. An element that could not be parsed is an UnreadableEvent. */
  readonly values: readonly unknown[];
  /** The JSON text of the event, as it was sent. */
  original(index: number): string;
  /** True when the text has \u escapes. */
  readonly hasEscapes: boolean;
  /** Where they came from, for the quarantine: `http`. */
  readonly source: string;
  /** The sender's clock when it sent them, in epoch milliseconds. */
  readonly sentMs?: number;
  /** Whether events of CONTROL_TYPES are taken; without it they are quarantined. */
  readonly mayControl?: boolean;
  /** How far the source has been read once these events are on disk: kept in the same commit. */
  readonly progress?: { readonly source: string; readonly value: string };
  /** What to write in the same commit, by the verdicts that these events get. */
  readonly beside?: (verdicts: readonly Verdict[]) => readonly CommitJob[];
  /** Where a quarantined event stood in what its source read. */
  readonly origin?: (index: number) => EventOrigin;
  /** What to add to the message of a quarantined event, such as the column that a field came from. */
  readonly whereFrom?: (index: number, path: string) => string;
  /** The source sees to it by itself, by its progress, that none of them comes again: they are not looked up or noted. */
  readonly comesOnce?: boolean;
  /** Set when a quarantined event is tried again: when it came in first, in epoch milliseconds. */
  readonly firstReceivedMs?: number;
}

/** Stands for an event that could not be made of what came: its text is no JSON, or a value of it fits no field. */
export class UnreadableEvent {
  readonly message: string;
  readonly path: string;
  readonly code: ViolationCode;

  constructor(message: string, path = '', code: ViolationCode = 'schema_violation') {
    this.message = message;
    this.path = path;
    this.code = code;
  }
}

export interface CollectorParts {
  readonly commits: BatchCommit;
  readonly seen: SeenIds;
  readonly clock: ArrivalClock;
  /** The pipeline's present watermark for `events`, in epoch milliseconds; what is not after it is late. */
  readonly watermarkMs: () => number;
}

export class Collector {
  readonly #parts: CollectorParts;
  readonly #id = eventIdBits();
  /** What was handed to the log since the start. */
  readonly types = new TypeCounts();

  constructor(parts: CollectorParts) {
    this.#parts = parts;
  }

  /**
   * The verdict of each event, in order, once all of them are on disk.
   * @throws MillraceError STORAGE_FULL or STORAGE_FAILED when none of them was acknowledged; sending again is right.
   */
  async collect(incoming: IncomingEvents): Promise<readonly Verdict[]> {
    const { clock, commits, watermarkMs } = this.#parts;
    const receivedMs = clock.now();
    const turn: Turn = {
      incoming,
      batch: commits.open,
      at: receiveTime(incoming, receivedMs),
      receivedMs,
      receivedAt: formatInstant(receivedMs),
      watermarkMs: watermarkMs(),
    };
    const verdicts = incoming.values.map((value, index) => this.#take(value, index, turn));
    const { progress } = incoming;
    if (progress) turn.batch.progress.set(progress.source, progress.value);
    if (incoming.beside) turn.batch.beside.push(...incoming.beside(verdicts));
    if (verdicts.length > 0 || progress || incoming.beside) await commits.written();
    return verdicts;
  }

  /** Commits that have failed: as long as none does, what is collected later is on disk with what was before, or after it. */
  get failures(): number {
    return this.#parts.commits.failures;
  }

  /** The verdicts that `collect` would give at this moment. Nothing is stored, and no id is noted. */
  foretell(incoming: IncomingEvents): readonly Verdict[] {
    const { clock, seen, watermarkMs } = this.#parts;
    const receivedMs = clock.now();
    const turn = { incoming, at: receiveTime(incoming, receivedMs) };
    const own = new Set<string>();
    return incoming.values.map((value, index) => {
      const judged = judge(value, index, turn);
      if (judged.code !== undefined) return { verdict: 'quarantined', ...judged };
      const { eventId } = judged.event;
      readEventId(eventId, this.#id);
      if (own.has(eventId) || seen.has(this.#id, receivedMs)) return DUPLICATE;
      own.add(eventId);
      return judged.timestampMs > watermarkMs() ? ACCEPTED : LATE;
    });
  }

  #take(value: unknown, index: number, turn: Turn): Verdict {
    const judged = judge(value, index, turn);
    if (judged.code !== undefined) return quarantine(judged, index, turn);
    if (turn.incoming.comesOnce === true) return this.#store(judged, turn);
    readEventId(judged.event.eventId, this.#id);
    if (!this.#parts.seen.add(this.#id, turn.receivedMs)) return DUPLICATE;
    turn.batch.ids.push(this.#id);
    return this.#store(judged, turn);
  }

  #store(screened: ScreenedEvent, turn: Turn): Verdict {
    turn.batch.records.push(partitionOf(screened.event), eventRecord(screened, turn.receivedAt));
    this.types.add(screened.event.eventType);
    return screened.timestampMs > turn.watermarkMs ? ACCEPTED : LATE;
  }
}

/** What is wrong with an event, whatever came before it; the event ready for storing when nothing is. */
export function judge(value: unknown, index: number, { incoming, at }: Pick<Turn, 'incoming' | 'at'>) {
  if (value instanceof UnreadableEvent) return { code: value.code, path: value.path, message: value.message };
  const source: EventSource = {
    hasEscapes: incoming.hasEscapes,
    sizeBytes: () => Buffer.byteLength(incoming.original(index)),
  };
  const screened = screenEvent(value, source, at);
  if (screened.code !== undefined) return placed(screened, index, incoming);
  if (CONTROL_TYPES.has(screened.event.eventType) && incoming.mayControl !== true) return NOT_ALLOWED;
  return screened;
}

/** A wrong clock is measured against the time at which the sender really sent. */
export function receiveTime({ sentMs, firstReceivedMs }: IncomingEvents, nowMs: number): ReceiveTime {
  return { receivedMs: firstReceivedMs ?? nowMs, ...(sentMs === undefined ? {} : { batchSentMs: sentMs }) };
}

const NOT_ALLOWED: Violation = {
  code: 'schema_violation',
  path: '/eventType',
  message: 'events of this type decide over others: only holders of an admin key may send them',
};

function placed(violation: Violation, index: number, { whereFrom }: IncomingEvents): Violation {
  return whereFrom ? { ...violation, message: `${violation.message}${whereFrom(index, violation.path)}` } : violation;
}

/** What the events of one call have in common. */
interface Turn {
  readonly incoming: IncomingEvents;
  readonly batch: OpenBatch;
  readonly at: ReceiveTime;
  readonly receivedMs: number;
  readonly receivedAt: string;
  readonly watermarkMs: number;
}

function quarantine(violation: Violation, index: number, turn: Turn): Verdict {
  const { batch, incoming, receivedAt } = turn;
  // A replayed event is in quarantine already; whoever replays it notes how it went.
  if (incoming.firstReceivedMs === undefined) {
    const entry = quarantineEntry(violation, index, { incoming, receivedAt });
    batch.quarantined.push(entry);
    batch.quarantinedBytes += entry.original.length;
  }
  return { verdict: 'quarantined', ...violation };
}

export function quarantineEntry(
  violation: Violation,
  index: number,
  { incoming, receivedAt }: Pick<Turn, 'incoming' | 'receivedAt'>,
): NewQuarantineEntry {
  const sentAt = incoming.sentMs === undefined ? {} : { sentAt: formatInstant(incoming.sentMs) };
  const origin = incoming.origin?.(index);
  const original = incoming.original(index);
  return { ...violation, receivedAt, source: incoming.source, ...sentAt, ...origin, original };
}

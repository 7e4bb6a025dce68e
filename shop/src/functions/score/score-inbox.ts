/**
 * What waits to be decided, in the order of the log, whatever the interleaving of log and pipeline.
 *
 * I1. Orders and control events enter in log order and leave in that order, so each decision sees the state of exactly
 *     the inputs before it. Out of streams of several shards they come in no such order, and leave in that of arrival.
 * I2. An order is whole when the log has been read past its arrival time: later lines have a later arrival. Rows of the
 *     pipeline are held back until then. The row of its last line completes the order.
 * I3. Rows come in the order of arrival time, but for those of one batch of the log. When a row has come that arrived
 *     ROW_PATIENCE_MS after the order, the order's own will never come, and the order leaves without it. Where rows come
 *     in no such order, whoever gives them says which will never come.
 * I4. Bounds: beyond MOST_WAITING orders the oldest leaves without its row; beyond MOST_HELD rows the oldest is dropped.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { ControlInput } from './control-input.ts';
import type { PendingOrder } from './pending-order.ts';

export type InboxEntry = PendingOrder | ControlInput;

/** What the pipeline measured of one line. */
export interface MeasuredLine {
  readonly eventId: string;
  readonly orderId: string;
  readonly receivedMs: number;
  /** In the order of PIPELINE_SIGNAL_NAMES. */
  readonly measured: (number | null)[];
}

export const ROW_PATIENCE_MS = 30_000;
const MOST_WAITING = 50_000;
const MOST_HELD = 50_000;

interface Progress {
  /** Arrival time up to which the log has been read. */
  timeMs: number;
  /** Orders that arrived ROW_PATIENCE_MS before this leave without their rows. */
  rowsMs: number;
  /** Numbers of the first entry and of the one after the last; the same for held rows. */
  head: number;
  tail: number;
  heldHead: number;
  heldTail: number;
}

export interface InboxOptions {
  /**
   * False for streams of several shards: what arrived later lets an order or a control event pass, and a row says nothing
   * of the rows of earlier orders (see `rowsPassed`).
   */
  readonly inOrder: boolean;
}

export class ScoreInbox {
  readonly #progress: FoldTable<Progress>;
  readonly #entries: FoldTable<InboxEntry>;
  /** Arrival and order → the number of the order's entry. */
  readonly #orders: FoldTable<number>;
  readonly #held: FoldTable<MeasuredLine>;

  readonly #inOrder: boolean;

  constructor(tables: FoldTables, { inOrder }: InboxOptions = { inOrder: true }) {
    this.#inOrder = inOrder;
    this.#progress = tables.table('score.progress');
    this.#entries = tables.table('score.inbox');
    this.#orders = tables.table('score.inbox-orders');
    this.#held = tables.table('score.held-rows');
  }

  /** The order of that arrival that still waits. */
  order(receivedMs: number, orderId: string): PendingOrder | undefined {
    const number = this.#orders.get(orderKey(receivedMs, orderId));
    const entry = number === undefined ? undefined : this.#entries.get(String(number));
    return entry?.kind === 'order' ? entry : undefined;
  }

  add(entry: InboxEntry): void {
    const progress = this.#now();
    const later = this.#inOrder ? [] : this.#laterThan(entry, progress);
    for (const [place, moved] of later.entries()) this.#put(progress.tail - place, moved);
    this.#put(progress.tail - later.length, entry);
    progress.tail++;
    this.#progress.put('progress', progress);
  }

  /** An order that waits has changed. */
  changed({ receivedMs, orderId }: PendingOrder): void {
    const number = this.#orders.get(orderKey(receivedMs, orderId));
    const entry = number === undefined ? undefined : this.#entries.get(String(number));
    if (entry) this.#entries.put(String(number), entry);
  }

  /** A row of the pipeline has come. */
  row(line: MeasuredLine): void {
    const progress = this.#now();
    if (line.receivedMs < progress.timeMs) {
      this.#complete(line, progress);
    } else {
      this.#held.put(String(progress.heldTail++), line);
      if (progress.heldTail - progress.heldHead > MOST_HELD) this.#held.remove(String(progress.heldHead++));
    }
    this.#progress.put('progress', progress);
  }

  /** Rows of orders up to this arrival time have come, or never will. */
  rowsPassed(arrivalMs: number): void {
    const progress = this.#now();
    progress.rowsMs = Math.max(progress.rowsMs, arrivalMs + ROW_PATIENCE_MS);
    this.#progress.put('progress', progress);
  }

  /** The log has been read up to this arrival time. */
  time(arrivalMs: number): void {
    const progress = this.#now();
    if (arrivalMs <= progress.timeMs) return;
    progress.timeMs = arrivalMs;
    for (; progress.heldHead < progress.heldTail; progress.heldHead++) {
      const line = this.#held.get(String(progress.heldHead));
      if (line && line.receivedMs >= arrivalMs) break;
      if (line) this.#complete(line, progress);
      this.#held.remove(String(progress.heldHead));
    }
    this.#progress.put('progress', progress);
  }

  /** The entries that may leave now, oldest first. */
  ready(): readonly InboxEntry[] {
    const progress = this.#now();
    const ready: InboxEntry[] = [];
    for (let number = progress.head; number < progress.tail; number++) {
      const entry = this.#entries.get(String(number));
      if (!entry || !(entry.kind !== 'order' || isReady(entry, progress) || progress.tail - number > MOST_WAITING))
        break;
      ready.push(entry);
    }
    return ready;
  }

  /** Takes out the oldest `count` entries. */
  drop(count: number): void {
    if (count === 0) return;
    const progress = this.#now();
    for (let dropped = 0; dropped < count; dropped++) {
      const key = String(progress.head++);
      const entry = this.#entries.get(key);
      this.#entries.remove(key);
      if (entry?.kind === 'order') this.#orders.remove(orderKey(entry.receivedMs, entry.orderId));
    }
    this.#progress.put('progress', progress);
  }

  /** The last ones, newest first. */
  #laterThan(entry: InboxEntry, { head, tail }: Progress): readonly InboxEntry[] {
    const later: InboxEntry[] = [];
    for (let number = tail - 1; number >= head; number--) {
      const before = this.#entries.get(String(number));
      if (!before || arrivedMs(before) <= arrivedMs(entry)) break;
      later.push(before);
    }
    return later;
  }

  #put(number: number, entry: InboxEntry): void {
    this.#entries.put(String(number), entry);
    if (entry.kind === 'order') this.#orders.put(orderKey(entry.receivedMs, entry.orderId), number);
  }

  #complete({ eventId, orderId, receivedMs, measured }: MeasuredLine, progress: Progress): void {
    if (this.#inOrder) progress.rowsMs = Math.max(progress.rowsMs, receivedMs);
    const order = this.order(receivedMs, orderId);
    if (order?.lastEventId !== eventId) return;
    order.measured = measured;
    this.changed(order);
  }

  #now(): Progress {
    return this.#progress.get('progress') ?? { timeMs: 0, rowsMs: 0, head: 0, tail: 0, heldHead: 0, heldTail: 0 };
  }
}

function arrivedMs(entry: InboxEntry): number {
  return entry.kind === 'order' ? entry.receivedMs : entry.atMs;
}

function isReady(order: PendingOrder, { timeMs, rowsMs }: Progress): boolean {
  return order.receivedMs < timeMs && (order.measured !== null || rowsMs >= order.receivedMs + ROW_PATIENCE_MS);
}

function orderKey(receivedMs: number, orderId: string): string {
  return `${receivedMs} ${orderId}`;
}

/**
 * `table.exec.state.ttl`: state that nobody has written for so long is forgotten, silently, as in Flink. The clock is the
 * arrival time in the log, so that a replay forgets the same.
 *
 * L1. An entry is over once its last writing lies `ttlMs` back. Operators ask `isOver` of an entry before they use it, so
 *     what they see does not depend on when memory is swept.
 * L2. Sweeping takes entries up in the order in which they were first written, each once or twice a `ttlMs`: an entry
 *     goes between one and two times `ttlMs` after its last writing.
 * L3. The end of the input is no passing of time: nothing is over because of it.
 */
import { MAX_WATERMARK, MIN_WATERMARK } from '../row/row.ts';

/** Something that can be over. An operator that drops one for reasons of its own says so by `forget`. */
export interface Perishable {
  /** The arrival time at which it was last written; saved and restored with the entry. */
  writtenMs: number;
}

/** What `forget` leaves in `writtenMs`. */
const FORGOTTEN = Number.POSITIVE_INFINITY;

export class StateTtl<Entry extends Perishable> {
  /** Whether anything is ever over. */
  readonly isOn: boolean;
  nowMs: number = MIN_WATERMARK;
  readonly #ttlMs: number;
  readonly #drop: (entry: Entry) => void;
  #queue: Entry[] = [];
  /** The queue before this place has been swept. */
  #head = 0;
  /** When the entry at the head was put there: it need not be looked at before that is over. */
  #queuedMs: number[] = [];

  /** `ttlMs` 0 or undefined: state lives for ever. `drop` takes an entry that is over out of the operator's state. */
  constructor(ttlMs: number | undefined, drop: (entry: Entry) => void) {
    this.#ttlMs = ttlMs ?? 0;
    this.isOn = this.#ttlMs > 0;
    this.#drop = drop;
  }

  /** A new entry, written now, or one that was restored with its `writtenMs`. */
  add(entry: Entry, writtenMs: number = this.nowMs): void {
    if (!this.isOn) return;
    entry.writtenMs = writtenMs;
    this.#queue.push(entry);
    this.#queuedMs.push(writtenMs);
  }

  /** The entry has been written. The operator must also touch it in its state table, so that the time is saved. */
  renew(entry: Entry): void {
    entry.writtenMs = this.nowMs;
  }

  isOver(entry: Perishable): boolean {
    return this.isOn && entry.writtenMs + this.#ttlMs <= this.nowMs;
  }

  /** The operator has dropped the entry by itself. */
  forget(entry: Entry): void {
    entry.writtenMs = FORGOTTEN;
  }

  /** The arrival time has reached `ms`. Drops what is over, as far as the queue has come. */
  advance(ms: number): void {
    if (!this.isOn || ms === MAX_WATERMARK || ms <= this.nowMs) return;
    this.nowMs = ms;
    while (this.#head < this.#queue.length && (this.#queuedMs[this.#head] ?? ms) + this.#ttlMs <= ms) this.#sweepHead();
    if (this.#head < 1024 || this.#head * 2 < this.#queue.length) return;
    this.#queue = this.#queue.slice(this.#head);
    this.#queuedMs = this.#queuedMs.slice(this.#head);
    this.#head = 0;
  }

  /** An entry that was written since it was queued goes to the end of the queue. */
  #sweepHead(): void {
    const entry = this.#queue[this.#head];
    this.#head += 1;
    if (entry === undefined || entry.writtenMs === FORGOTTEN) return;
    if (this.isOver(entry)) {
      this.#drop(entry);
      return;
    }
    this.#queue.push(entry);
    this.#queuedMs.push(this.nowMs);
  }
}

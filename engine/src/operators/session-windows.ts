/**
 * The open sessions of one operator: per key, stretches of activity that are more than a gap apart.
 *
 * S1. Sessions of one key are disjoint and do not touch: a row whose own session [t, t + gap] meets one extends it, and
 *     a row that meets two makes one of them. A row exactly a gap after the last one still belongs to the session.
 * S2. A million sessions must stay small: times live in typed arrays by slot, keys in one map.
 * S3. A session waits in the timer bucket in which it ended when it was put there. Extending it costs nothing: only
 *     when that bucket is due is it looked at again, and moved to where it now ends.
 * S4. Sessions close in order of (end, sequence), whatever order they lie in.
 */
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { GroupKey } from './aggregation.ts';
import { SlotTable } from './slot-table.ts';

/** What a session holds, and how it is told apart, joined and stored. */
export interface SessionContent<Content> {
  keyOf(content: Content): GroupKey;
  /** Adds what the later session holds to the earlier one. */
  merge(into: Content, from: Content): void;
}

/** No session: slot 0 is never one. */
const NONE = 0;

/** How many timer buckets lie in one gap: fine enough to look at few sessions twice, coarse enough to be few. */
const BUCKETS_PER_GAP = 256;

export class SessionWindows<Content> {
  readonly gapMs: number;
  readonly #content: SessionContent<Content>;
  readonly #slots = new SlotTable<Content>();
  readonly #firstOfKey = new Map<GroupKey, number>();
  readonly #buckets = new Map<number, number[]>();
  readonly #bucketMs: number;
  #start = new Float64Array(64);
  #end = new Float64Array(64);
  #sequence = new Float64Array(64);
  /** The bucket that each session waits in. */
  #bucket = new Float64Array(64);
  /** The next session of the same key. */
  #next = new Int32Array(64);

  constructor(gapMs: number, content: SessionContent<Content>) {
    this.gapMs = gapMs;
    this.#content = content;
    this.#bucketMs = Math.max(1, Math.ceil(gapMs / BUCKETS_PER_GAP));
  }

  /** How many sessions are open. */
  get size(): number {
    return this.#slots.size;
  }

  /** How many keys have an open session. */
  get keys(): number {
    return this.#firstOfKey.size;
  }

  content(slot: number): Content | undefined {
    return this.#slots.get(slot);
  }

  start(slot: number): number {
    return this.#start[slot] ?? 0;
  }

  end(slot: number): number {
    return this.#end[slot] ?? 0;
  }

  /** The session of `key` that a row at `time` belongs to, extended by it and merged as needed; or 0. */
  extend(key: GroupKey, time: number): number {
    const first = this.#firstOfKey.get(key);
    if (first === undefined) return NONE;
    const found = this.#meeting(first, time);
    if (found === NONE) return NONE;
    const other = this.#meeting(this.#nextOf(found), time);
    if (time < this.start(found)) this.#start[found] = time;
    if (time + this.gapMs > this.end(found)) this.#end[found] = time + this.gapMs;
    this.#slots.touch(found);
    return other === NONE ? found : this.#merge(key, found, other);
  }

  /** Opens a session of one row that meets no other of its key. Sequences grow in order of arrival. */
  open(key: GroupKey, time: number, sequence: number, content: Content): number {
    const slot = this.#slots.add(content);
    this.#place(key, slot, [time, time + this.gapMs, sequence]);
    return slot;
  }

  /** The sessions whose last millisecond is at or before `completed`, in closing order. Close each of them. */
  expired(completed: number): readonly number[] {
    const due: number[] = [];
    const lastBucket = this.#bucketOf(completed + 1);
    for (const bucket of [...this.#buckets.keys()]) {
      if (bucket <= lastBucket) this.#check(bucket, completed, due);
    }
    return due.sort((a, b) => this.end(a) - this.end(b) || this.#sequenceOf(a) - this.#sequenceOf(b));
  }

  close(slot: number): void {
    const content = this.#slots.get(slot);
    if (content !== undefined) this.#remove(this.#content.keyOf(content), slot);
  }

  snapshot(state: StateTable, save: (content: Content) => StateValue): void {
    this.#slots.snapshot(state, (content, slot) => [
      this.start(slot),
      this.end(slot),
      this.#sequenceOf(slot),
      save(content),
    ]);
  }

  /** Fills fresh windows, and returns the operator's header. */
  restore(state: StateTable, load: (value: StateValue, slot: number) => Content): StateValue | undefined {
    return this.#slots.restore(state, (value, slot) => {
      const [start, end, sequence, saved] = value as [number, number, number, StateValue];
      const content = load(saved, slot);
      this.#place(this.#content.keyOf(content), slot, [start, end, sequence]);
      return content;
    });
  }

  /** The first session from `slot` on that a row at `time` meets. */
  #meeting(slot: number, time: number): number {
    let at = slot;
    while (at !== NONE && !(this.start(at) <= time + this.gapMs && this.end(at) >= time)) at = this.#nextOf(at);
    return at;
  }

  #merge(key: GroupKey, a: number, b: number): number {
    const [earlier, later] = this.start(a) <= this.start(b) ? [a, b] : [b, a];
    const into = this.#slots.get(earlier);
    const from = this.#slots.get(later);
    if (into !== undefined && from !== undefined) this.#content.merge(into, from);
    this.#start[earlier] = Math.min(this.start(a), this.start(b));
    this.#end[earlier] = Math.max(this.end(a), this.end(b));
    this.#sequence[earlier] = Math.min(this.#sequenceOf(a), this.#sequenceOf(b));
    this.#slots.touch(earlier);
    this.#remove(key, later);
    return earlier;
  }

  #place(key: GroupKey, slot: number, [start, end, sequence]: readonly [number, number, number]): void {
    if (slot >= this.#start.length) this.#grow(slot);
    this.#start[slot] = start;
    this.#end[slot] = end;
    this.#sequence[slot] = sequence;
    this.#next[slot] = this.#firstOfKey.get(key) ?? NONE;
    this.#firstOfKey.set(key, slot);
    this.#wait(slot);
  }

  #remove(key: GroupKey, slot: number): void {
    const first = this.#firstOfKey.get(key) ?? NONE;
    const next = this.#nextOf(slot);
    if (first !== slot) {
      let before = first;
      while (this.#nextOf(before) !== slot) before = this.#nextOf(before);
      this.#next[before] = next;
    } else if (next === NONE) {
      this.#firstOfKey.delete(key);
    } else {
      this.#firstOfKey.set(key, next);
    }
    this.#bucket[slot] = Number.NaN;
    this.#slots.remove(slot);
  }

  /** Sorts out one due bucket: what has expired goes to `due`, the rest to the buckets where it now ends. */
  #check(bucket: number, completed: number, due: number[]): void {
    const slots = this.#buckets.get(bucket) ?? [];
    this.#buckets.delete(bucket);
    for (const slot of slots) {
      // A slot that was freed, and perhaps used again, waits elsewhere.
      if (this.#bucket[slot] !== bucket) continue;
      this.#bucket[slot] = Number.NaN;
      if (this.end(slot) - 1 <= completed) due.push(slot);
      else this.#wait(slot);
    }
  }

  #wait(slot: number): void {
    const bucket = this.#bucketOf(this.end(slot));
    const slots = this.#buckets.get(bucket);
    if (slots === undefined) this.#buckets.set(bucket, [slot]);
    else slots.push(slot);
    this.#bucket[slot] = bucket;
  }

  #bucketOf(time: number): number {
    return Math.floor(time / this.#bucketMs);
  }

  #nextOf(slot: number): number {
    return slot === NONE ? NONE : (this.#next[slot] ?? NONE);
  }

  #sequenceOf(slot: number): number {
    return this.#sequence[slot] ?? 0;
  }

  #grow(slot: number): void {
    const length = Math.max(this.#start.length * 2, slot + 1);
    this.#start = copyOf(this.#start, length);
    this.#end = copyOf(this.#end, length);
    this.#sequence = copyOf(this.#sequence, length);
    this.#bucket = copyOf(this.#bucket, length);
    const next = new Int32Array(length);
    next.set(this.#next);
    this.#next = next;
  }
}

function copyOf(values: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(length);
  copy.set(values);
  return copy;
}

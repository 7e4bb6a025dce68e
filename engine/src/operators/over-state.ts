/**
 * The state of OVER (…): a frame for each key, and rows whose time has not come.
 *
 * P1. A frame is one entry, but for full pages of PAGE rows: these are written once, and removed when the last of their
 *     rows has left the frame. So a commit costs by the keys that changed, however many rows their frames hold.
 * P2. A row that waits is written only when a commit finds it waiting; most have left by then.
 */
import type { Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { OverFrame, OverFrameClass } from './over-frame.ts';
import type { RowCodec } from './row-codec.ts';
import { SlotTable } from './slot-table.ts';

/** How many entries a page has; arrays of frames begin at a multiple of it. */
export const PAGE = 32;

/** A full page of a frame's entries. */
class Page {
  readonly entries: StateValue;

  constructor(entries: StateValue) {
    this.entries = entries;
  }
}

/** A row whose time has not come. */
export class WaitingRow {
  readonly row: Row;
  readonly frame: OverFrame;
  readonly ms: number;
  readonly sequence: number;
  /** 0 until it is written. */
  slot: number;
  hasLeft = false;

  constructor(stored: StoredRow, frame: OverFrame, slot: number) {
    this.row = stored.row;
    this.frame = frame;
    this.ms = stored.ms;
    this.sequence = stored.sequence;
    this.slot = slot;
  }
}

/** A row as it lies in state, until its frame is at hand. */
class StoredRow {
  readonly row: Row;
  readonly ms: number;
  readonly sequence: number;

  constructor(row: Row, ms: number, sequence: number) {
    this.row = row;
    this.ms = ms;
    this.sequence = sequence;
  }
}

/** A frame as it lies in state, until its pages are at hand. */
class StoredFrame {
  readonly saved: StateValue;

  constructor(saved: StateValue) {
    this.saved = saved;
  }
}

type Entry = OverFrame | Page | WaitingRow | StoredRow | StoredFrame;

export interface OverStateOptions {
  readonly Frame: OverFrameClass;
  readonly keyOf: (row: Row) => RowKey;
  readonly rows: RowCodec;
}

export class OverState {
  readonly #options: OverStateOptions;
  readonly #frames = new Map<RowKey, OverFrame>();
  readonly #slots = new SlotTable<Entry>();
  /** Rows that have come since the last commit and were waiting when they came. */
  #unwritten: WaitingRow[] = [];
  #waiting = 0;

  constructor(options: OverStateOptions) {
    this.#options = options;
  }

  /** How many keys there are. */
  get size(): number {
    return this.#frames.size;
  }

  /** How many rows wait. */
  get waiting(): number {
    return this.#waiting;
  }

  find(row: Row): OverFrame | undefined {
    return this.#frames.get(this.#options.keyOf(row));
  }

  /** A frame for a key that has none. */
  open(row: Row): OverFrame {
    const { Frame, keyOf } = this.#options;
    const frame = new Frame(keyOf(row));
    this.#frames.set(frame.key, frame);
    frame.slot = this.#slots.add(frame);
    return frame;
  }

  touch(frame: OverFrame): void {
    this.#slots.touch(frame.slot);
  }

  drop(frame: OverFrame): void {
    this.#frames.delete(frame.key);
    this.#slots.remove(frame.slot);
    for (const slot of frame.pageSlots) this.#slots.remove(slot);
  }

  hold(row: Row, frame: OverFrame, ms: number, sequence: number): WaitingRow {
    const waiting = new WaitingRow(new StoredRow(row, ms, sequence), frame, 0);
    this.#unwritten.push(waiting);
    this.#waiting += 1;
    return waiting;
  }

  release(waiting: WaitingRow): void {
    waiting.hasLeft = true;
    this.#waiting -= 1;
    if (waiting.slot !== 0) this.#slots.remove(waiting.slot);
  }

  snapshot(state: StateTable): void {
    for (const waiting of this.#unwritten) if (!waiting.hasLeft) waiting.slot = this.#slots.add(waiting);
    this.#unwritten = [];
    this.#slots.snapshot(state, (entry) => this.#save(entry));
  }

  /** Reads everything back; returns the operator's header. `onWaiting` gets the waiting rows in order of arrival. */
  restore(state: StateTable, onWaiting: (waiting: WaitingRow) => void): StateValue | undefined {
    const header = this.#slots.restore(state, (value) => this.#load(value));
    const stored: { readonly row: StoredRow; readonly slot: number }[] = [];
    for (let slot = 1; slot < this.#slots.end; slot += 1) {
      const entry = this.#slots.get(slot);
      if (entry instanceof StoredFrame) this.#restoreFrame(entry, slot);
      if (entry instanceof StoredRow) stored.push({ row: entry, slot });
    }
    stored.sort((a, b) => a.row.sequence - b.row.sequence);
    for (const { row, slot } of stored) onWaiting(this.#restoreWaiting(row, slot));
    return header;
  }

  frames(): IterableIterator<OverFrame> {
    return this.#frames.values();
  }

  #save(entry: Entry): StateValue {
    if (entry instanceof Page) return ['page', entry.entries];
    if (entry instanceof WaitingRow) return ['row', [entry.ms, entry.sequence, this.#options.rows.save(entry.row)]];
    if (entry instanceof StoredFrame || entry instanceof StoredRow) throw new TypeError('saved before it was restored');
    return ['frame', this.#saveFrame(entry)];
  }

  #saveFrame(frame: OverFrame): StateValue {
    this.#movePages(frame);
    const tail = (frame.firstPage + frame.pageSlots.length) * PAGE;
    const entries = frame.saveEntries(tail, frame.end);
    const { key, firedMs, expiresMs, checks, first, firstPage, pageSlots } = frame;
    return [key, firedMs, expiresMs, [...checks], first, firstPage, [...pageSlots], entries, frame.save()];
  }

  /** Removes pages of which every row has left, and writes those that have become full. */
  #movePages(frame: OverFrame): void {
    const firstPage = Math.floor(frame.first / PAGE);
    if (frame.pageSlots.length === 0 && frame.end < (firstPage + 1) * PAGE) {
      frame.firstPage = firstPage;
      return;
    }
    const gone = Math.min(firstPage - frame.firstPage, frame.pageSlots.length);
    for (const slot of frame.pageSlots.slice(0, gone)) this.#slots.remove(slot);
    const kept = frame.pageSlots.slice(gone);
    frame.firstPage = firstPage;
    for (let page = firstPage + kept.length; (page + 1) * PAGE <= frame.end; page += 1) {
      kept.push(this.#slots.add(new Page(frame.saveEntries(page * PAGE, (page + 1) * PAGE))));
    }
    frame.pageSlots = kept;
  }

  #load(value: StateValue): Entry {
    const [kind, content] = value as ['page' | 'frame' | 'row', StateValue];
    if (kind === 'page') return new Page(content);
    if (kind === 'frame') return new StoredFrame(content);
    const [ms, sequence, saved] = content as [number, number, StateValue];
    return new StoredRow(this.#options.rows.load(saved), ms, sequence);
  }

  #restoreFrame({ saved }: StoredFrame, slot: number): void {
    const [key, firedMs, expiresMs, checks, first, firstPage, pageSlots, tail, aggregates] = saved as [
      RowKey,
      number,
      number,
      number[],
      number,
      number,
      number[],
      StateValue,
      StateValue,
    ];
    const frame = new this.#options.Frame(key);
    pageSlots.forEach((pageSlot, index) => {
      const page = this.#slots.get(pageSlot);
      if (page instanceof Page) frame.loadEntries((firstPage + index) * PAGE, page.entries);
    });
    frame.loadEntries((firstPage + pageSlots.length) * PAGE, tail);
    frame.load(aggregates, first);
    frame.slot = slot;
    frame.firedMs = firedMs;
    frame.expiresMs = expiresMs;
    frame.checks = checks;
    frame.firstPage = firstPage;
    frame.pageSlots = pageSlots;
    this.#slots.resolve(slot, frame);
    this.#frames.set(key, frame);
  }

  #restoreWaiting(stored: StoredRow, slot: number): WaitingRow {
    const frame = this.find(stored.row);
    if (frame === undefined) throw new TypeError('a waiting row has no frame in the state');
    const waiting = new WaitingRow(stored, frame, slot);
    this.#slots.resolve(slot, waiting);
    this.#waiting += 1;
    return waiting;
  }
}

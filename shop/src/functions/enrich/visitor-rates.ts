/**
 * Who sends more events a minute than a person clicks, by arrival time, in memory that is bounded once and for all.
 *
 * First a coarse look: visitors share a fixed number of slots, and each slot counts its events over ten seconds. Whoever
 * meets a slot that is far busier than the mean is watched: counted alone, minute by minute. So nobody is taken for faster
 * than they are, whoever shares the slot; a machine that is hardly faster than a person may be passed over on busy days.
 *
 * Both looks lie under one key each: a key for each visitor would make every event write one to disk.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';

/** Events within one minute of arrival that no one clicks: two a second, all the time. */
export const MOST_EVENTS_A_MINUTE = 120;
/** Visitors that are watched at once; further ones wait until others are let go. */
export const MOST_WATCHED = 512;

const MINUTE_MS = 60_000;
const WINDOW_MS = 10_000;
const SLOTS = 4_096;
/** A slot is busy with so many events more than twice the mean: at that pace the limit is met within a minute. */
const BUSY = 12;
const NEVER = -2;

/** The coarse look at the present ten seconds. */
interface Window {
  number: number;
  events: number;
  readonly slots: number[];
}

/** One that is watched: the minute it is counted in, the count, and the last minute in which there were too many. */
type Watched = [visitor: string, minute: number, count: number, tooManyIn: number];

/** Those that are watched, by slot. */
interface WatchList {
  size: number;
  bySlot: Record<number, Watched[]>;
}

const WINDOW = 'window';
const WATCHED = 'watched';

export class VisitorRates {
  readonly #windows: FoldTable<Window>;
  readonly #watched: FoldTable<WatchList>;

  constructor(tables: FoldTables) {
    this.#windows = tables.table('enrich-rate-windows');
    this.#watched = tables.table('enrich-rate-watched');
  }

  /** Reads what `count` will need. */
  read(): void {
    this.#windows.get(WINDOW);
    this.#watched.get(WATCHED);
  }

  /** Counts an event of the visitor, and says whether there are too many: in this minute or the last. */
  count(visitor: string, receivedMs: number): boolean {
    const window = this.#windows.get(WINDOW) ?? { number: 0, events: 0, slots: new Array<number>(SLOTS).fill(0) };
    const list = this.#watched.get(WATCHED) ?? { size: 0, bySlot: {} };
    const minute = Math.floor(receivedMs / MINUTE_MS);
    const number = Math.floor(receivedMs / WINDOW_MS);
    if (window.number !== number) {
      begin(window, number);
      if (list.size > 0) this.#letGo(list, minute);
    }
    const slot = hashOf(visitor) % SLOTS;
    const isBusy = note(window, slot);
    this.#windows.put(WINDOW, window);
    const watched = list.size === 0 ? undefined : list.bySlot[slot];
    if (watched === undefined && !isBusy) return false;
    const one = watched?.find(([name]) => name === visitor) ?? (isBusy ? watch(list, slot, visitor) : undefined);
    if (one === undefined) return false;
    this.#watched.put(WATCHED, list);
    return hasTooMany(one, minute);
  }

  /** The visitor is not watched any more. */
  forget(visitor: string): void {
    const list = this.#watched.get(WATCHED);
    const slot = hashOf(visitor) % SLOTS;
    const watched = list?.bySlot[slot];
    if (!list || !watched) return;
    const others = watched.filter(([name]) => name !== visitor);
    list.size -= watched.length - others.length;
    if (others.length > 0) list.bySlot[slot] = others;
    else delete list.bySlot[slot];
    this.#watched.put(WATCHED, list);
  }

  /** Whoever has not come in this minute or the last is not watched any more. */
  #letGo(list: WatchList, minute: number): void {
    const kept = Object.entries(list.bySlot).map(
      ([slot, all]) => [slot, all.filter(([, lastMinute]) => lastMinute >= minute - 1)] as const,
    );
    list.bySlot = Object.fromEntries(kept.filter(([, all]) => all.length > 0));
    list.size = kept.reduce((sum, [, all]) => sum + all.length, 0);
    this.#watched.put(WATCHED, list);
  }
}

function begin(window: Window, number: number): void {
  window.number = number;
  window.events = 0;
  window.slots.fill(0);
}

/** Counts an event in its slot, and says whether the slot is busy. */
function note(window: Window, slot: number): boolean {
  const inSlot = (window.slots[slot] ?? 0) + 1;
  window.slots[slot] = inSlot;
  window.events += 1;
  return inSlot > BUSY + (2 * window.events) / SLOTS;
}

function watch(list: WatchList, slot: number, visitor: string): Watched | undefined {
  if (list.size >= MOST_WATCHED) return undefined;
  const one: Watched = [visitor, NEVER, 0, NEVER];
  const others = list.bySlot[slot];
  if (others === undefined) list.bySlot[slot] = [one];
  else others.push(one);
  list.size += 1;
  return one;
}

function hasTooMany(one: Watched, minute: number): boolean {
  if (one[1] !== minute) {
    one[1] = minute;
    one[2] = 0;
  }
  one[2] += 1;
  if (one[2] > MOST_EVENTS_A_MINUTE) one[3] = minute;
  return one[3] >= minute - 1;
}

/** FNV-1a over the UTF-16 units, mixed once more. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

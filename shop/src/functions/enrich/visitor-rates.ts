/**
 * Who sends more events a minute than a person clicks, by arrival time, in memory that is bounded once and for all.
 *
 * Visitors share a fixed number of slots. A slot counts the events of one visitor in one minute; events of others that
 * meet it there count against that visitor, and take the slot over once nothing is left (a majority vote). So a count is
 * never above the truth: where there are more visitors than slots a slow machine may be passed over, a person is never
 * taken for one.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';

/** Events within one minute of arrival that no one clicks: two a second, all the time. */
export const MOST_EVENTS_A_MINUTE = 120;

const MINUTE_MS = 60_000;
const SLOTS = 32_768;
const NEVER = -2;
const SLOT_KEYS: readonly string[] = Array.from({ length: SLOTS }, (_, slot) => slot.toString(36));

/** Whose the slot is, the minute it counts in, the count, and the last minute in which the count was too high. */
type Slot = [tag: number, minute: number, count: number, tooManyIn: number];

export class VisitorRates {
  readonly #slots: FoldTable<Slot>;
  #key = '';
  #tag = 0;
  #slot: Slot | undefined;

  constructor(tables: FoldTables) {
    this.#slots = tables.table('enrich-rates');
  }

  /** Reads what is known of the visitor; `count` goes on from there. */
  read(visitor: string): void {
    this.#tag = hashOf(visitor);
    this.#key = SLOT_KEYS[this.#tag % SLOTS] ?? '';
    this.#slot = this.#slots.get(this.#key);
  }

  /** Counts an event of the visitor that was read, and says whether there are too many: in this minute or the last. */
  count(receivedMs: number): boolean {
    const minute = Math.floor(receivedMs / MINUTE_MS);
    const slot = this.#slot ?? [this.#tag, minute, 0, NEVER];
    const tooMany = countIn(slot, this.#tag, minute);
    this.#slots.put(this.#key, slot);
    return tooMany;
  }
}

function countIn(slot: Slot, tag: number, minute: number): boolean {
  const marked = slot[3] >= minute - 1;
  if (slot[1] !== minute) {
    slot[1] = minute;
    slot[2] = 0;
  }
  if (slot[0] === tag) {
    slot[2] += 1;
    if (slot[2] <= MOST_EVENTS_A_MINUTE) return marked;
    slot[3] = minute;
    return true;
  }
  // A slot stays with a machine for as long as it is taken for one.
  if (marked) return false;
  if (slot[2] > 0) slot[2] -= 1;
  else setTo(slot, tag);
  return false;
}

function setTo(slot: Slot, tag: number): void {
  slot[0] = tag;
  slot[2] = 1;
  slot[3] = NEVER;
}

/** FNV-1a over the UTF-16 units, mixed once more. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

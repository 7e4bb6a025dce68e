/**
 * Counts equal rows of a file in bounded memory: how many rows with the same hash came before this one.
 *
 * R1. Rows are remembered in two generations of at most GENERATION_ROWS different rows each. When the younger is full it
 *     takes the place of the older, whose rows are forgotten. So equal rows less than a million rows apart are counted,
 *     and what lies further back is taken for the same row sent again. It follows from the file alone.
 * R2. A slot is three words: 64 bits of the hash and the count. A count of 0 is a free slot.
 */

export const GENERATION_ROWS = 1_000_000;
const FIRST_SLOTS = 1 << 12;
const WORDS = 3;

interface Generation {
  slots: Uint32Array;
  mask: number;
  rows: number;
}

export class RowRepeats {
  readonly #generationRows: number;
  #young = emptyGeneration(FIRST_SLOTS);
  #old = emptyGeneration(1);

  constructor(generationRows: number = GENERATION_ROWS) {
    this.#generationRows = generationRows;
  }

  /** Notes a row by two words of its hash. Returns how many rows like it were noted before. */
  next(high: number, low: number): number {
    const place = find(this.#young, high, low);
    const { slots } = this.#young;
    const before = slots[place + 2] || (this.#old.slots[find(this.#old, high, low) + 2] ?? 0);
    const isNew = slots[place + 2] === 0;
    slots[place] = high;
    slots[place + 1] = low;
    slots[place + 2] = before + 1;
    if (isNew) this.#grow();
    return before;
  }

  #grow(): void {
    const young = this.#young;
    young.rows++;
    if (young.rows >= this.#generationRows) {
      this.#old = young;
      this.#young = emptyGeneration(FIRST_SLOTS);
    } else if (young.rows * 2 > young.mask + 1) {
      this.#young = larger(young);
    }
  }
}

function emptyGeneration(slots: number): Generation {
  return { slots: new Uint32Array(slots * WORDS), mask: slots - 1, rows: 0 };
}

/** Where the row lies, or where it would be put. */
function find({ slots, mask }: Generation, high: number, low: number): number {
  for (let slot = low & mask, tries = 0; ; slot = (slot + 1) & mask, tries++) {
    const place = slot * WORDS;
    if (slots[place + 2] === 0 || tries > mask) return place;
    if (slots[place] === high && slots[place + 1] === low) return place;
  }
}

function larger(old: Generation): Generation {
  const grown = emptyGeneration((old.mask + 1) * 2);
  for (let from = 0; from < old.slots.length; from += WORDS) {
    if (old.slots[from + 2] === 0) continue;
    const to = find(grown, old.slots[from] ?? 0, old.slots[from + 1] ?? 0);
    grown.slots.set(old.slots.subarray(from, from + WORDS), to);
  }
  grown.rows = old.rows;
  return grown;
}

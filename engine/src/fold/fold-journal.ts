/**
 * The journal of the folds' states: a commit touches states all over the table, and putting each in its place would write
 * a page for nearly every one of them, a hundred times for those that every second event changes.
 *
 * J1. A commit writes the states that have changed into the journal, one after another. States come to their places in
 *     rounds, a few with each commit, in the order in which they lie there: neighbours share a page, and what changes
 *     all the time is written once a round. A round is as long as it takes the journal to grow by `roundBytes`.
 * J2. What comes to its place is the state as it is in that commit. So the newest piece that speaks of a state says the
 *     same as its place, or something newer.
 * J3. When a round has ended, all that was in the journal when it began lies in its place: those pieces are dropped,
 *     oldest first, some with each commit. So the journal is never longer than about two rounds.
 * J4. A start puts everything that the journal says into place, and begins with an empty one.
 * J5. What a commit does here counts when it has succeeded; until then `failed` takes it back.
 */
import type { Environment, Table } from '../storage/environment.ts';
import { numberKey, numberOfKey } from '../storage/number-key.ts';
import { entriesOf, type PieceEntry, piecesOf, type TableChanges } from './fold-piece.ts';
import { FoldPlaces } from './fold-places.ts';
import { SettlingOrder } from './settling-order.ts';
import type { HeldState, StoredTable } from './stored-table.ts';

export interface FoldPace {
  /** How much the journal grows in one round. */
  readonly roundBytes: number;
  /** States that are settled in one round, at most: they stay in memory until then. */
  readonly roundStates: number;
}

/** Some 20 seconds at 10,000 events a second; a start after a crash reads twice that in a second or two. */
const PACE: FoldPace = { roundBytes: 64 * 1024 * 1024, roundStates: 200_000 };

const JOURNAL = 'fold-journal';
const PIECES_DROPPED_AT_ONCE = 16;
/** Pieces that are read at once at a start. */
const PIECES_PER_READ = 256;

/** What a commit that is on its way has taken. */
interface Commit {
  readonly changes: readonly TableChanges[];
  readonly settled: readonly HeldState[];
  readonly shapes: number;
  readonly bytes: number;
  /** Numbers of the oldest piece that it leaves, and of the next one. */
  readonly oldest: number;
  readonly next: number;
}

export class FoldJournal {
  readonly #places: FoldPlaces;
  readonly #journal: Table;
  readonly #pace: FoldPace;
  #order = newOrder([]);
  /** The number of the first piece that was not there when the round began, and how much has been written since. */
  #beganAt = 0;
  #bytes = 0;
  /** What has become unsettled since. */
  #unsettled: HeldState[] = [];
  /** Taken from the order by a commit that failed. */
  #again: readonly HeldState[] = [];
  #oldest = 0;
  #next = 0;
  /** Pieces before this one say nothing that is not in its place. */
  #neededFrom = 0;
  #commit: Commit | undefined;

  constructor(environment: Environment, pace: FoldPace = PACE) {
    this.#places = new FoldPlaces(environment);
    this.#journal = environment.table(JOURNAL);
    this.#pace = pace;
    this.#settleAll(environment);
  }

  read(table: string, key: string): unknown {
    return this.#places.read(table, key);
  }

  /** Every state, as long as nothing was written here. */
  placed() {
    return this.#places.all();
  }

  /**
   * Only inside the environment's transaction; then `committed` or `failed`.
   * @param between is called between two states.
   */
  write(tables: Iterable<StoredTable<unknown>>, between: () => void): void {
    const changes = Array.from(tables, (table) => ({ table, held: table.takeChanged() }));
    const settled = this.#due();
    this.#commit = { changes, settled, shapes: 0, bytes: 0, oldest: this.#oldest, next: this.#next };
    let next = this.#next;
    let bytes = 0;
    for (const piece of piecesOf(changes, this.#places.codec, between)) {
      this.#journal.put(numberKey(next++), piece);
      bytes += piece.length;
    }
    for (const held of settled) {
      this.#places.settle(held);
      between();
    }
    const oldest = Math.min(this.#neededFrom, this.#oldest + PIECES_DROPPED_AT_ONCE);
    for (let piece = this.#oldest; piece < oldest; piece++) this.#journal.remove(numberKey(piece));
    this.#commit = { changes, settled, shapes: this.#places.shapes.write(), bytes, oldest, next };
  }

  committed(): void {
    if (!this.#commit) return;
    const { changes, settled, shapes, bytes, oldest, next } = this.#commit;
    this.#commit = undefined;
    this.#places.shapes.committed(shapes);
    for (const { held } of changes) for (const each of held) this.#noteUnsettled(each);
    for (const held of settled) held.table.settled(held);
    this.#again = [];
    this.#oldest = oldest;
    this.#next = next;
    this.#bytes += bytes;
    if (this.#share() >= 1 && this.#order.taken === this.#order.length) this.#beginRound();
  }

  failed(): void {
    if (!this.#commit) return;
    const { changes, settled } = this.#commit;
    this.#commit = undefined;
    for (const { table, held } of changes) table.giveBack(held);
    this.#again = settled;
  }

  #noteUnsettled(held: HeldState): void {
    if (held.unsettled) return;
    held.unsettled = true;
    this.#unsettled.push(held);
  }

  /** What is to be settled next: as much of the round as the journal has grown of a round's length. */
  #due(): readonly HeldState[] {
    const taken = this.#order.takeUntil(Math.ceil(this.#order.length * this.#share()));
    return this.#again.length === 0 ? taken : [...this.#again, ...taken];
  }

  #share(): number {
    const { roundBytes, roundStates } = this.#pace;
    return Math.max(this.#bytes / roundBytes, this.#unsettled.length / roundStates);
  }

  #beginRound(): void {
    this.#neededFrom = this.#beganAt;
    this.#beganAt = this.#next;
    this.#order = newOrder(this.#unsettled);
    this.#unsettled = [];
    this.#bytes = 0;
  }

  /** In one transaction: a process that dies in it finds everything as it was. */
  #settleAll(environment: Environment): void {
    const [first] = this.#journal.keys({}, 1);
    if (!first) return;
    environment.transaction(() => {
      const newest = this.#newestEntries();
      const places = [...newest.keys()].sort();
      for (const place of places) {
        const { table, key, bytes } = newest.get(place) ?? {};
        if (table !== undefined && key !== undefined) this.#places.put(table, key, bytes);
      }
      for (const key of this.#journal.keys({}, Number.MAX_SAFE_INTEGER)) this.#journal.remove(key);
    });
  }

  /** What the journal says of each state, by its place. */
  #newestEntries(): Map<string, Partial<PieceEntry>> {
    const newest = new Map<string, PieceEntry>();
    for (let from = 0; ; ) {
      const pieces = this.#journal.scan({ from: numberKey(from) }, PIECES_PER_READ);
      for (const [number, piece] of pieces) {
        for (const entry of entriesOf(piece)) newest.set(`${entry.key}\0${entry.table}`, entry);
        from = numberOfKey(number) + 1;
      }
      if (pieces.length < PIECES_PER_READ) return newest;
    }
  }
}

function newOrder(items: HeldState[]): SettlingOrder<HeldState> {
  return new SettlingOrder(items, (a, b) => (a.key === b.key ? a.table.name < b.table.name : a.key < b.key));
}

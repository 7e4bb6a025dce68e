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
 * J6. What a state was stays on disk until the second round after its change has ended. Where that must not wait, `hasten`
 *     ends rounds at once, or after a few commits when there is much to settle.
 */
import type { Environment, Table } from '../storage/environment.ts';
import { numberKey } from '../storage/number-key.ts';
import { piecesOf, type TableChanges } from './fold-piece.ts';
import { FoldPlaces } from './fold-places.ts';
import type { HeldRow, HeldRows } from './held-rows.ts';
import { JOURNAL, settleJournal } from './settle-journal.ts';
import { SettlingOrder } from './settling-order.ts';
import type { StoredTable } from './stored-table.ts';

export interface FoldPace {
  /** How much the journal grows in one round. */
  readonly roundBytes: number;
  /** Keys whose states are settled in one round, at most: they stay in memory until then. */
  readonly roundKeys: number;
}

/** Some 7 seconds at 10,000 events a second; a start after a crash settles twice that in about a second of processor time. */
const PACE: FoldPace = { roundBytes: 32 * 1024 * 1024, roundKeys: 200_000 };

/** Beside as many as the commit itself writes, so that large commits do not let the journal grow. */
const PIECES_DROPPED_AT_ONCE = 16;
/** Keys that a commit settles of a round that is to end soon. */
const HASTENED_KEYS = 5_000;
/** The one that a commit on its way may end, the one in which the change is written, and the one that settles it. */
const HASTENED_ROUNDS = 3;

/** What a commit that is on its way has taken. */
interface Commit {
  readonly changes: readonly TableChanges[];
  readonly settled: readonly HeldRow[];
  readonly shapes: number;
  readonly bytes: number;
  /** Numbers of the oldest piece that it leaves, and of the next one. */
  readonly oldest: number;
  readonly next: number;
}

export class FoldJournal {
  readonly #places: FoldPlaces;
  readonly #journal: Table;
  readonly #rows: HeldRows;
  readonly #pace: FoldPace;
  #order = newOrder([]);
  /** The number of the first piece that was not there when the round began, and how much has been written since. */
  #beganAt = 0;
  #bytes = 0;
  /** What has changed since, and does not wait in this round. */
  #unsettled: HeldRow[] = [];
  /** Taken from the order by a commit that failed. */
  #again: readonly HeldRow[] = [];
  #oldest = 0;
  #next = 0;
  /** Pieces before this one say nothing that is not in its place. */
  #neededFrom = 0;
  /** Rounds that are to end soon. */
  #hastened = 0;
  #commit: Commit | undefined;

  constructor(environment: Environment, rows: HeldRows, pace: FoldPace = PACE) {
    this.#places = new FoldPlaces(environment);
    this.#rows = rows;
    this.#journal = environment.table(JOURNAL);
    this.#pace = pace;
    settleJournal(environment);
  }

  read(table: string, key: string): unknown {
    return this.#places.read(table, key);
  }

  /** All that has changed until now, written or not, comes to its place in the next commits, and nothing else says it. */
  hasten(): void {
    this.#hastened = HASTENED_ROUNDS;
  }

  /**
   * Only inside the environment's transaction; then `committed` or `failed`.
   * @param between is called between two states, and now and then while it is found out which are due.
   */
  write(tables: Iterable<StoredTable<unknown>>, between: () => void): void {
    const changes = Array.from(tables, (table) => ({ table, held: table.takeChanged() }));
    const nothing = { shapes: 0, bytes: 0, oldest: this.#oldest, next: this.#next };
    this.#commit = { changes, settled: this.#again, ...nothing };
    const settled = this.#due(between);
    this.#commit = { changes, settled, ...nothing };
    let next = this.#next;
    let bytes = 0;
    for (const piece of piecesOf(changes, this.#places.codec, between)) {
      this.#journal.put(numberKey(next++), piece);
      bytes += piece.length;
    }
    for (const row of settled) {
      this.#places.settle(row);
      between();
    }
    const oldest = Math.min(this.#neededFrom, this.#oldest + PIECES_DROPPED_AT_ONCE + next - this.#next);
    for (let piece = this.#oldest; piece < oldest; piece++) this.#journal.remove(numberKey(piece));
    this.#commit = { changes, settled, shapes: this.#places.shapes.write(), bytes, oldest, next };
  }

  committed(): void {
    if (!this.#commit) return;
    const { changes, settled, shapes, bytes, oldest, next } = this.#commit;
    this.#commit = undefined;
    this.#places.shapes.committed(shapes);
    for (const { held } of changes) for (const { row } of held) this.#noteUnsettled(row);
    for (const row of settled) this.#rows.settle(row);
    this.#again = [];
    this.#oldest = oldest;
    this.#next = next;
    this.#bytes += bytes;
    if ((this.#hastened > 0 || this.#share() >= 1) && this.#order.taken === this.#order.length) this.#beginRound();
  }

  failed(): void {
    if (!this.#commit) return;
    const { changes, settled } = this.#commit;
    this.#commit = undefined;
    for (const { table, held } of changes) table.giveBack(held);
    this.#again = settled;
  }

  #noteUnsettled(row: HeldRow): void {
    if (row.waits) return;
    row.waits = true;
    this.#unsettled.push(row);
  }

  /** What is to be settled next: as much of the round as the journal has grown of a round's length. */
  #due(between: () => void): readonly HeldRow[] {
    const until = Math.ceil(this.#order.length * this.#share());
    const soon = this.#hastened > 0 ? this.#order.taken + HASTENED_KEYS : 0;
    const taken = this.#order.takeUntil(Math.max(until, soon), between);
    return this.#again.length === 0 ? taken : [...this.#again, ...taken];
  }

  #share(): number {
    const { roundBytes, roundKeys } = this.#pace;
    return Math.max(this.#bytes / roundBytes, this.#unsettled.length / roundKeys);
  }

  #beginRound(): void {
    this.#neededFrom = this.#beganAt;
    this.#beganAt = this.#next;
    this.#order = newOrder(this.#unsettled);
    this.#unsettled = [];
    this.#bytes = 0;
    this.#hastened = Math.max(0, this.#hastened - 1);
  }
}

function newOrder(rows: HeldRow[]): SettlingOrder<HeldRow> {
  return new SettlingOrder(rows, (a, b) => a.key < b.key);
}

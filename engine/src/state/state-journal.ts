/**
 * The state's entries behind a journal, so that a small commit costs little: what a commit changes lies all over the
 * table, and putting each entry in its place would write a page for nearly every one of them.
 *
 * J1. A commit writes what it changes into the journal, in one piece. With each commit some changes of earlier ones are
 *     settled: written to their places, in the order in which these lie, round and round. What changed several times in
 *     between is settled once, and neighbours share a page.
 * J2. An entry is what the newest change says that is not settled, or else what lies in its place.
 * J3. A piece is dropped, in the commit that settles its last change, and not before. So the table of entries and the
 *     journal together always say everything, and a restart begins with reading the journal.
 * J4. A commit too large for the journal settles everything and goes to its places at once: then there is no journal.
 * J5. What a transaction does here counts when it has been committed: one that fails is forgotten.
 */
import assert from 'node:assert/strict';
import type { Environment, Table } from '../storage/environment.ts';
import { numberKey, numberOfKey, pairKey, secondOfPairKey } from '../storage/number-key.ts';
import { changesOf, PieceWriter } from './journal-piece.ts';
import { SettlingRound } from './settling-round.ts';
import { UnsettledChanges } from './unsettled-changes.ts';

export interface JournalPace {
  /** In about how many commits everything comes to its place once. */
  readonly commitsPerRound: number;
  readonly fewestSettled: number;
  /** More changes than this are not left unsettled. */
  readonly mostUnsettled: number;
  /** Larger commits go to their places at once. */
  readonly largestPieceBytes: number;
}

const PACE: JournalPace = {
  commitsPerRound: 100,
  fewestSettled: 64,
  mostUnsettled: 100_000,
  largestPieceBytes: 4 * 1024 * 1024,
};

const JOURNAL = 'state-journal';
const ENTRIES = 'state-entries';
/** What is read at once: enough to be fast, little enough to hold no snapshot for long and to be garbage while young. */
const ENTRIES_PER_READ = 4096;
const BYTES_PER_READ = 1024 * 1024;

export class StateJournal {
  readonly #environment: Environment;
  readonly #entries: Table;
  readonly #journal: Table;
  readonly #pace: JournalPace;
  readonly #written = new PieceWriter();
  #unsettled = new UnsettledChanges();
  #round = new SettlingRound();
  /** The numbers of the oldest piece and of the one that comes next; alike when there is none. */
  #oldest = 0;
  #next = 0;
  /** True from when the running transaction grew too large. */
  #goesToPlaces = false;
  /** What holds when the running transaction has been committed. */
  #onCommitted: (() => void)[] = [];

  constructor(environment: Environment, pace: JournalPace = PACE) {
    this.#environment = environment;
    this.#entries = environment.table(ENTRIES);
    this.#journal = environment.table(JOURNAL);
    this.#pace = pace;
    this.#readJournal();
  }

  /** A transaction begins. */
  begin(): void {
    this.#written.clear();
    this.#goesToPlaces = false;
    this.#onCommitted = [];
  }

  /** Inside the transaction. The value is copied; undefined removes the entry. */
  write(table: number, slot: number, value: Uint8Array | undefined): void {
    assert(this.#environment.writing, 'state is written inside a transaction only');
    if (this.#goesToPlaces) {
      this.#place(table, slot, value);
      return;
    }
    this.#written.add(table, slot, value);
    if (this.#written.sizeBytes > this.#pace.largestPieceBytes) this.#goToPlaces();
  }

  /** The transaction's work is done: what it wrote goes to disk with it. */
  finish(): void {
    if (this.#goesToPlaces) return;
    this.#settleSome();
    if (this.#written.count === 0) return;
    const piece = this.#written.piece();
    const number = this.#next;
    this.#journal.put(numberKey(number), piece);
    this.#onCommitted.push(() => {
      this.#next = number + 1;
      this.#take(piece);
    });
  }

  committed(): void {
    for (const apply of this.#onCommitted) apply();
    this.#onCommitted = [];
  }

  /** The entries of a table as last committed, in slot order. */
  *entries(table: number): Generator<readonly [slot: number, value: Uint8Array]> {
    const changes = this.#unsettled.ofTable(table);
    let at = 0;
    for (const [slot, value] of this.#placed(table)) {
      for (let change = changes[at]; change !== undefined && change.slot < slot; change = changes[++at]) {
        if (change.value) yield [change.slot, change.value];
      }
      const change = changes[at];
      if (change?.slot !== slot) yield [slot, value];
    }
    for (const { slot, value } of changes.slice(at)) if (value) yield [slot, value];
  }

  /** Drops everything, in a transaction of its own. */
  clear(): void {
    this.#environment.transaction(() => {
      for (const table of [this.#entries, this.#journal]) {
        for (const key of table.keys({}, Number.MAX_SAFE_INTEGER)) table.remove(key);
      }
    });
    this.#forgetAll();
  }

  #readJournal(): void {
    const pieces = this.#journal.scan({}, Number.MAX_SAFE_INTEGER);
    for (const [key, piece] of pieces) {
      this.#next = numberOfKey(key) + 1;
      this.#take(Buffer.from(piece));
    }
    const [first] = pieces;
    this.#oldest = first ? numberOfKey(first[0]) : this.#next;
  }

  #take(piece: Buffer): void {
    for (const change of changesOf(piece)) this.#unsettled.set(change);
  }

  #settleSome(): void {
    const { commitsPerRound, fewestSettled, mostUnsettled } = this.#pace;
    const { size } = this.#unsettled;
    const excess = size + this.#written.count - mostUnsettled;
    const count = Math.max(fewestSettled, Math.ceil(size / commitsPerRound), excess);
    const { changes, round, endedAt } = this.#round.advance(this.#unsettled, count, this.#next);
    for (const { table, slot, value } of changes) this.#place(table, slot, value);
    if (endedAt !== undefined) this.#dropPieces(endedAt);
    this.#onCommitted.push(() => {
      this.#round = round;
      for (const change of changes) this.#unsettled.settled(change);
      if (endedAt !== undefined) this.#oldest = endedAt;
    });
  }

  /** From here on, and with what came before, this transaction is one without a journal. */
  #goToPlaces(): void {
    this.#goesToPlaces = true;
    for (const { table, slot, value } of this.#unsettled.all()) this.#place(table, slot, value);
    for (const { table, slot, value } of changesOf(this.#written.piece())) this.#place(table, slot, value);
    this.#dropPieces(this.#next);
    this.#onCommitted.push(() => this.#forgetAll());
  }

  #forgetAll(): void {
    this.#unsettled = new UnsettledChanges();
    this.#round = new SettlingRound();
    this.#oldest = this.#next;
  }

  /** Drops the pieces before the one with this number. */
  #dropPieces(end: number): void {
    for (let number = this.#oldest; number < end; number += 1) this.#journal.remove(numberKey(number));
  }

  #place(table: number, slot: number, value: Uint8Array | undefined): void {
    const key = pairKey(table, slot);
    if (value) this.#entries.put(key, value);
    else this.#entries.remove(key);
  }

  *#placed(table: number): Generator<readonly [slot: number, value: Uint8Array]> {
    const to = pairKey(table + 1, 0);
    let from = pairKey(table, 0);
    for (;;) {
      const found = this.#entries.scan({ from, to }, ENTRIES_PER_READ, BYTES_PER_READ);
      for (const [key, value] of found) yield [secondOfPairKey(key), value];
      const last = found.at(-1);
      if (!last) return;
      from = pairKey(table, secondOfPairKey(last[0]) + 1);
    }
  }
}

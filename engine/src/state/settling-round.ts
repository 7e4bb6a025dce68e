/**
 * In which order changes come to their places: round and round through the tables, in each by slot, so that neighbours
 * come together. A round has met every change that was there when it began, in that form or a newer one.
 */
import type { StateChange } from './journal-piece.ts';
import type { UnsettledChanges } from './unsettled-changes.ts';

/** What is to be settled next, and the round as it is then. */
export interface RoundStep {
  readonly changes: readonly StateChange[];
  readonly round: SettlingRound;
  /** Given when a round has ended in this step: no piece before the one with this number says anything new. */
  readonly endedAt: number | undefined;
}

/** Where a round is. */
interface Place {
  /** Tables that it has yet to come to, last first. */
  readonly tables: readonly number[];
  /** The table that it is in, the slots that had changes when it came there, and which of them is next. */
  readonly table: number;
  readonly slots: Uint32Array;
  readonly at: number;
}

const NOWHERE: Place = { tables: [], table: 0, slots: new Uint32Array(), at: 0 };

/** Never changes: a step makes another, so that a transaction that fails leaves everything as it was. */
export class SettlingRound {
  readonly #place: Place;
  /** The number of the next piece when the round began; undefined before it has begun. */
  readonly #beganAt: number | undefined;

  constructor(place: Place = NOWHERE, beganAt?: number) {
    this.#place = place;
    this.#beganAt = beganAt;
  }

  /**
   * Goes on by `count` changes at most, but not over the end of a round; begins one when there is none. `nextPiece` is
   * the number that the running transaction's piece will have.
   */
  advance(unsettled: UnsettledChanges, count: number, nextPiece: number): RoundStep {
    const beganAt = this.#beganAt ?? nextPiece;
    const tables = this.#beganAt === undefined ? unsettled.tables().toReversed() : [...this.#place.tables];
    const changes: StateChange[] = [];
    let { table, slots, at } = this.#place;
    for (;;) {
      for (; at < slots.length && changes.length < count; at += 1) {
        const change = unsettled.get(table, slots[at] ?? 0);
        if (change) changes.push(change);
      }
      if (at < slots.length) {
        return { changes, round: new SettlingRound({ tables, table, slots, at }, beganAt), endedAt: undefined };
      }
      const next = tables.pop();
      if (next === undefined) return { changes, round: new SettlingRound(), endedAt: beganAt };
      table = next;
      slots = unsettled.slots(next);
      at = 0;
    }
  }
}

/**
 * What a function could not take at its place, and somebody has put back behind it (`millrace-aws poison redrive`). It comes
 * after later words of the same sender, which a reader takes for a sign that it has had it; so it says that it was put
 * back, and counts once by its place.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';

export class PutBacks {
  readonly #taken: FoldTable<1>;

  /** @param name of the table of those that were taken. */
  constructor(tables: FoldTables, name: string) {
    this.#taken = tables.table(name);
  }

  /** @param at its place in what the sender has said. */
  has(from: number | string, at: string): boolean {
    return this.#taken.get(`${from} ${at}`) !== undefined;
  }

  note(from: number | string, at: string): void {
    this.#taken.put(`${from} ${at}`, 1);
  }
}

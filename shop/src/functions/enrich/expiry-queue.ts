/**
 * The keys of a table in the order in which they came, so that each can be removed when its time is over, although tables
 * cannot be listed. Keys lie in small lists under numbers; only the first and the last list are ever touched.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';

interface KeyList {
  /** When the last key was added, in epoch milliseconds. */
  lastMs: number;
  readonly keys: string[];
}

/** Numbers of the first and the last list. */
type Ends = [first: number, last: number];

const KEYS_A_LIST = 64;
const ENDS = 'ends';
const NONE: readonly string[] = [];

export class ExpiryQueue {
  readonly #ends: FoldTable<Ends>;
  readonly #lists: FoldTable<KeyList>;
  readonly #keepMs: number;

  /** @param name of its tables. */
  constructor(tables: FoldTables, name: string, keepMs: number) {
    this.#ends = tables.table(`${name}-ends`);
    this.#lists = tables.table(name);
    this.#keepMs = keepMs;
  }

  /** Reads what `add` will need. */
  read(): void {
    const [first, last] = this.#ends.get(ENDS) ?? [0, 0];
    this.#lists.get(String(first));
    this.#lists.get(String(last));
  }

  /** Adds a key, and gives those whose time is over: a few more than one, so that it never falls behind. */
  add(key: string, nowMs: number): readonly string[] {
    const [first, last] = this.#ends.get(ENDS) ?? [0, 0];
    const oldest = this.#lists.get(String(first));
    const newest = this.#lists.get(String(last));
    const isOver = oldest !== undefined && first < last && oldest.lastMs < nowMs - this.#keepMs;
    const isFull = newest !== undefined && newest.keys.length >= KEYS_A_LIST;
    if (isOver) this.#lists.remove(String(first));
    if (isOver || isFull) this.#ends.put(ENDS, [isOver ? first + 1 : first, isFull ? last + 1 : last]);
    this.#append(String(isFull ? last + 1 : last), isFull ? undefined : newest, key, nowMs);
    return isOver ? oldest.keys : NONE;
  }

  #append(number: string, list: KeyList | undefined, key: string, nowMs: number): void {
    const appended = list ?? { lastMs: nowMs, keys: [] };
    appended.lastMs = nowMs;
    appended.keys.push(key);
    this.#lists.put(number, appended);
  }
}

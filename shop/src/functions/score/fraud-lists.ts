/** The allow and block lists: who or what stands on them, by kind. */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { ListHit } from './judge-order.ts';

export const LISTS = ['allow', 'block'] as const;
export type ListName = (typeof LISTS)[number];

export const LIST_KINDS = ['user', 'ip', 'device', 'card', 'email_domain', 'country'] as const;
export type ListKind = (typeof LIST_KINDS)[number];

export interface ListChange {
  readonly list: ListName;
  readonly kind: ListKind;
  readonly value: string;
  readonly remove: boolean;
  readonly note: string | null;
  /** Who asked for it, as far as that is known. */
  readonly by?: string | null;
}

export interface ListEntry {
  readonly addedMs: number;
  readonly note: string | null;
  readonly by?: string | null;
}

/** What a list of one kind may hold; further entries are passed over. */
export const MOST_ENTRIES = 100_000;

export class FraudLists {
  readonly #entries: FoldTable<ListEntry>;
  readonly #counts: FoldTable<number>;

  constructor(tables: FoldTables) {
    this.#entries = tables.table('score.list-entries');
    this.#counts = tables.table('score.list-counts');
  }

  /** The lists on which one of the values stands, blocks first. */
  hits(values: Readonly<Record<ListKind, string | null>>): readonly ListHit[] {
    const hits: ListHit[] = [];
    for (const list of ['block', 'allow'] as const) {
      for (const kind of LIST_KINDS) {
        const value = values[kind];
        if (value === null) continue;
        const known = listValue(kind, value);
        if (this.#entries.get(entryKey(list, kind, known))) hits.push({ list, kind, value: known });
      }
    }
    return hits;
  }

  /** The lists on which a value stands. */
  standing(kind: ListKind, value: string): readonly ListName[] {
    return LISTS.filter((list) => this.#entries.get(entryKey(list, kind, listValue(kind, value))));
  }

  /** How many entries a list of one kind has. */
  count(list: ListName, kind: ListKind): number {
    return this.#counts.get(`${list}:${kind}`) ?? 0;
  }

  /** What a change makes of the entry: the entry now, or null; undefined when nothing changes. */
  change({ list, kind, value, remove, note, by }: ListChange, atMs: number): ListEntry | null | undefined {
    const key = entryKey(list, kind, value);
    const known = this.#entries.get(key);
    const countKey = `${list}:${kind}`;
    const count = this.#counts.get(countKey) ?? 0;
    if (remove) {
      if (!known) return undefined;
      this.#entries.remove(key);
      this.#counts.put(countKey, count - 1);
      return null;
    }
    if (!known && count >= MOST_ENTRIES) return undefined;
    const entry: ListEntry = { addedMs: known?.addedMs ?? atMs, note, ...(by != null && { by }) };
    this.#entries.put(key, entry);
    if (!known) this.#counts.put(countKey, count + 1);
    return entry;
  }
}

/** The one form in which a value is kept and looked up: domains in small letters, countries in capitals. */
export function listValue(kind: ListKind, value: string): string {
  const text = value.trim();
  if (kind === 'email_domain') return text.toLowerCase().replace(/^@/, '');
  if (kind === 'country') return text.toUpperCase();
  return kind === 'ip' ? text.toLowerCase() : text;
}

function entryKey(list: ListName, kind: ListKind, value: string): string {
  return `${list}:${kind}:${value}`;
}

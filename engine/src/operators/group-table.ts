/**
 * The stored groups of one operator. A group is one entry, but for long lists in its state (the values that a
 * COUNT(DISTINCT …) has seen): these are split into pages, and only pages that have changed are written again, so that
 * a set of a million values does not go to disk with each commit.
 */
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { Group, SavedGroup } from './aggregation.ts';
import { SlotTable } from './slot-table.ts';

/** Lists up to this long stay in the group's own entry; longer ones are cut into pages of this length. */
const PAGE_LENGTH = 256;

/** One stretch of a long list. It keeps its values, for it may be written again only because of what lies beside it. */
class Page {
  readonly values: readonly StateValue[];

  constructor(values: readonly StateValue[]) {
    this.values = values;
  }
}

/** A long list as it was last written, and where its pages are. */
interface PagedList {
  /** Of a Set, which only grows, only the values of the last page are kept. */
  values: readonly StateValue[];
  readonly slots: number[];
  /** The Set, and where its reading stands: behind what has been written. */
  read?: ReadonlySet<StateValue>;
  unread?: Iterator<StateValue>;
}

/** What a group's entry holds, before its pages have been found. */
class UnreadGroup {
  readonly header: readonly number[];
  readonly saved: StateValue;

  constructor(header: readonly number[], saved: StateValue) {
    this.header = header;
    this.saved = saved;
  }
}

/** How groups go to state and come back. */
export interface GroupCodec<Stored extends Group> {
  save(group: Stored): SavedGroup;
  load(saved: SavedGroup): Stored;
}

export class GroupTable<Stored extends Group = Group> {
  readonly #aggregation: GroupCodec<Stored>;
  readonly #slots = new SlotTable<Stored | Page | UnreadGroup>();
  readonly #lists = new Map<Stored, Map<number, PagedList>>();
  #pages = 0;

  constructor(aggregation: GroupCodec<Stored>) {
    this.#aggregation = aggregation;
  }

  /** How many groups there are. */
  get size(): number {
    return this.#slots.size - this.#pages;
  }

  add(group: Stored): void {
    group.slot = this.#slots.add(group);
  }

  touch(group: Stored): void {
    this.#slots.touch(group.slot);
  }

  touchSlot(slot: number): void {
    this.#slots.touch(slot);
  }

  remove(group: Stored): void {
    this.#slots.remove(group.slot);
    for (const list of this.#lists.get(group)?.values() ?? []) this.#truncate(list, 0);
    this.#lists.delete(group);
  }

  snapshot(state: StateTable): void {
    this.#slots.snapshot(state, (entry) => {
      if (entry instanceof Page) return ['page', entry.values];
      if (entry instanceof UnreadGroup) throw new TypeError('a group was saved before it was restored');
      const { start, end } = entry.window;
      return ['group', [start, end, entry.sequence], this.#save(entry)];
    });
  }

  /** Fills a fresh table, and returns the operator's header. The groups' windows are stand-ins with the right times. */
  restore(state: StateTable): StateValue | undefined {
    const header = this.#slots.restore(state, (value) => {
      const [kind, content, saved] = value as ['page', StateValue[]] | ['group', number[], StateValue];
      if (kind === 'group') return new UnreadGroup(content as number[], saved ?? null);
      this.#pages += 1;
      return new Page(content);
    });
    for (let slot = 1; slot < this.#slots.end; slot += 1) {
      const entry = this.#slots.get(slot);
      if (entry instanceof UnreadGroup) this.#slots.resolve(slot, this.#load(entry, slot));
    }
    return header;
  }

  /** The groups in the order in which they were opened. */
  inOrder(): readonly Stored[] {
    const groups: Stored[] = [];
    for (const entry of this.#slots.entries()) {
      if (!(entry instanceof Page || entry instanceof UnreadGroup)) groups.push(entry);
    }
    return groups.sort((a, b) => a.sequence - b.sequence);
  }

  #save(group: Stored): StateValue {
    const { keys, accumulators } = this.#aggregation.save(group);
    let lists = this.#lists.get(group);
    const fields = accumulators.map((field, index) => {
      const length = lengthOf(field);
      if (length === undefined || (length <= PAGE_LENGTH && !lists?.has(index))) return field;
      lists ??= new Map();
      this.#lists.set(group, lists);
      const list = lists.get(index) ?? { values: [], slots: [] };
      lists.set(index, list);
      if (field instanceof Set) this.#appendPages(list, field);
      else this.#writePages(list, field as readonly StateValue[]);
      return { pages: [...list.slots] };
    });
    return [keys, fields];
  }

  /**
   * Writes what a Set has got since the last time, in its order. Its iterator stays where it stands and sees what is
   * added later, so this costs by what is new: the sets of a busy window hold a million values at every commit. Another
   * Set in its place has the same values in the same order, and perhaps more.
   */
  #appendPages(list: PagedList, values: ReadonlySet<StateValue>): void {
    if (list.read !== values) beginReading(list, values);
    const unread = list.unread ?? values.values();
    const lastPage = Math.max(0, list.slots.length - 1);
    let missing = values.size - lastPage * PAGE_LENGTH - list.values.length;
    for (let page = lastPage; missing > 0; page += 1) {
      const added = Math.min(PAGE_LENGTH - list.values.length, missing);
      if (added > 0) {
        list.values = [...list.values, ...take(unread, added)];
        this.#putPage(list, page, list.values);
        missing -= added;
      }
      if (missing > 0) list.values = [];
    }
  }

  #writePages(list: PagedList, values: readonly StateValue[]): void {
    const count = Math.ceil(values.length / PAGE_LENGTH);
    this.#truncate(list, count);
    for (let page = 0; page < count; page += 1) {
      if (isSamePage(list.values, values, page * PAGE_LENGTH)) continue;
      this.#putPage(list, page, values.slice(page * PAGE_LENGTH, (page + 1) * PAGE_LENGTH));
    }
    list.values = values;
  }

  #putPage(list: PagedList, page: number, values: readonly StateValue[]): void {
    const slot = list.slots[page];
    if (slot === undefined) {
      list.slots.push(this.#slots.add(new Page(values)));
      this.#pages += 1;
    } else {
      this.#slots.replace(slot, new Page(values));
    }
  }

  #truncate(list: PagedList, pages: number): void {
    for (const slot of list.slots.splice(pages)) {
      this.#slots.remove(slot);
      this.#pages -= 1;
    }
  }

  #load({ header, saved }: UnreadGroup, slot: number): Stored {
    const [start = 0, end = 0, sequence = 0] = header;
    const [keys, fields] = saved as [StateValue[], StateValue[]];
    const lists = new Map<number, PagedList>();
    const accumulators = fields.map((field, index) => {
      const slots = pagesOf(field);
      if (slots === undefined) return field;
      const values = slots.flatMap((page) => this.#pageValues(page));
      lists.set(index, { values, slots: [...slots] });
      return values;
    });
    const group = this.#aggregation.load({ keys, accumulators });
    if (lists.size > 0) this.#lists.set(group, lists);
    group.slot = slot;
    group.sequence = sequence;
    group.window = { start, end };
    return group;
  }

  #pageValues(slot: number): readonly StateValue[] {
    const page = this.#slots.get(slot);
    return page instanceof Page ? page.values : [];
  }
}

/** How many values a list or a Set has; undefined for anything else. */
function lengthOf(field: StateValue): number | undefined {
  if (field instanceof Set) return field.size;
  return Array.isArray(field) ? field.length : undefined;
}

/** Steps over what was written before; all of it is at hand after a restore, of which the last page stays. */
function beginReading(list: PagedList, values: ReadonlySet<StateValue>): void {
  const before = Math.max(0, list.slots.length - 1) * PAGE_LENGTH;
  if (list.read === undefined) list.values = list.values.slice(before);
  list.read = values;
  list.unread = values.values();
  for (let written = 0; written < before + list.values.length; written += 1) list.unread.next();
}

/** As many values as there are known to be: an iterator that has seen the end stays there. */
function take(iterator: Iterator<StateValue>, count: number): StateValue[] {
  const values: StateValue[] = [];
  for (let taken = 0; taken < count; taken += 1) values.push(iterator.next().value);
  return values;
}

function isSamePage(before: readonly StateValue[], after: readonly StateValue[], from: number): boolean {
  const end = Math.min(from + PAGE_LENGTH, after.length);
  if (end !== Math.min(from + PAGE_LENGTH, before.length)) return false;
  for (let index = from; index < end; index += 1) if (before[index] !== after[index]) return false;
  return true;
}

/** The page slots that stand for a long list. */
function pagesOf(field: StateValue): readonly number[] | undefined {
  if (field === null || typeof field !== 'object' || !('pages' in field)) return undefined;
  return field.pages as readonly number[];
}

/**
 * Follows each visitor from product to product: the visit goes on, or a new one begins; what followed what is linked; the
 * visit is found from then on by all its products. `find` only reads, `advance` changes.
 */
import type { FoldTables } from '@millrace/engine/fold/fold.ts';
import type { ProductShelf } from './product-shelf.ts';
import type { RecommendSettings } from './recommend-settings.ts';
import { ITEMS_AT, type PostingHead, type SessionIndex, type SessionRecord } from './session-index.ts';
import { endVisit, type VisitorMemory, type VisitorRecord } from './visitor-memory.ts';
import { ProductLinks, type WeightedList } from './weighted-list.ts';

/** A visitor's next product. */
export interface Step {
  readonly visitor: VisitorRecord;
  readonly number: number;
  readonly timeMs: number;
  readonly sessionId: string | null;
}

/** A step with all that it will change, as it is before. */
export interface StepFind extends Step {
  readonly kind: 'late' | 'begin' | 'stay' | 'second' | 'next';
  readonly session: SessionRecord | undefined;
  /** The number that a visit gets with its second product. */
  readonly sessionNumber: number;
  /** Of a visit that ends: its products and their categories. */
  readonly ended: readonly number[];
  readonly endedCategories: readonly string[];
  readonly head: PostingHead | undefined;
  readonly firstHead: PostingHead | undefined;
  /** What follows the product before, and the one before that. */
  readonly links: readonly WeightedList[];
}

/** A time that moves by less is not written. */
const COARSE_MS = 60_000;
/** How many products back what follows is linked, each step back counting less. */
const LINKED_STEPS = 2;

export class VisitTracker {
  readonly follows: ProductLinks;
  readonly #sessions: SessionIndex;
  readonly #visitors: VisitorMemory;
  readonly #shelf: ProductShelf;
  readonly #settings: RecommendSettings;

  constructor(
    tables: FoldTables,
    parts: { sessions: SessionIndex; visitors: VisitorMemory; shelf: ProductShelf },
    settings: RecommendSettings,
  ) {
    this.follows = new ProductLinks(tables, 'recommend-follows', settings);
    this.#sessions = parts.sessions;
    this.#visitors = parts.visitors;
    this.#shelf = parts.shelf;
    this.#settings = settings;
  }

  /** Products of the visit that is going on or was the last one, the latest last. */
  itemsOf({ session, first }: VisitorRecord): readonly number[] {
    const record = session === 0 ? undefined : this.#sessions.record(session);
    return itemsIn(record, first);
  }

  /** When the visitor's last product was seen, to about a minute. */
  lastMsOf({ session, atMs }: VisitorRecord): number {
    return (session === 0 ? undefined : this.#sessions.record(session)?.[1]) ?? atMs;
  }

  find(step: Step): StepFind {
    const { visitor, number } = step;
    const session = visitor.session === 0 ? undefined : this.#sessions.record(visitor.session);
    const kind = this.#kindOf(step, session);
    const items = kind === 'late' || kind === 'stay' ? [] : itemsIn(session, visitor.first);
    const ended = kind === 'begin' ? items : [];
    const moves = kind === 'second' || kind === 'next';
    return {
      ...step,
      kind,
      session,
      sessionNumber: kind === 'second' ? this.#sessions.newest + 1 : 0,
      ended,
      endedCategories: ended.flatMap((item) => this.#shelf.record(item)?.[2] ?? []),
      head: moves ? this.#sessions.head(number) : undefined,
      firstHead: kind === 'second' ? this.#sessions.head(visitor.first) : undefined,
      links: moves ? this.#linksBehind(items, number) : [],
    };
  }

  /** True when the visitor's record has changed. */
  advance(find: StepFind): boolean {
    switch (find.kind) {
      case 'late':
        return false;
      case 'begin':
        this.#begin(find);
        return true;
      case 'stay':
        return this.#stay(find);
      case 'second':
        this.#second(find);
        return true;
      case 'next':
        this.#next(find);
        return false;
    }
  }

  #kindOf({ visitor, number, timeMs, sessionId }: Step, session: SessionRecord | undefined): StepFind['kind'] {
    if (!session && visitor.first === 0) return 'begin';
    const lastMs = session?.[1] ?? visitor.atMs;
    const otherVisit = sessionId !== null && visitor.sessionId !== null && sessionId !== visitor.sessionId;
    const gapMs = this.#settings.sessionGapMs;
    if (timeMs < lastMs && (otherVisit || lastMs - timeMs > gapMs)) return 'late';
    if (otherVisit || timeMs - lastMs > gapMs) return 'begin';
    if ((session ? session.at(-1) : visitor.first) === number) return 'stay';
    return session ? 'next' : 'second';
  }

  #linksBehind(items: readonly number[], number: number): readonly WeightedList[] {
    const links: WeightedList[] = [];
    for (let index = items.length - 1; index >= 0 && links.length < LINKED_STEPS; index--) {
      const item = items[index] ?? 0;
      if (item !== number) links.push(this.follows.of(item));
    }
    return links;
  }

  #begin({ visitor, number, timeMs, sessionId, ended, endedCategories }: StepFind): void {
    for (const category of endedCategories) this.#visitors.like(visitor, category, 1, visitor.atMs);
    endVisit(visitor, ended);
    visitor.first = number;
    visitor.atMs = timeMs;
    visitor.sessionId = sessionId;
  }

  #stay({ visitor, session, timeMs }: StepFind): boolean {
    if (session && timeMs - (session[1] ?? 0) > COARSE_MS) {
      session[1] = timeMs;
      this.#sessions.put(session);
    } else if (!session && timeMs - visitor.atMs > COARSE_MS) {
      visitor.atMs = timeMs;
      return true;
    }
    return false;
  }

  #second(find: StepFind): void {
    const { visitor, number, timeMs, sessionNumber: session } = find;
    this.#sessions.begin([session, Math.max(timeMs, visitor.atMs), visitor.first, number]);
    this.#sessions.post(visitor.first, find.firstHead, session);
    this.#sessions.post(number, find.head, session);
    visitor.session = session;
    visitor.first = 0;
    this.#link(find);
  }

  #next(find: StepFind): void {
    const { session, number, timeMs } = find;
    if (!session) return;
    const before = session.indexOf(number, ITEMS_AT);
    if (before >= 0) session.splice(before, 1);
    else this.#sessions.post(number, find.head, session[0] ?? 0);
    session.push(number);
    if (session.length > ITEMS_AT + this.#settings.sessionItems) session.splice(ITEMS_AT, 1);
    session[1] = Math.max(timeMs, session[1] ?? 0);
    this.#sessions.put(session);
    this.#link(find);
  }

  #link({ links, number, timeMs }: StepFind): void {
    for (const [index, list] of links.entries()) {
      this.follows.link(list, number, {
        points: 1 / (index + 1),
        timeMs,
        halfLifeMs: this.#settings.linkHalfLifeMs,
      });
    }
  }
}

function itemsIn(session: SessionRecord | undefined, first: number): readonly number[] {
  if (session) return session.slice(ITEMS_AT);
  return first === 0 ? [] : [first];
}

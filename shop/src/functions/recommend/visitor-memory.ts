/**
 * What is remembered of each visitor: the visit that is going on, products of earlier visits, categories that are liked,
 * the order that is being placed, and what was clicked in lists.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { addDecayed, decayedAt } from './decayed-weight.ts';
import { KeyRing, type RingPlace, type RingRecord } from './key-ring.ts';
import type { RecommendSettings } from './recommend-settings.ts';

export interface VisitorRecord {
  /** The number of the visitor's place in the ring. */
  ringNumber: number;
  /** Number of the visit once it has two products; 0 before. */
  session: number;
  /** The only product of a visit that has just begun, and when it was seen; 0 once the visit has a number. */
  first: number;
  atMs: number;
  /** The sender's own name for the visit. */
  sessionId: string | null;
  /** Product numbers of earlier visits, the latest last. */
  past: number[];
  /** Category, decayed weight, category, decayed weight… */
  likes: (string | number)[];
  /** The order being placed, line by line, and its products. */
  order: string | null;
  basket: number[];
  /** List id, product id, arrival in epoch ms, again and again: clicks that may become purchases. */
  clicks: (string | number)[];
}

/** A visitor as an event finds them, with the place of a new one. */
export interface VisitorFind {
  readonly visitor: VisitorRecord;
  readonly place: RingPlace<RingRecord> | undefined;
}

const PAST_ITEMS = 10;
const LIKES = 6;
/** A visitor who was here in the last day keeps the place before one who was not. */
const RECENT_MS = 24 * 3_600_000;

export class VisitorMemory {
  readonly #ring: KeyRing<RingRecord>;
  readonly #records: FoldTable<VisitorRecord>;
  readonly #likingHalfLifeMs: number;

  constructor(tables: FoldTables, { visitors, likingHalfLifeMs }: RecommendSettings) {
    this.#ring = new KeyRing(tables, 'recommend-visitor-ring', visitors, { isAsked: false });
    this.#records = tables.table('recommend-visitors');
    this.#likingHalfLifeMs = likingHalfLifeMs;
  }

  get(visitor: string): VisitorRecord | undefined {
    return this.#records.get(visitor);
  }

  /** Reads only. */
  find(visitor: string, nowMs: number): VisitorFind {
    const known = this.#records.get(visitor);
    if (known) return { visitor: known, place: undefined };
    const place = this.#ring.findPlace(([, key]) => nowMs - (this.#records.get(key)?.atMs ?? 0) < RECENT_MS);
    return { visitor: newVisitor(place.number), place };
  }

  put(key: string, { visitor, place }: VisitorFind): void {
    if (place) {
      if (place.leaving) this.#records.remove(place.leaving[1]);
      this.#ring.take(place, [place.number, key]);
    }
    this.#records.put(key, visitor);
  }

  /** Nothing is known any more of a visitor, who keeps the place. */
  empty(key: string): void {
    const known = this.#records.get(key);
    if (known) this.#records.put(key, newVisitor(known.ringNumber));
  }

  /** The visitor is forgotten. The place stays taken until the hand comes round, under a name that says nothing. */
  forget(key: string, pseudonym: string): void {
    const known = this.#records.get(key);
    if (!known) return;
    if (this.#ring.record(known.ringNumber)) this.#ring.put([known.ringNumber, pseudonym]);
    this.#records.remove(key);
  }

  like({ likes }: VisitorRecord, category: string, points: number, timeMs: number): void {
    const index = likes.indexOf(category);
    const before = index < 0 ? undefined : Number(likes[index + 1]);
    const weight = addDecayed(before, points, timeMs, this.#likingHalfLifeMs);
    if (index >= 0) likes[index + 1] = weight;
    else if (likes.length < 2 * LIKES) likes.push(category, weight);
    else replaceLightest(likes, category, weight);
  }

  /** Each liked category with its share of all liking, the most liked first. */
  likingOf({ likes }: VisitorRecord, nowMs: number): readonly (readonly [category: string, share: number])[] {
    const weights: [string, number][] = [];
    for (let index = 0; index < likes.length; index += 2) {
      const weight = decayedAt(Number(likes[index + 1]), nowMs, this.#likingHalfLifeMs);
      weights.push([String(likes[index]), weight]);
    }
    const sum = weights.reduce((total, [, weight]) => total + weight, 0);
    return weights
      .map(([category, weight]) => [category, weight / sum] as const)
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  }
}

/** Moves products of the visit that has ended to those of earlier visits. */
export function endVisit(visitor: VisitorRecord, items: readonly number[]): void {
  visitor.past = [...visitor.past.filter((number) => !items.includes(number)), ...items].slice(-PAST_ITEMS);
  visitor.session = 0;
  visitor.first = 0;
}

function replaceLightest(likes: (string | number)[], category: string, weight: number): void {
  let lightest = 0;
  for (let index = 2; index < likes.length; index += 2) {
    if (Number(likes[index + 1]) < Number(likes[lightest + 1])) lightest = index;
  }
  if (Number(likes[lightest + 1]) >= weight) return;
  likes[lightest] = category;
  likes[lightest + 1] = weight;
}

function newVisitor(ringNumber: number): VisitorRecord {
  return {
    ringNumber,
    session: 0,
    first: 0,
    atMs: 0,
    sessionId: null,
    past: [],
    likes: [],
    order: null,
    basket: [],
    clicks: [],
  };
}

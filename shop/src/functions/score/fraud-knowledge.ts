/**
 * What is remembered around an order, for people who look into it: the history of its buyer, device, card and address, and
 * who shares what with whom. Reads the tables of the decisions and changes nothing; every answer is bounded.
 */
import type { BuyerMemory } from './buyer-memory.ts';
import type { CaseBook, QueueCounts } from './case-book.ts';
import type { FraudCase } from './fraud-case.ts';
import { type FraudLists, LIST_KINDS, LISTS, type ListKind, type ListName } from './fraud-lists.ts';
import type { OrderBook, OrderRecord } from './order-book.ts';
import { keysOf, type OrdersByKey, type SharedKind } from './orders-by-key.ts';
import type { RiskProfile } from './risk-profile.ts';
import type { NumberedDay, RuleDays } from './rule-days.ts';
import { type SharedNetwork, sharedNetwork } from './shared-network.ts';

export interface KnowledgeParts {
  readonly book: OrderBook;
  readonly cases: CaseBook;
  readonly memory: BuyerMemory;
  readonly byKey: OrdersByKey;
  readonly lists: FraudLists;
  readonly days: RuleDays;
}

export interface KnownOrder extends OrderRecord {
  readonly orderId: string;
}

/** What has become of the orders of one buyer, device, card or address. */
export interface KeyHistory {
  readonly kind: SharedKind;
  readonly value: string;
  /** Frauds that are remembered of it, also of orders that are not. */
  readonly frauds: number;
  /** The lists that it stands on. */
  readonly lists: readonly ListName[];
  /** The newest first. */
  readonly orders: readonly KnownOrder[];
}

export interface CaseHistory {
  readonly found: FraudCase;
  readonly order: KnownOrder | null;
  readonly profile: RiskProfile | null;
  readonly keys: readonly KeyHistory[];
}

export interface ListSize {
  readonly list: ListName;
  readonly kind: ListKind;
  readonly entries: number;
}

export class FraudKnowledge {
  readonly #parts: KnowledgeParts;

  constructor(parts: KnowledgeParts) {
    this.#parts = parts;
  }

  history(caseId: string): CaseHistory | null {
    const { cases, memory } = this.#parts;
    const found = cases.get(caseId);
    if (!found) return null;
    const order = this.#order(found.orderId);
    const visitor = order?.visitor ?? found.visitor;
    const profile = visitor === null ? undefined : memory.profile(visitor);
    const keys = order ? keysOf(order).map(([kind, value]) => this.#keyHistory(kind, value)) : [];
    return { found, order, profile: profile ?? null, keys };
  }

  /** Null when there is no such order. */
  network(orderId: string): SharedNetwork | null {
    const order = this.#order(orderId);
    if (!order) return null;
    return sharedNetwork(order, {
      ordersOf: (kind, value) => this.#parts.byKey.get(kind, value),
      order: (id) => this.#parts.book.get(id),
      fraudsOf: (kind, value) => this.#fraudsOf(kind, value),
      listsOf: (kind, value) => this.#parts.lists.standing(kind, value),
    });
  }

  rulesSince(day: number): readonly NumberedDay[] {
    return this.#parts.days.since(day);
  }

  queueCounts(): QueueCounts {
    return this.#parts.cases.counts();
  }

  listSizes(): readonly ListSize[] {
    const { lists } = this.#parts;
    return LISTS.flatMap((list) => LIST_KINDS.map((kind) => ({ list, kind, entries: lists.count(list, kind) })));
  }

  #keyHistory(kind: SharedKind, value: string): KeyHistory {
    const { byKey, lists } = this.#parts;
    const orders = [...byKey.get(kind, value)].reverse().flatMap((orderId) => this.#order(orderId) ?? []);
    return { kind, value, frauds: this.#fraudsOf(kind, value), lists: lists.standing(kind, value), orders };
  }

  #fraudsOf(kind: SharedKind, value: string): number {
    const { memory } = this.#parts;
    if (kind === 'user') return memory.profile(value)?.frauds ?? 0;
    return memory.trail(kind, value)?.frauds ?? 0;
  }

  #order(orderId: string): KnownOrder | null {
    const record = this.#parts.book.get(orderId);
    return record && record.outcome !== null ? { orderId, ...record } : null;
  }
}

/**
 * Who shares what with whom: from an order's buyer, device, card and address over the orders that each of them had to
 * other buyers, and on. Buyers are tied to what they ordered with; two buyers are tied by what they share.
 *
 * N1. Nearer comes first: what one step away is found before what is two.
 * N2. Bounded whatever the data: so many nodes, so many orders looked at, and of a shared address so many buyers; what is
 *     left out is counted.
 */
import type { Outcome } from './decision.ts';
import { isWorse } from './decision.ts';
import type { ListName } from './fraud-lists.ts';
import type { OrderRecord } from './order-book.ts';
import { keysOf, type SharedKind } from './orders-by-key.ts';
import { isFraudLabel } from './risk-profile.ts';

export interface NetworkSource {
  readonly ordersOf: (kind: SharedKind, value: string) => readonly string[];
  readonly order: (orderId: string) => OrderRecord | undefined;
  readonly fraudsOf: (kind: SharedKind, value: string) => number;
  readonly listsOf: (kind: SharedKind, value: string) => readonly ListName[];
}

export interface NetworkNode {
  /** Kind and value: `ip:203.0.113.9`. */
  readonly id: string;
  readonly kind: SharedKind;
  readonly value: string;
  /** Steps from the order that was asked about; 0 for its own. */
  readonly steps: number;
  /** Orders that were looked at, and of those the declined ones and the known frauds. */
  orders: number;
  declined: number;
  frauds: number;
  readonly lists: readonly ListName[];
  /** Neighbours of it that are left out. */
  more: number;
}

export interface NetworkEdge {
  /** Ids of a buyer's node and of that of a device, card or address. */
  readonly user: string;
  readonly key: string;
  orders: number;
  lastMs: number;
  /** Of the orders that tie the two. */
  worst: Outcome;
}

export interface SharedNetwork {
  readonly nodes: readonly NetworkNode[];
  readonly edges: readonly NetworkEdge[];
}

export const MOST_NODES = 60;
const MOST_NEIGHBOURS = 12;
const MOST_ORDERS = 800;
const MOST_STEPS = 3;

export function sharedNetwork(order: OrderRecord, source: NetworkSource): SharedNetwork {
  return new Walk(source).from(order);
}

class Walk {
  readonly #source: NetworkSource;
  readonly #nodes = new Map<string, NetworkNode>();
  readonly #edges = new Map<string, NetworkEdge>();
  /** Orders whose ties are drawn. */
  readonly #drawn = new Set<string>();
  #read = 0;

  constructor(source: NetworkSource) {
    this.#source = source;
  }

  from(order: OrderRecord): SharedNetwork {
    for (const [kind, value] of keysOf(order)) this.#enter(kind, value, 0);
    // Nodes that are entered while this goes on come at its end: nearer ones first.
    for (const node of this.#nodes.values()) if (node.steps < MOST_STEPS) this.#expand(node);
    return { nodes: [...this.#nodes.values()], edges: [...this.#edges.values()] };
  }

  #expand(node: NetworkNode): void {
    const ids = this.#source.ordersOf(node.kind, node.value);
    const left = new Set<string>();
    let entered = 0;
    // The newest first: what is left out is what is longest ago.
    for (const orderId of [...ids].reverse()) {
      if (this.#drawn.has(orderId) || this.#read >= MOST_ORDERS) continue;
      this.#read++;
      const record = this.#source.order(orderId);
      if (!record || record.outcome === null) continue;
      this.#drawn.add(orderId);
      for (const [kind, value] of keysOf(record)) {
        const id = idOf(kind, value);
        if (this.#nodes.has(id)) continue;
        if (entered < MOST_NEIGHBOURS && this.#nodes.size < MOST_NODES) {
          this.#enter(kind, value, node.steps + 1);
          entered++;
        } else left.add(id);
      }
      this.#draw(record, record.outcome);
    }
    node.more = left.size;
  }

  #enter(kind: SharedKind, value: string, steps: number): void {
    const frauds = this.#source.fraudsOf(kind, value);
    const lists = this.#source.listsOf(kind, value);
    const id = idOf(kind, value);
    this.#nodes.set(id, { id, kind, value, steps, orders: 0, declined: 0, frauds, lists, more: 0 });
  }

  #draw(record: OrderRecord, outcome: Outcome): void {
    const known = keysOf(record).flatMap(([kind, value]) => this.#nodes.get(idOf(kind, value)) ?? []);
    for (const node of known) {
      node.orders++;
      if (outcome === 'decline' || isFraudLabel(record.label)) node.declined++;
    }
    const user = known.find(({ kind }) => kind === 'user');
    if (!user) return;
    for (const { id, kind } of known) if (kind !== 'user') this.#tie(user.id, id, { outcome, ms: record.receivedMs });
  }

  #tie(user: string, key: string, { outcome, ms }: { readonly outcome: Outcome; readonly ms: number }): void {
    const id = `${user}\n${key}`;
    const edge = this.#edges.get(id) ?? { user, key, orders: 0, lastMs: ms, worst: outcome };
    edge.orders++;
    edge.lastMs = Math.max(edge.lastMs, ms);
    if (isWorse(outcome, edge.worst)) edge.worst = outcome;
    this.#edges.set(id, edge);
  }
}

function idOf(kind: SharedKind, value: string): string {
  return `${kind}:${value}`;
}

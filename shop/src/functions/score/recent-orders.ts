/**
 * The recent orders of one device, card or address: the newest 50 of 30 days, enough to tell bursts and sharing from
 * ordinary use. Counts end at 50.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';

export const KEY_KINDS = ['device', 'card', 'ip'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** Arrays side by side, oldest first: small as JSON, and quick to walk. */
export interface OrderTrail {
  readonly times: number[];
  readonly visitors: (string | null)[];
  readonly amounts: number[];
  frauds: number;
}

export interface TrailOrder {
  readonly atMs: number;
  readonly visitor: string | null;
  readonly amount: number;
}

export const TRAIL_MS = 30 * 24 * 3_600_000;
export const MOST_TRAIL_ORDERS = 50;

export class RecentOrders {
  readonly #trails: FoldTable<OrderTrail>;

  constructor(tables: FoldTables) {
    this.#trails = tables.table('score.trails');
  }

  get(kind: KeyKind, value: string | null): OrderTrail | undefined {
    return value === null ? undefined : this.#trails.get(trailKey(kind, value));
  }

  add(kind: KeyKind, value: string | null, order: TrailOrder): void {
    if (value === null) return;
    const trail = this.get(kind, value) ?? { times: [], visitors: [], amounts: [], frauds: 0 };
    trail.times.push(order.atMs);
    trail.visitors.push(order.visitor);
    trail.amounts.push(order.amount);
    const [oldest = order.atMs] = trail.times;
    if (trail.times.length > MOST_TRAIL_ORDERS || oldest <= order.atMs - TRAIL_MS) dropOldest(trail, order.atMs);
    this.#trails.put(trailKey(kind, value), trail);
  }

  /** Counts frauds up or down. */
  addFrauds(kind: KeyKind, value: string | null, change: number): void {
    const trail = this.get(kind, value);
    if (value === null || !trail) return;
    trail.frauds += change;
    this.#trails.put(trailKey(kind, value), trail);
  }

  /** Forgets a key that has had no order since the one at `lastMs`, unless a fraud is known of it. */
  forget(kind: KeyKind, value: string | null, lastMs: number): void {
    const trail = this.get(kind, value);
    if (value !== null && trail && trail.frauds === 0 && (trail.times.at(-1) ?? 0) <= lastMs) {
      this.#trails.remove(trailKey(kind, value));
    }
  }
}

/** Orders of the trail after `afterMs`. */
export function ordersSince(trail: OrderTrail | undefined, afterMs: number): number {
  let count = 0;
  for (const ms of trail?.times ?? []) if (ms > afterMs) count++;
  return count;
}

/** What they were worth together. */
export function amountSince(trail: OrderTrail | undefined, afterMs: number): number {
  let sum = 0;
  for (const [index, ms] of trail?.times.entries() ?? []) if (ms > afterMs) sum += trail?.amounts[index] ?? 0;
  return sum;
}

/** Buyers after `afterMs`, and `visitor`. */
export function accountsSince(trail: OrderTrail | undefined, afterMs: number, visitor: string | null): number {
  const accounts = new Set([visitor]);
  for (const [index, ms] of trail?.times.entries() ?? [])
    if (ms > afterMs) accounts.add(trail?.visitors[index] ?? null);
  return accounts.size;
}

function dropOldest(trail: OrderTrail, nowMs: number): void {
  let gone = Math.max(0, trail.times.length - MOST_TRAIL_ORDERS);
  while ((trail.times[gone] ?? Number.POSITIVE_INFINITY) <= nowMs - TRAIL_MS) gone++;
  for (const column of [trail.times, trail.visitors, trail.amounts]) column.splice(0, gone);
}

function trailKey(kind: KeyKind, value: string): string {
  return `${kind}:${value}`;
}

/** Where the orders of a history stand on a line of time. Pure. */
import type { KeyHistory, Label, Outcome, PastOrder } from './answers.ts';
import { isFraud } from './words.ts';

export interface TimelineMark {
  readonly orderId: string;
  readonly atMs: number;
  /** From 0, the oldest, to 1. */
  readonly place: number;
  readonly outcome: Outcome;
  readonly isFraud: boolean;
  /** It is the order that the case is about. */
  readonly isOwn: boolean;
  readonly order: PastOrder;
}

export interface TimelineRow {
  readonly kind: KeyHistory['kind'];
  readonly value: string;
  /** Oldest first. */
  readonly marks: readonly TimelineMark[];
}

export interface Timeline {
  readonly fromMs: number;
  readonly toMs: number;
  readonly rows: readonly TimelineRow[];
}

/** So that a single order does not stand at an end of nothing. */
const SHORTEST_MS = 60_000;

export function timelineOf(history: readonly KeyHistory[], orderId: string): Timeline {
  const times = history.flatMap(({ orders }) => orders.map(({ receivedAt }) => Date.parse(receivedAt)));
  const toMs = Math.max(...times, 0);
  const fromMs = Math.min(Math.min(...times, toMs), toMs - SHORTEST_MS);
  const span = toMs - fromMs;
  const markOf = (order: PastOrder): TimelineMark => {
    const atMs = Date.parse(order.receivedAt);
    const about = { orderId: order.orderId, atMs, place: (atMs - fromMs) / span };
    return { ...about, ...shapeOf(order.outcome, order.label), isOwn: order.orderId === orderId, order };
  };
  const rows = history.map(({ kind, value, orders }) => ({ kind, value, marks: orders.map(markOf).reverse() }));
  return { fromMs, toMs, rows };
}

function shapeOf(outcome: Outcome, label: Label | null): Pick<TimelineMark, 'outcome' | 'isFraud'> {
  return { outcome, isFraud: isFraud(label) };
}

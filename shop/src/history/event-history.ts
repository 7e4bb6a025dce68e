/** Where past events come from, for whoever goes through them again. */
import type { ShopEvent } from '../functions/shop-event.ts';

export interface EventHistory {
  /** Arrival time from which on every event is kept, in epoch milliseconds; null when none was ever dropped. */
  readonly keptFromMs: number | null;
  /** What is kept, in the order in which it was taken in; `share` says how far it is, from 0 to 1. */
  pieces(): Iterable<HistoryPiece> | AsyncIterable<HistoryPiece>;
  close(): Promise<void>;
}

export interface HistoryPiece {
  readonly events: readonly ShopEvent[];
  readonly share: number;
}

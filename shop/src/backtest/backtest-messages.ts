/** What the server and the process of a backtest say to each other. Plain data: it crosses processes. */
import type { BacktestResult, RuleTallies } from './backtest-decisions.ts';

export interface JudgesTexts {
  /** Null for the built-in rules. */
  readonly rules: string | null;
  readonly model: string | null;
}

export interface BacktestOrder {
  readonly dataFolder: string;
  readonly changed: JudgesTexts;
  /** What the changed rules are held against; null for the decisions as they were made. */
  readonly today: JudgesTexts | null;
  /** Arrival in epoch milliseconds; absent for all that there is. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** A map would not cross. */
export interface PlainResult extends Omit<BacktestResult, 'rules'> {
  readonly rules: readonly ({ readonly code: string } & RuleTallies)[];
}

export type BacktestMessage =
  | { readonly kind: 'progress'; readonly share: number; readonly orders: number }
  | { readonly kind: 'done'; readonly result: PlainResult }
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string };

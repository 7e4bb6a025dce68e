/**
 * All functions put together, in the order in which an event goes through them. A runtime calls `onEvent` for each event
 * of the log, `onTime` when time passes without one, and `onRow` for what the SQL pipelines have found out.
 */
import type { Emit, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import type { ShopEvent } from './shop-event.ts';
import type { FunctionView, ViewOutput } from './view-output.ts';

/** What a runtime needs of a set of functions that run together. */
export interface FunctionSet {
  /** Views of the SQL pipelines whose rows the functions are given, in the order of each view's feed. */
  readonly inputViews: readonly string[];
  /** Views that the functions write. */
  readonly views: readonly FunctionView[];
  /** The state layouts of all functions: another text means that older state is made anew from the log. */
  readonly stateVersions: string;
  open(tables: FoldTables, emit: Emit<ViewOutput>): EventFunctions;
}

const INPUT_VIEWS: readonly string[] = ['fraud_scores', 'stock_alerts', 'revenue_total', 'traffic'];

const FUNCTION_VIEWS: readonly FunctionView[] = [];

const STATE_VERSIONS = '';

/** Questions to the functions' tables, by name: what is asked, and what is answered. */
// biome-ignore lint/suspicious/noEmptyInterface: each function adds its questions here.
export interface Questions {}

export type QuestionName = keyof Questions & string;

export interface EventFunctions {
  onEvent(event: ShopEvent): void;
  /** Arrival time has come to here, in epoch milliseconds. */
  onTime(arrivalMs: number): void;
  /** A new row of one of INPUT_VIEWS; null rows have left the view. */
  onRow(view: string, row: ViewRow, deleted: boolean): void;
  /** How the process is doing, about once a second: see ops-status.ts. */
  onSample(sample: unknown): void;
  /** Reads the tables and changes nothing. */
  answer(question: string, request: unknown): unknown;
}

export function openEventFunctions(_tables: FoldTables, _emit: Emit<ViewOutput>): EventFunctions {
  return {
    onEvent: () => undefined,
    onTime: () => undefined,
    onRow: () => undefined,
    onSample: () => undefined,
    answer: () => undefined,
  };
}

/** The functions of the shop. */
export const SHOP_FUNCTIONS: FunctionSet = {
  inputViews: INPUT_VIEWS,
  views: FUNCTION_VIEWS,
  stateVersions: STATE_VERSIONS,
  open: openEventFunctions,
};

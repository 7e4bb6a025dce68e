/** Everything the page knows, and how each message changes it. Pure: the same messages give the same state. */
import type { ConnectionState, FeedMessage, Ops, PipelinesNews } from './messages.ts';
import { EMPTY_TABLE, type Keep, tableOf, type ViewTable, withChanges } from './view-table.ts';

export interface LiveState {
  readonly connection: ConnectionState;
  /** ISO 4217. */
  readonly currency: string;
  readonly views: Readonly<Record<string, ViewTable>>;
  readonly ops: Ops | null;
  readonly pipelines: PipelinesNews | null;
  /** The newest last, one for each time that the server told it. */
  readonly eventRates: readonly number[];
}

export const INITIAL_STATE: LiveState = {
  connection: 'connecting',
  currency: 'USD',
  views: {},
  ops: null,
  pipelines: null,
  eventRates: [],
};

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** One minute at two a second. */
const EVENT_RATES_KEPT = 120;

const KEEPS: Readonly<Record<string, Keep>> = {
  revenue: { newestMs: 60 * MINUTE_MS },
  revenue_total: { newestMs: DAY_MS },
  revenue_live: { newestMs: 5 * MINUTE_MS },
  traffic: { newestMs: DAY_MS },
  traffic_now: { newestMs: 0 },
  traffic_hours: { newestMs: 60 * MINUTE_MS },
  trending_now: { newestMs: 0 },
  trending_categories: { newestMs: 0 },
};
const KEEP_LAST: Keep = { last: 30 };

/**
 * The state after a message. Pure: what a message does not touch stays the same object, so that it need not be drawn again.
 */
export function reduce(state: LiveState, message: FeedMessage): LiveState {
  switch (message.kind) {
    case 'hello':
      return { ...state, currency: message.currency };
    case 'connection':
      return state.connection === message.state ? state : { ...state, connection: message.state };
    case 'snapshot':
      return withView(state, message.view, tableOf(message.entries, keepOf(message.view)));
    case 'changes': {
      const table = tableNamed(state, message.view);
      return withView(state, message.view, withChanges(table, message.changes, keepOf(message.view)));
    }
    case 'reset':
      return withView(state, message.view, EMPTY_TABLE);
    case 'ops':
      return withOps(state, message.ops);
    case 'pipelines':
      return { ...state, pipelines: message.pipelines };
  }
}

/** The rows of a view by its name in SQL; an empty table until its snapshot has come. */
export function tableNamed(state: LiveState, view: string): ViewTable {
  return state.views[view] ?? EMPTY_TABLE;
}

function withView(state: LiveState, view: string, table: ViewTable): LiveState {
  return { ...state, views: { ...state.views, [view]: table } };
}

function withOps(state: LiveState, ops: Ops): LiveState {
  return { ...state, ops, eventRates: [...state.eventRates, ops.eventsPerSecond].slice(-EVENT_RATES_KEPT) };
}

function keepOf(view: string): Keep {
  return KEEPS[view] ?? KEEP_LAST;
}

/** What the alerts remember between two inputs: plain JSON, in four tables. */
import type { Alert, Labels } from './alert.ts';
import type { Silence } from './silence.ts';

/** What a group knows of an alert of its own. */
export interface Member {
  readonly startsMs: number;
  readonly endsMs: number | null;
  /** Whether the group's last notification told that it fires. */
  readonly told: boolean;
}

/** Alerts that are told together. */
export interface AlertGroup {
  readonly labels: Labels;
  /** When it is next looked at for a notification. */
  readonly flushMs: number;
  /** When it was last told about; null before the first time. */
  readonly notifiedMs: number | null;
  /** By fingerprint. */
  readonly members: Readonly<Record<string, Member>>;
}

/** What must be at hand whenever time passes. */
export interface AlertIndex {
  /** Groups by key, with when each wants to be looked at: for a notification, or because an alert of it ends. */
  readonly dueMs: Readonly<Record<string, number>>;
  /** How many notifications there have been, and when the last one was: their times never decrease. */
  readonly notifications: number;
  readonly lastNotifiedMs: number;
  readonly silences: readonly Silence[];
  /** Firing alerts that keep others from being told, by fingerprint. */
  readonly inhibitors: Readonly<Record<string, Labels>>;
}

export const EMPTY_INDEX: AlertIndex = { dueMs: {}, notifications: 0, lastNotifiedMs: 0, silences: [], inhibitors: {} };

/** Windows and troubles that are being watched. */
export interface WatchState {
  /** The minute of the last sample, since 1970; null before the first. */
  readonly minute: number | null;
  /** Troubles that are there, with since when, and whether they fire. */
  readonly troubles: Readonly<Record<string, { readonly sinceMs: number; readonly firing: boolean }>>;
  /** Windows that begin before this have been judged, or never will be. */
  readonly judgedToMs: number;
  /** Windows that begin before this are part of their hours' history. */
  readonly learnedToMs: number;
  /** How many windows in a row were out, by what was out and in which direction. */
  readonly streaks: Readonly<Record<string, number>>;
  /** What the newest windows had, by when they began. */
  readonly windows: Readonly<Record<string, WindowFigures>>;
}

export interface WindowFigures {
  /** Null until something says so; a window with visitors and without orders has none to the end. */
  readonly revenue: number | null;
  readonly orders: number | null;
  readonly events: number | null;
  readonly visitors: number | null;
  readonly buyers: number | null;
}

export const EMPTY_WATCH: WatchState = {
  minute: null,
  troubles: {},
  judgedToMs: 0,
  learnedToMs: 0,
  streaks: {},
  windows: {},
};

/** What the same hour of the week had in past weeks: the week's number since 1970 and its windows' values. */
export interface HourHistory {
  readonly weeks: readonly (readonly [week: number, values: readonly number[]])[];
}

/** The states by table, for the session. */
export interface AlertTables {
  'alert-index': AlertIndex;
  'alert-groups': AlertGroup;
  'alert-alerts': Alert;
  'alert-watch': WatchState;
  'alert-norms': HourHistory;
}

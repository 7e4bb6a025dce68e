/** What the server's live stream says, message by message. Documented at /docs under “live”. */

export type Cell = null | boolean | number | string;
export type Row = Readonly<Record<string, Cell>>;
export type Key = readonly Cell[];

export interface Entry {
  readonly key: Key;
  readonly row: Row;
  /** False while the window that the row belongs to still counts. */
  readonly final: boolean;
}

export interface Change extends Entry {
  readonly number: number;
  readonly deleted: boolean;
}

export interface Ops {
  readonly at: string;
  readonly eventsPerSecond: number;
  readonly verdicts: Readonly<Record<'accepted' | 'duplicate' | 'late' | 'quarantined', number>>;
  /** Events in quarantine that are still bad. */
  readonly quarantine?: {
    readonly open: number;
    readonly most: readonly { readonly code: string; readonly source: string; readonly open: number }[];
  };
  readonly latencyMs: { readonly p50: number; readonly p95: number } | null;
  readonly lag: { readonly events: number; readonly ms: number };
  readonly openSessions: number;
}

export type FeedMessage =
  | { readonly kind: 'hello'; readonly currency: string }
  | { readonly kind: 'snapshot'; readonly view: string; readonly entries: readonly Entry[] }
  | { readonly kind: 'changes'; readonly view: string; readonly changes: readonly Change[] }
  | { readonly kind: 'reset'; readonly view: string }
  | { readonly kind: 'ops'; readonly ops: Ops }
  | { readonly kind: 'connection'; readonly state: ConnectionState };

/** `quiet`: connected, but nothing has been heard for longer than the server ever waits. */
export type ConnectionState = 'connecting' | 'live' | 'quiet' | 'reconnecting';

/**
 * The audit trail: who was refused, who decided over others, when the server started and stopped, what of its
 * configuration changed. Rows are only ever added; they hold no keys, no secrets and no bodies of requests.
 */
import type { LogStream } from '@millrace/engine/log/log-stream.ts';

export const AUDIT_KINDS = [
  'access_refused',
  'admin_action',
  'config_changed',
  'server_started',
  'server_stopped',
  'signed_in',
  'signed_out',
  'user_forgotten',
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

export interface NewAuditEntry {
  readonly kind: AuditKind;
  /** Where the request came from; null for what the server did itself. */
  readonly ip: string | null;
  /** Which key: the first digits of its SHA-256; null without one, and for keys that are none. */
  readonly key: string | null;
  /** What the configuration calls that key. */
  readonly keyName?: string;
  /** Method and route: `DELETE /v1/silences/:id`. */
  readonly action: string | null;
  /** The path that was asked for. */
  readonly target: string | null;
  /** How it was answered. */
  readonly status: number | null;
  readonly details: Readonly<Record<string, string | number | readonly string[]>>;
}

export interface AuditEntry extends NewAuditEntry {
  /** From 1, without gaps. */
  readonly number: number;
  /** ISO 8601 UTC. */
  readonly at: string;
}

interface AuditFilter {
  /** Epoch milliseconds: at or after `fromMs`, before `toMs`. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly kind?: AuditKind | undefined;
  readonly limit: number;
}

export interface AuditQuery extends AuditFilter {
  /** The number of the last entry already seen. */
  readonly after: number;
}

export interface NewestAuditQuery extends AuditFilter {
  /** The number of the oldest entry already seen. */
  readonly before?: number | undefined;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** Where to go on; undefined at the end. */
  readonly next: number | undefined;
}

/** What the server did itself. */
export const BY_THE_SERVER = { ip: null, key: null, action: null, target: null, status: null } as const;

const STEP = 500;
/** A filter that seldom matches must not hold the server: after so many rows a page ends. */
const MAX_SCANNED = 20_000;

export class AuditTrail {
  readonly #stream: LogStream;
  readonly #now: () => number;
  #lastMs: number;

  constructor(stream: LogStream, now: () => number) {
    this.#stream = stream;
    this.#now = now;
    this.#lastMs = Date.parse(this.#list(stream.last() - 1, 1)[0]?.at ?? '') || 0;
  }

  /** Resolves when it is on disk. @throws MillraceError STORAGE_FULL, STORAGE_FAILED. */
  async record(entry: NewAuditEntry): Promise<void> {
    // A clock that was set back must not make times decrease: what lies between two times is found by halving.
    this.#lastMs = Math.max(this.#lastMs, this.#now());
    const at = new Date(this.#lastMs).toISOString();
    await this.#stream.append(Buffer.from(JSON.stringify({ at, ...entry })));
  }

  /** Oldest first. */
  page({ fromMs = 0, toMs = Number.POSITIVE_INFINITY, kind, after, limit }: AuditQuery): AuditPage {
    const entries: AuditEntry[] = [];
    let last = Math.max(after, this.#lastBefore(fromMs));
    for (let scanned = 0; scanned < MAX_SCANNED; scanned += STEP) {
      const step = this.#list(last, STEP);
      for (const entry of step) {
        if (Date.parse(entry.at) >= toMs) return { entries, next: undefined };
        if (entries.length === limit) return { entries, next: last };
        last = entry.number;
        if (kind === undefined || entry.kind === kind) entries.push(entry);
      }
      if (step.length < STEP) return { entries, next: undefined };
    }
    return { entries, next: last };
  }

  /** Newest first. */
  newest({ fromMs = 0, toMs = Number.POSITIVE_INFINITY, kind, before, limit }: NewestAuditQuery): AuditPage {
    const entries: AuditEntry[] = [];
    const first = this.#lastBefore(fromMs) + 1;
    const end = toMs === Number.POSITIVE_INFINITY ? this.#stream.last() + 1 : this.#lastBefore(toMs) + 1;
    let next = Math.min(before ?? end, end);
    for (let scanned = 0; scanned < MAX_SCANNED && next > first; scanned += STEP) {
      const after = Math.max(first - 1, next - 1 - STEP);
      for (const entry of this.#list(after, next - 1 - after).toReversed()) {
        if (entries.length === limit) return { entries, next };
        next = entry.number;
        if (kind === undefined || entry.kind === kind) entries.push(entry);
      }
    }
    return { entries, next: next > first ? next : undefined };
  }

  /** Drops entries from before `timeMs`, in epoch milliseconds. */
  async trim(timeMs: number): Promise<void> {
    const last = this.#lastBefore(timeMs);
    if (last > 0) await this.#stream.trim(last);
  }

  /** The number of the last entry from before `timeMs`, by halving: times do not decrease. */
  #lastBefore(timeMs: number): number {
    const [first] = this.#list(0, 1);
    if (!first) return 0;
    let [low, high] = [first.number - 1, this.#stream.last()];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const [entry] = this.#list(middle - 1, 1);
      if (entry && Date.parse(entry.at) < timeMs) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #list(after: number, limit: number): readonly AuditEntry[] {
    return this.#stream.list(after, limit).map(({ number, bytes }) => {
      const entry: Omit<AuditEntry, 'number'> = JSON.parse(Buffer.from(bytes).toString());
      return { number, ...entry };
    });
  }
}

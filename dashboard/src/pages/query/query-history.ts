/** The reader's own queries, in this browser only: the newest first, each once. */

export interface PastQuery {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** When it was run last, in epoch milliseconds. */
  readonly atMs: number;
  /** Null when it failed. */
  readonly rows: number | null;
  readonly tookMs: number;
}

const KEY = 'millrace-queries';
const MOST_KEPT = 50;

/** What cannot be read, as in a private window, is no history. */
export function readHistory(): readonly PastQuery[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isPastQuery) : [];
  } catch {
    return [];
  }
}

export function noteQuery(query: PastQuery): readonly PastQuery[] {
  const history = [query, ...readHistory().filter(({ sql }) => sql !== query.sql)].slice(0, MOST_KEPT);
  write(history);
  return history;
}

export function clearHistory(): readonly PastQuery[] {
  write([]);
  return [];
}

function write(history: readonly PastQuery[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(history));
  } catch {
    // Full, or not allowed: the page works without.
  }
}

function isPastQuery(value: unknown): value is PastQuery {
  const { sql, parameters, atMs, tookMs } = (value ?? {}) as Partial<PastQuery>;
  return typeof sql === 'string' && typeof parameters === 'object' && Number.isFinite(atMs) && Number.isFinite(tookMs);
}

/** Which quarantined events are meant. */
import type { QuarantineEntry } from './quarantine-entry.ts';

export interface QuarantineFilter {
  /** These entries and no others: what someone has selected. */
  readonly numbers?: ReadonlySet<number> | undefined;
  readonly code?: string | undefined;
  /** The event type that the event says it has. */
  readonly type?: string | undefined;
  /** `csv` means all feeds, `csv:till` one. */
  readonly source?: string | undefined;
  /** Came in first at or after, and before: epoch milliseconds. */
  readonly sinceMs?: number | undefined;
  readonly beforeMs?: number | undefined;
  /** Part of the event, of what is wrong with it, or of the path, in any letter case. */
  readonly text?: string | undefined;
  /** The upload that brought it. */
  readonly upload?: number | undefined;
  /** What its last try came to. */
  readonly outcome?: string | undefined;
}

/** Compiles a filter. */
export function quarantineMatcher(filter: QuarantineFilter): (entry: QuarantineEntry) => boolean {
  const { numbers, code, type, source, sinceMs = 0, beforeMs = Number.POSITIVE_INFINITY, upload, outcome } = filter;
  const text = filter.text?.toLowerCase();
  return (entry) => {
    const receivedMs = Date.parse(entry.receivedAt);
    if (numbers !== undefined && !numbers.has(entry.number)) return false;
    if (code !== undefined && entry.code !== code) return false;
    if (source !== undefined && entry.source !== source && !entry.source.startsWith(`${source}:`)) return false;
    if (receivedMs < sinceMs || receivedMs >= beforeMs) return false;
    if (upload !== undefined && entry.upload !== upload) return false;
    if (outcome !== undefined && entry.outcome !== outcome) return false;
    if (type !== undefined && eventTypeOf(entry) !== type) return false;
    return text === undefined || hasText(entry, text);
  };
}

/** The type that the event says it has, as it stands now; undefined when it says none. */
export function eventTypeOf({ mended, original }: QuarantineEntry): string | undefined {
  try {
    const event: unknown = JSON.parse(mended ?? original);
    const isTyped = typeof event === 'object' && event !== null && 'eventType' in event;
    return isTyped && typeof event.eventType === 'string' ? event.eventType : undefined;
  } catch {
    return undefined;
  }
}

function hasText({ original, mended = '', row = '', message, path }: QuarantineEntry, text: string): boolean {
  return [original, mended, row, message, path].some((part) => part.toLowerCase().includes(text));
}

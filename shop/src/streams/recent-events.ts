/** The newest events of the log as they are stored, for examples. Looks back a bounded way, whatever is asked for. */
import type { LogReader } from '@millrace/engine/log/log.ts';

export type StoredEvent = Readonly<Record<string, unknown>>;

const MOST_BATCHES = 2_000;
const MOST_EVENTS = 5_000;

/** Newest first. @param type only events of this type. */
export function recentEvents(log: Pick<LogReader, 'read' | 'bounds'>, limit: number, type?: string): StoredEvent[] {
  const { first, next } = log.bounds();
  const found: StoredEvent[] = [];
  let seen = 0;
  for (let sequence = next - 1; sequence >= Math.max(first, next - MOST_BATCHES); sequence--) {
    const [batch] = log.read(sequence, 1);
    for (const { bytes, ends } of (batch?.slices ?? []).toReversed()) {
      for (let index = ends.length - 1; index >= 0; index--) {
        if (found.length >= limit || ++seen > MOST_EVENTS) return found;
        const event = decode(bytes.subarray(ends[index - 1] ?? 0, ends[index]));
        if (type === undefined || event.eventType === type) found.push(event);
      }
    }
  }
  return found;
}

function decode(bytes: Uint8Array): StoredEvent {
  return JSON.parse(Buffer.from(bytes).toString());
}

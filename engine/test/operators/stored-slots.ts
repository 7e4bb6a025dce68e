/** What an entry of a state table holds: the slots of a chunk (slot-chunks.ts), freed ones left out, or one header. */
import type { StateValue } from '../../src/state/state-store.ts';

export function storedSlots(value: StateValue): number {
  const [marks, , bytes] = Array.isArray(value) ? (value as readonly StateValue[]) : [];
  if (!(bytes instanceof Uint8Array) || !Array.isArray(marks)) return 1;
  return (marks as readonly number[]).filter((mark) => mark >= 0).length;
}

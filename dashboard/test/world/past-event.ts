/** An event of the demo world's past: what is sent, and when it arrived. */
import { listId } from '../../../shop/src/functions/recommend/list-id.ts';

export interface PastEvent {
  /** Arrival, in epoch milliseconds. */
  readonly atMs: number;
  /** As it goes over the wire. */
  readonly text: string;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** An event that happened when it arrived. The id follows from what is in it, so that it is the same in every world. */
export function pastEvent(eventId: string, atMs: number, event: object): PastEvent {
  return { atMs, text: JSON.stringify({ eventId, timestamp: new Date(atMs).toISOString(), ...event }) };
}

/** The id that a list of recommendations had which was made at that time. */
export function pastListId(kind: Parameters<typeof listId>[0], madeMs: number, number: number): string {
  return listId(kind, madeMs, number.toString(36));
}

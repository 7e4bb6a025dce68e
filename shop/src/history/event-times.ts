/** Which events are asked for: whose, and of when. Times are in epoch milliseconds. */
export interface EventsWanted {
  /** The user, and the anonymous visitors that it was. */
  readonly names: ReadonlySet<string>;
  /** Event times, both inclusive. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** How much later than it happened an event may come and still be looked for: a phone that was without a network. */
export const LONGEST_DELAY_MS = 600_000;

export function isWanted(
  { userId, anonymousId, timestampMs }: EventLike,
  { names, fromMs, toMs }: EventsWanted,
): boolean {
  if (timestampMs < fromMs || timestampMs > toMs) return false;
  return (userId !== null && names.has(userId)) || (userId === null && anonymousId !== null && names.has(anonymousId));
}

interface EventLike {
  readonly userId: string | null;
  readonly anonymousId: string | null;
  readonly timestampMs: number;
}

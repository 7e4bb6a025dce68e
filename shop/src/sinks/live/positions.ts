/**
 * How far a client has read each view's feed. Every event's id holds all of it (`orders:52,revenue:1203`), so that one
 * Last-Event-ID is enough to go on in every topic.
 */

/** The number of the last change seen, by view. */
export type Positions = ReadonlyMap<string, number>;

export function encodePositions(positions: Positions): string {
  return [...positions].map(([view, number]) => `${view}:${number}`).join(',');
}

/** Leaves out what it cannot read: such a view begins with a snapshot, as for a client without an id. */
export function decodePositions(id: string): Positions {
  const positions = new Map<string, number>();
  for (const part of id.split(',')) {
    const match = /^([\w.-]+):(\d{1,15})$/.exec(part);
    if (match?.[1] !== undefined) positions.set(match[1], Number(match[2]));
  }
  return positions;
}

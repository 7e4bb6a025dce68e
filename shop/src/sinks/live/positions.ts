/**
 * How far a client has read each view's feed. Every event's id holds all of it (`orders:52,revenue:1203`), so that one
 * Last-Event-ID is enough to go on in every topic.
 */

/** The number of the last change seen, by view. */
export type Positions = ReadonlyMap<string, number>;

/** @param origin whose numbers they are, where several processes each have their own; none by default. */
export function encodePositions(positions: Positions, origin = ''): string {
  const parts = Array.from(positions, ([view, number]) => `${view}:${number}`);
  return (origin === '' ? parts : [`@${origin}`, ...parts]).join(',');
}

/**
 * Leaves out what it cannot read: such a view begins with a snapshot, as for a client without an id. So does every view when
 * the id is of another origin.
 */
export function decodePositions(id: string, origin = ''): Positions {
  const positions = new Map<string, number>();
  if (origin !== '' && !id.startsWith(`@${origin},`)) return positions;
  for (const part of id.split(',')) {
    const match = /^([\w.-]+):(\d{1,15})$/.exec(part);
    if (match?.[1] !== undefined) positions.set(match[1], Number(match[2]));
  }
  return positions;
}

/** How far each shard of a stream has been read, as a text that is kept beside what was made of it. */

/** The last record that was taken, or that the shard has ended and all of it was taken. */
export type ShardPosition = { readonly after: string } | 'over';

const OVER = 'over';

export function parsePositions(text: string): Map<string, ShardPosition> {
  const entries = Object.entries(JSON.parse(text) as Record<string, string>);
  return new Map(entries.map(([shardId, place]) => [shardId, place === OVER ? OVER : { after: place }]));
}

export function positionsText(positions: ReadonlyMap<string, ShardPosition>): string {
  const entries = Array.from(positions, ([shardId, place]) => [shardId, place === OVER ? OVER : place.after]);
  return JSON.stringify(Object.fromEntries(entries));
}

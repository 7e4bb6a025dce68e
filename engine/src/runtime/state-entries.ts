/** How much an operator remembers, in one number: entries of what it keeps by key, window or row. */

/** Figures of things that are kept, each of its own. */
const KEPT = ['openSessions', 'heldRows', 'keptRows', 'waitingRows', 'leftRows', 'rightRows', 'versions'] as const;

/** Where these are told, `keys` says under how many keys the same things lie, and adds nothing. */
const BY_KEY = ['openSessions', 'versions'] as const;

/** @param gauges an operator's figures. */
export function stateEntries(gauges: Readonly<Record<string, number>>): number {
  const kept = KEPT.reduce((sum, name) => sum + (gauges[name] ?? 0), 0);
  const countsKeys = BY_KEY.every((name) => gauges[name] === undefined);
  return kept + (countsKeys ? (gauges.keys ?? 0) : 0);
}

/** States as they are compared between one process and buckets. */

/**
 * Without the number of an open visit in the list of its process, or of its bucket: it says nothing of the visit.
 * @returns what JSON makes of it.
 */
export function comparable<State>(state: State): State {
  const drop = (name: string, value: unknown): unknown =>
    name === 'visit' && typeof value === 'object' && value !== null ? { ...value, place: undefined } : value;
  return JSON.parse(JSON.stringify(state, drop));
}

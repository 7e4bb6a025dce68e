/**
 * A list that does not jump under the hand: rows stay where they are while the list is kept fresh; what is new waits until
 * it is asked for, and what has gone stays, marked.
 */

export interface SteadyRow<Item> {
  readonly item: Item;
  /** It is no longer in the list of the server. */
  readonly isGone: boolean;
}

export interface SteadyRows<Item> {
  readonly rows: readonly SteadyRow<Item>[];
  /** Items of the server's list that are not shown yet. */
  readonly waiting: number;
}

/**
 * @param shown what is shown, in its order; empty shows all of `fresh`.
 * @param fresh what the server says now.
 */
export function steadyRows<Item>(
  shown: readonly Item[],
  fresh: readonly Item[],
  keyOf: (item: Item) => string,
): SteadyRows<Item> {
  if (shown.length === 0) return { rows: fresh.map((item) => ({ item, isGone: false })), waiting: 0 };
  const known = new Map(fresh.map((item) => [keyOf(item), item]));
  const rows = shown.map((item) => {
    const now = known.get(keyOf(item));
    return { item: now ?? item, isGone: now === undefined };
  });
  const seen = new Set(shown.map(keyOf));
  return { rows, waiting: fresh.filter((item) => !seen.has(keyOf(item))).length };
}

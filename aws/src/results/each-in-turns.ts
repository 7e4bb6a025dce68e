/** Does something with each of many, so many at a time. */

/** @throws the first failure, when those under way have ended. */
export async function eachInTurns<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  let isFailed = false;
  const turns = Array.from({ length: Math.min(atOnce, items.length) }, async () => {
    while (next < items.length && !isFailed) {
      const item = items[next++] as Item;
      await work(item).catch((error: unknown) => {
        isFailed = true;
        throw error;
      });
    }
  });
  for (const result of await Promise.allSettled(turns)) if (result.status === 'rejected') throw result.reason;
}

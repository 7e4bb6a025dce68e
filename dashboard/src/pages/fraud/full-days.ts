/** Every day of a range, also those on which nothing came. Pure. */

const DAY_MS = 86_400_000;

/** @param last the newest day, `2026-11-26`; @param count how many days end with it. Oldest first. */
export function fullDays(last: string, count: number): readonly string[] {
  const lastMs = Date.parse(`${last}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) =>
    new Date(lastMs - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  );
}

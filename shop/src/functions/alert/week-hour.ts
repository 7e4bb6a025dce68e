/** Which hour of the week a time is in, in UTC, and which week: what a norm is kept by. */

export const HOUR_MS = 3_600_000;
export const WEEK_MS = 7 * 24 * HOUR_MS;
/** 1970-01-01 was a Thursday: weeks begin on Mondays. */
const MONDAY_OFFSET_MS = 3 * 24 * HOUR_MS;

/** 0 is Monday from midnight to one, 167 Sunday's last. */
export function hourOfWeek(ms: number): number {
  return Math.floor((ms + MONDAY_OFFSET_MS) / HOUR_MS) % 168;
}

/** Since the Monday before 1970. */
export function weekNumber(ms: number): number {
  return Math.floor((ms + MONDAY_OFFSET_MS) / WEEK_MS);
}

/** Hours of UTC, by which files are filed. */
export const HOUR_MS = 3_600_000;

/** The beginning of the hour that a moment lies in. */
export function hourOf(timeMs: number): number {
  return Math.floor(timeMs / HOUR_MS) * HOUR_MS;
}

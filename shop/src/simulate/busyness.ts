/** How busy a shop is by the hour of the day: quiet before dawn, busiest in the evening. */

/** Share of the daily mean in each hour (UTC), mean 1. */
const BY_HOUR = [
  0.5, 0.36, 0.27, 0.22, 0.22, 0.3, 0.48, 0.72, 0.94, 1.08, 1.2, 1.26, 1.3, 1.26, 1.24, 1.26, 1.32, 1.42, 1.5, 1.66,
  1.74, 1.66, 1.28, 0.81,
];
const HOUR_MS = 3_600_000;

/** @returns how busy it is at that moment, 1 being the mean of a day; between hours it is interpolated. */
export function busyness(timeMs: number): number {
  const hours = (timeMs / HOUR_MS) % 24;
  const hour = Math.floor(hours);
  const now = BY_HOUR[hour] ?? 1;
  const next = BY_HOUR[(hour + 1) % 24] ?? 1;
  return now + (next - now) * (hours - hour);
}

/** Where a sparkline's points lie. */

export const SPARKLINE_WIDTH = 100;
export const SPARKLINE_HEIGHT = 32;
const INSET = 3;
/** How much of the highest value the line's range spans at least: small wavering stays small. */
const LEAST_RANGE = 0.25;
const ROOM_BELOW = 1.6;

/** One point for each value that is there, in a box of that width and height; the highest value is on top. */
export function sparklinePoints(values: readonly (number | null)[]): readonly (readonly [number, number])[] {
  const known = values.filter((value) => value !== null);
  const high = Math.max(0, ...known);
  const low = Math.min(high, ...known);
  const range = Math.max((high - low) * ROOM_BELOW, high * LEAST_RANGE, Number.EPSILON);
  const step = SPARKLINE_WIDTH / Math.max(1, values.length - 1);
  return values.flatMap((value, index) => {
    if (value === null) return [];
    const depth = high === 0 ? 1 : Math.min(1, (high - value) / range);
    return [[index * step, INSET + depth * (SPARKLINE_HEIGHT - 2 * INSET)] as const];
  });
}

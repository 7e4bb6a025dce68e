/** From when on a list counts, in few words. */
import { formatClock, formatMoment } from '../../figures/format.ts';
import { serverNow } from '../../live/server-clock.ts';

const DAY_MS = 24 * 3_600_000;

/** @param from ISO 8601: lists are of whole hours of the clock. */
export function sinceText(from: string): string {
  const fromMs = Date.parse(from);
  return `from ${serverNow() - fromMs < DAY_MS ? formatClock(fromMs) : formatMoment(fromMs)}`;
}

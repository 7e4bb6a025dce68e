/** Rates and durations as short text. */
import { formatCount, formatDecimal, formatDuration } from '../../figures/format.ts';

/** `0.4/s`, `1,234/s`. */
export function rateText(perSecond: number): string {
  return `${perSecond > 0 && perSecond < 9.95 ? formatDecimal(perSecond) : formatCount(perSecond)}/s`;
}

/** Below ten milliseconds with one decimal; a dash for what has not been measured. */
export function latencyText(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–';
  return ms < 10 ? `${formatDecimal(ms)} ms` : formatDuration(ms);
}

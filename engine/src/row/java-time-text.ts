/** Times and intervals as Java's own types write themselves: LocalDateTime, Instant, Duration, Period. */
import { dayOfTimestamp, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, timeOfTimestamp } from './civil-date.ts';
import { formatDate } from './timestamp.ts';

/** Java leaves seconds out when there is nothing finer than minutes, and writes fractions in groups of three digits. */
export function localTimeText(ms: number): string {
  const text = new Date(ms).toISOString().slice(11, 23);
  if (!text.endsWith('.000')) return text;
  return text.endsWith(':00.000') ? text.slice(0, 5) : text.slice(0, 8);
}

export function localDateTimeText(ms: number): string {
  return `${formatDate(dayOfTimestamp(ms))}T${localTimeText(timeOfTimestamp(ms))}`;
}

export function instantText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -1).replace('.000', '')}Z`;
}

/** `PT26H`, `PT1H30M`, `PT-0.5S`: hours are the largest unit, every part has the sign. */
export function durationText(ms: number): string {
  if (ms === 0) return 'PT0S';
  const hours = Math.trunc(ms / MS_PER_HOUR);
  const minutes = Math.trunc((ms % MS_PER_HOUR) / MS_PER_MINUTE);
  const rest = ms % MS_PER_MINUTE;
  const part = (value: number, unit: string) => (value === 0 ? '' : `${value}${unit}`);
  return `PT${part(hours, 'H')}${part(minutes, 'M')}${part(rest / MS_PER_SECOND, 'S')}`;
}

/** `P15M`. */
export function periodText(months: number): string {
  return months === 0 ? 'P0D' : `P${months}M`;
}

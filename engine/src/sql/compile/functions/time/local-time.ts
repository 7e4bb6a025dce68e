/** Offsets of time zones, from the zone data that Node carries. Zones that do not exist are UTC, as in Java's TimeZone. */
import { MS_PER_HOUR, MS_PER_MINUTE } from '../../../../row/civil-date.ts';

/** The offset from UTC in milliseconds at a moment. */
type OffsetAt = (utcMs: number) => number;

const zones = new Map<string, OffsetAt>();

/** The local wall clock time of a moment, as milliseconds. */
export function toLocal(utcMs: number, zone: string): number {
  return utcMs + offsetsOf(zone)(utcMs);
}

/** The moment of a local wall clock time. Where clocks jump forward, the time is taken as if they had not yet. */
export function fromLocal(localMs: number, zone: string): number {
  const offsetAt = offsetsOf(zone);
  const before = offsetAt(localMs - offsetAt(localMs - 24 * MS_PER_HOUR));
  return offsetAt(localMs - before) === before ? localMs - before : localMs - laterOffset(localMs, before, offsetAt);
}

function laterOffset(localMs: number, before: number, offsetAt: OffsetAt): number {
  const after = offsetAt(localMs - before);
  return offsetAt(localMs - after) === after ? after : before;
}

function offsetsOf(zone: string): OffsetAt {
  let offsetAt = zones.get(zone);
  if (offsetAt === undefined) {
    offsetAt = fixedOffset(zone) ?? namedZone(zone);
    zones.set(zone, offsetAt);
  }
  return offsetAt;
}

/** `GMT+8`, `UTC-03:30`, `+08:00`, `Z`. */
function fixedOffset(zone: string): OffsetAt | undefined {
  if (zone === 'UTC' || zone === 'GMT' || zone === 'Z') return () => 0;
  const match = /^(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(zone);
  if (match === null) return undefined;
  const offset = Number(match[2]) * MS_PER_HOUR + Number(match[3] ?? 0) * MS_PER_MINUTE;
  return () => (match[1] === '-' ? -offset : offset);
}

function namedZone(zone: string): OffsetAt {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset', year: 'numeric' });
  } catch {
    return () => 0;
  }
  return (utcMs) => {
    const name = format.formatToParts(utcMs).find((part) => part.type === 'timeZoneName')?.value ?? '';
    const match = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name);
    if (match === null) return 0;
    const offset = Number(match[2]) * MS_PER_HOUR + Number(match[3]) * MS_PER_MINUTE + Number(match[4] ?? 0) * 1000;
    return match[1] === '-' ? -offset : offset;
  };
}

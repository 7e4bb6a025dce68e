/**
 * A value of a result as JSON can hold it, without losing any of it: decimals and integers beyond 2^53 as text, times in
 * ISO 8601, bytes in base64.
 */
import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';

export type PlainCell =
  | null
  | boolean
  | number
  | string
  | readonly PlainCell[]
  | { readonly [name: string]: PlainCell };

export function plainCell(value: DuckDBValue): PlainCell {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  // JSON has no NaN and no infinity.
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return isExact(value) ? Number(value) : value.toString();
  return nestedCell(value) ?? timeText(value) ?? value.toString();
}

function isExact(value: bigint): boolean {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);
}

function nestedCell(value: DuckDBValue): PlainCell | undefined {
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(plainCell);
  if (value instanceof DuckDBStructValue) return plainEntries(value.entries);
  if (value instanceof DuckDBMapValue) {
    return value.entries.map((entry) => ({ key: plainCell(entry.key), value: plainCell(entry.value) }));
  }
  return value instanceof DuckDBBlobValue ? Buffer.from(value.bytes).toString('base64') : undefined;
}

function plainEntries(entries: Readonly<Record<string, DuckDBValue>>): { readonly [name: string]: PlainCell } {
  return Object.fromEntries(Object.entries(entries).map(([name, inner]) => [name, plainCell(inner)]));
}

/** The warehouse keeps time in UTC, and so does the session of a query: a time without a zone is one of UTC. */
function timeText(value: DuckDBValue): string | undefined {
  const micros = microsOf(value);
  return micros === undefined ? undefined : instantText(micros);
}

/** Microseconds since 1970; undefined for what is no time, and for infinity. */
export function microsOf(value: DuckDBValue): bigint | undefined {
  if (value instanceof DuckDBTimestampTZValue) return value.isFinite ? value.micros : undefined;
  if (value instanceof DuckDBTimestampValue && value.isFinite) return value.micros;
  if (value instanceof DuckDBTimestampMillisecondsValue && value.isFinite) return value.millis * 1000n;
  if (value instanceof DuckDBTimestampSecondsValue && value.isFinite) return value.seconds * 1_000_000n;
  return undefined;
}

/** Microseconds since 1970 as ISO 8601; with six digits only where three do not say all. */
function instantText(micros: bigint): string {
  const rest = ((micros % 1000n) + 1000n) % 1000n;
  const millis = Number((micros - rest) / 1000n);
  const instant = new Date(millis);
  // Beyond what a Date can hold.
  if (Number.isNaN(instant.getTime())) return new DuckDBTimestampValue(micros).toString();
  const text = instant.toISOString();
  return rest === 0n ? text : `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

/** Days since 1970 of a date. */
export function daysOf(value: DuckDBValue): number | null {
  return value instanceof DuckDBDateValue ? value.days : null;
}

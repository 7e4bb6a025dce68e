/** Points in time as events write them: ISO 8601 with seconds and an offset, to and from epoch milliseconds. */

const INSTANT = /^\d{4}-\d\d-(?:[0-2]\d|3[01])T(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
/** Characters of a day of the month, for comparing with the last that every month has. */
const DAY_AT = 8;

let lastText = '';
let lastMs = Number.NaN;

/**
 * The last text is remembered, for rows that are read from a database together have one time.
 * @returns epoch milliseconds (digits after the third decimal are cut off), or NaN when the text is no instant.
 */
export function parseInstant(text: string): number {
  if (text === lastText) return lastMs;
  lastMs = parsed(text);
  lastText = text;
  return lastMs;
}

function parsed(text: string): number {
  if (!INSTANT.test(text)) return Number.NaN;
  // Date.parse takes the 30th of February for the 1st of March. Only days after the 28th can be wrong in that way.
  const mayNotExist = text.charCodeAt(DAY_AT) >= 0x32 && text.slice(DAY_AT, DAY_AT + 2) > '28';
  return mayNotExist && !isDayOfMonth(text) ? Number.NaN : Date.parse(text);
}

function isDayOfMonth(text: string): boolean {
  const date = text.slice(0, 10);
  const epochMs = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(epochMs) && new Date(epochMs).toISOString().startsWith(date);
}

const DAY_MS = 86_400_000;
let cachedDay = Number.NaN;
let cachedDate = '';

/** `2024-01-15T10:30:00.000Z`. The date part is kept from one call to the next, for most events are of one day. */
export function formatInstant(epochMs: number): string {
  const day = Math.floor(epochMs / DAY_MS);
  if (day !== cachedDay) {
    cachedDate = new Date(day * DAY_MS).toISOString().slice(0, -14);
    cachedDay = day;
  }
  const inDay = epochMs - day * DAY_MS;
  const seconds = Math.floor(inDay / 1000);
  return `${cachedDate}${clockTime(seconds)}.${String(inDay - seconds * 1000).padStart(3, '0')}Z`;
}

let cachedSecond = -1;
let cachedTime = '';

function clockTime(secondOfDay: number): string {
  if (secondOfDay !== cachedSecond) {
    const two = (value: number) => String(value).padStart(2, '0');
    cachedTime = `T${two(Math.floor(secondOfDay / 3600))}:${two(Math.floor(secondOfDay / 60) % 60)}:${two(secondOfDay % 60)}`;
    cachedSecond = secondOfDay;
  }
  return cachedTime;
}

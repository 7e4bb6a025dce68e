/** Numbers as text, in the reader's language, with a width that does not jump. */

/** The browser's own choice: some report a language in `navigator` that Intl refuses. */
const LANGUAGE = undefined;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const format = formats.get(name) ?? new Intl.NumberFormat(LANGUAGE, options);
  formats.set(name, format);
  return format;
}

/** With the currency’s own number of decimals: `$1,234.50`, `¥1,235`. */
export function formatMoney(amount: number, currency: string): string {
  return numberFormat(`money ${currency}`, { style: 'currency', currency }).format(amount);
}

/** `$1,235`: where there is no room for cents, or they say nothing. */
export function formatMoneyWhole(amount: number, currency: string): string {
  const options = { style: 'currency', currency, minimumFractionDigits: 0, maximumFractionDigits: 0 } as const;
  return numberFormat(`whole ${currency}`, options).format(amount);
}

/** `$12.3K`: for axes and narrow places. */
export function formatMoneyShort(amount: number, currency: string): string {
  const options = { style: 'currency', currency, notation: 'compact', maximumFractionDigits: 1 } as const;
  return numberFormat(`short ${currency}`, { ...options, minimumFractionDigits: 0 }).format(amount);
}

export function formatCount(count: number): string {
  return numberFormat('count', { maximumFractionDigits: 0 }).format(count);
}

/** `share` is a fraction: 0.124 is `12.4%`. Always one decimal, so that columns line up. */
export function formatPercent(share: number): string {
  return numberFormat('percent', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(
    share,
  );
}

/** A growth of 0.124 is `12.4%`, one of 11.4 is `12.4×`: beyond a doubling or two, percentages say little. */
export function formatGrowth(share: number): string {
  if (share < 3) return formatPercent(share);
  return `${numberFormat('times', { maximumFractionDigits: 1 }).format(share + 1)}×`;
}

export function formatDecimal(value: number, decimals = 1): string {
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return numberFormat(`decimal ${decimals}`, options).format(value);
}

/** `12.3K`: for axes and narrow places. */
export function formatCountShort(count: number): string {
  return numberFormat('count short', { notation: 'compact', maximumFractionDigits: 1 }).format(count);
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** `8 byte`, `1.4 MB`: by powers of 1,000. */
export function formatBytes(bytes: number): string {
  const power = Math.min(BYTE_UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const unit = BYTE_UNITS[power] ?? 'byte';
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: power === 0 ? 0 : 1 } as const;
  return numberFormat(`bytes ${unit}`, options).format(bytes / 1_000 ** power);
}

/** `8 ms`, `1.4 s`, `3 min`, `2.5 hr`, `4 days`, in the reader's words. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return unitText(ms, 'millisecond', 0);
  if (ms < MINUTE_MS) return unitText(ms / 1_000, 'second', 1);
  if (ms < HOUR_MS) return unitText(ms / MINUTE_MS, 'minute', 0);
  if (ms < 2 * DAY_MS) return unitText(ms / HOUR_MS, 'hour', 1);
  return unitText(ms / DAY_MS, 'day', 0);
}

function unitText(value: number, unit: string, decimals: number): string {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return numberFormat(`unit ${unit}`, { style: 'unit', unit, unitDisplay: 'short', ...digits }).format(value);
}

const ages = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto', style: 'short' });

/** `now`, `12 sec. ago`, `3 hr. ago`; what has not come yet is `now`. */
export function formatAge(ms: number): string {
  if (ms < 1_000) return ages.format(0, 'second');
  if (ms < MINUTE_MS) return ages.format(-Math.floor(ms / 1_000), 'second');
  if (ms < HOUR_MS) return ages.format(-Math.floor(ms / MINUTE_MS), 'minute');
  if (ms < 2 * DAY_MS) return ages.format(-Math.floor(ms / HOUR_MS), 'hour');
  return ages.format(-Math.floor(ms / DAY_MS), 'day');
}

const clock = new Intl.DateTimeFormat(LANGUAGE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const clockWithSeconds = new Intl.DateTimeFormat(LANGUAGE, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** Hours and minutes on the reader’s clock; `ms` is an epoch time. */
export function formatClock(ms: number): string {
  return clock.format(ms);
}

export function formatClockWithSeconds(ms: number): string {
  return clockWithSeconds.format(ms);
}

const moment = new Intl.DateTimeFormat(LANGUAGE, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** Date and time without the year. */
export function formatMoment(ms: number): string {
  return moment.format(ms);
}

const regions = new Intl.DisplayNames(LANGUAGE, { type: 'region', fallback: 'code' });

/** The name of a country by its two letters; what is no country stays as it is. */
export function formatCountry(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (regions.of(code) ?? code) : code;
}

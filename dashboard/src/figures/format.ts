/** Numbers as text, in the reader's language, with a width that does not jump. */

/** The browser's own choice: some report a language in `navigator` that Intl refuses. */
const LANGUAGE = undefined;
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

/** `8 ms`, `1.4 s`, `3 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
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

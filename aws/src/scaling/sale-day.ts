/** The traffic of a usual day with a flash sale in it: it begins within two minutes, and fades over an hour. */
import { DESIGN } from '@millrace/shop/plan/design-figures.ts';
import { hourlyRates, type Traffic } from '@millrace/shop/plan/traffic.ts';

export interface FlashSale {
  /** Minute of the day in which it begins. */
  readonly minute: number;
  /** So many times the usual traffic of that minute. */
  readonly times: number;
}

const MINUTES = 1_440;
const RISE_MINUTES = 2;
const HOLD_MINUTES = 20;
const FADE_MINUTES = 60;

/** @returns bytes a second into a stream, of each minute. */
export function saleDay(traffic: Traffic, role: 'events' | 'enriched', sale?: FlashSale): readonly number[] {
  const rates = hourlyRates(traffic);
  const bytes = bytesOf(traffic, role);
  return Array.from({ length: MINUTES }, (_, minute) => {
    const hour = Math.floor(minute / 60);
    const share = (minute % 60) / 60;
    const usual = (rates[hour] ?? 0) * (1 - share) + (rates[(hour + 1) % 24] ?? 0) * share;
    return bytes * usual * (sale ? saleFactor(minute - sale.minute, sale.times) : 1);
  });
}

/** What an event weighs on a stream. */
export function bytesOf({ eventBytes }: Traffic, role: 'events' | 'enriched'): number {
  return eventBytes * (role === 'enriched' ? DESIGN.stream.enrichedGrowth : 1);
}

function saleFactor(since: number, times: number): number {
  if (since < 0 || since > HOLD_MINUTES + FADE_MINUTES) return 1;
  if (since < RISE_MINUTES) return 1 + ((times - 1) * (since + 1)) / RISE_MINUTES;
  if (since <= HOLD_MINUTES) return times;
  return 1 + (times - 1) * (1 - (since - HOLD_MINUTES) / FADE_MINUTES);
}

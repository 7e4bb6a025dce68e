/** What is usual, and how a figure stands to it. */

export interface Norm {
  readonly median: number;
  readonly spread: number;
  readonly low: number;
  readonly high: number;
  readonly basis: 'weeks' | 'days';
  readonly known: number;
}

export type NormName = 'revenue' | 'orders' | 'averageOrderValue' | 'conversion' | 'activeShoppers' | 'eventsPerSecond';

/** The answer of `/v1/norms/now`, as far as it is read here. */
export interface NormsAnswer {
  readonly lastHour: Readonly<Record<NormName, Norm | null>>;
}

export type Standing = 'below' | 'usual' | 'above';

export function standingOf(value: number, { low, high }: Norm): Standing {
  if (value < low) return 'below';
  return value > high ? 'above' : 'usual';
}

/** The norm of a part of the hour, such as of 57 minutes that are over by now. */
export function normOfPart(norm: Norm, share: number): Norm {
  const { median, spread, low, high } = norm;
  return { ...norm, median: median * share, spread: spread * share, low: low * share, high: high * share };
}

/** How much more than usual: 0.1 is ten percent; null where nothing is usual. */
export function distanceFrom(value: number, { median }: Norm): number | null {
  return median === 0 ? null : value / median - 1;
}

/** What the norm rests on, in words. */
export function basisText({ basis, known }: Norm): string {
  return basis === 'weeks' ? `this hour in ${known} weeks` : `this hour on ${known} days`;
}

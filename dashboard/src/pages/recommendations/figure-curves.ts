/** What is drawn of the results: one curve for each placement, the most shown first, an hour or a day a point. */
import type { History, PlacementCounts } from './recommendation-list.ts';

export const FIGURES = [
  ['impressions', 'Shown'],
  ['clicks', 'Clicked'],
  ['clickThrough', 'Click-through'],
  ['purchases', 'Bought'],
  ['conversion', 'Conversion'],
  ['revenue', 'Revenue'],
] as const;
export type Figure = (typeof FIGURES)[number][0];

export interface Curve {
  readonly name: string;
  /** Null where a share has nothing to be a share of. */
  readonly values: readonly (number | null)[];
}

export interface FigureCurves {
  /** When each hour or day begins, in epoch milliseconds; those without anything stand as well. */
  readonly starts: readonly number[];
  readonly curves: readonly Curve[];
  /** Placements that are not drawn: there are no more colours that can be told apart. */
  readonly leftOut: number;
}

export const MOST_CURVES = 6;
const MOST_STEPS = 1_000;

const READ: Readonly<Record<Figure, (counts: Sums) => number | null>> = {
  impressions: ({ impressions }) => impressions,
  clicks: ({ clicks }) => clicks,
  clickThrough: ({ clicks, impressions }) => (impressions === 0 ? null : clicks / impressions),
  purchases: ({ purchases }) => purchases,
  conversion: ({ purchases, clicks }) => (clicks === 0 ? null : purchases / clicks),
  revenue: ({ revenue }) => revenue,
};

interface Sums {
  impressions: number;
  clicks: number;
  purchases: number;
  revenue: number;
}

/** @param stepMs how long an hour or a day is. */
export function figureCurves({ from, to, items, totals }: History, figure: Figure, stepMs: number): FigureCurves {
  const places = [...new Set(totals.map(({ placement }) => placement))];
  const drawn = places.slice(0, MOST_CURVES);
  const startMs = Math.floor(Date.parse(from) / stepMs) * stepMs;
  const steps = Math.min(MOST_STEPS, Math.max(1, Math.ceil((Date.parse(to) - startMs) / stepMs)));
  const starts = Array.from({ length: steps }, (_, step) => startMs + step * stepMs);
  const sums = new Map<string, Sums[]>(drawn.map((name) => [name, starts.map(nothing)]));
  for (const item of items) {
    const sum = sums.get(item.placement)?.[Math.round((Date.parse(item.start) - startMs) / stepMs)];
    if (sum) add(sum, item);
  }
  const curves = [...sums].map(([name, values]) => ({ name, values: values.map(READ[figure]) }));
  return { starts, curves, leftOut: places.length - drawn.length };
}

function nothing(): Sums {
  return { impressions: 0, clicks: 0, purchases: 0, revenue: 0 };
}

/** A placement may show lists of several kinds. */
function add(sum: Sums, { impressions, clicks, purchases, revenue }: PlacementCounts): void {
  sum.impressions += impressions;
  sum.clicks += clicks;
  sum.purchases += purchases;
  sum.revenue += Number(revenue);
}

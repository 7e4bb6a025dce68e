/** From traffic to sizes and a bill, as it is built and as it would be without a thought. */
import { type BillLine, totalOf } from './bill-line.ts';
import { type BreakEven, breakEvensOf } from './break-even.ts';
import { type Choice, choicesOf } from './choices.ts';
import { commonLines } from './common-lines.ts';
import { type Extra, extrasOf } from './extras.ts';
import { type LimitWarning, limitWarnings } from './limits.ts';
import type { Prices } from './prices.ts';
import { type Sizes, sizesOf } from './sizes.ts';
import { checkTraffic, eventsAMonth, type Traffic } from './traffic.ts';

export interface Saving {
  readonly choice: string;
  /** Dollars a month. */
  readonly naive: number;
  readonly lean: number;
}

export interface Plan {
  readonly traffic: Traffic;
  readonly sizes: Sizes;
  readonly lines: readonly BillLine[];
  /** Dollars a month. */
  readonly total: number;
  readonly naiveTotal: number;
  readonly savings: readonly Saving[];
  readonly dollarsPerEvent: number;
  /** What a gigabyte of the lake costs a month to keep. */
  readonly dollarsPerLakeGigabyte: number;
  readonly breakEvens: readonly BreakEven[];
  /** Not in the bill. */
  readonly extras: readonly Extra[];
  readonly warnings: readonly LimitWarning[];
}

/** @throws MillraceError PLAN_TRAFFIC for a day that cannot be. */
export function planOf(traffic: Traffic, prices: Prices): Plan {
  checkTraffic(traffic);
  const sizes = sizesOf(traffic);
  const choices = choicesOf(traffic, sizes, prices);
  const common = commonLines(traffic, sizes);
  const lines = [...choices.flatMap(({ lean }) => lean), ...common];
  const total = totalOf(lines, prices);
  return {
    traffic,
    sizes,
    lines,
    total,
    naiveTotal: totalOf([...choices.flatMap(({ naive }) => naive), ...common], prices),
    savings: choices.map((choice) => savingOf(choice, prices)),
    dollarsPerEvent: total / eventsAMonth(traffic),
    dollarsPerLakeGigabyte: totalOf(lines.filter(isKeeping), prices) / sizes.lakeGigabytes,
    breakEvens: breakEvensOf(traffic, sizes, prices),
    extras: extrasOf(traffic, sizes),
    warnings: limitWarnings(traffic, sizes),
  };
}

function savingOf({ name, lean, naive }: Choice, prices: Prices): Saving {
  return { choice: name, naive: totalOf(naive, prices), lean: totalOf(lean, prices) };
}

function isKeeping({ price }: BillLine): boolean {
  return price.startsWith('s3.');
}

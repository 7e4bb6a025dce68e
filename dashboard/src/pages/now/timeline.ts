/**
 * Revenue over the chosen range: what the server has added up of closed windows, and on it the windows that it left out, as
 * they are told live.
 */
import { moneyNumber, parseMoney, sumMoney } from '../../figures/money.ts';
import type { WindowTakings } from './window-takings.ts';

/** The answer of `/v1/revenue/timeline?open=false`. */
export interface TimelineAnswer {
  readonly from: string;
  readonly to: string;
  readonly stepMinutes: number;
  readonly categories: readonly (string | null)[];
  readonly allCategories: readonly string[];
  readonly closedTo: string;
  readonly steps: readonly AnsweredStep[];
  readonly total: AnsweredTakings;
}

interface AnsweredTakings {
  readonly stands: string;
  readonly orders: number;
  readonly cancelled: string;
  readonly cancelledOrders: number;
  readonly late: string;
  readonly lateLines: number;
  readonly takenBack: string;
  readonly takenBackLines: number;
}

export interface AnsweredStep extends AnsweredTakings {
  readonly start: string;
  readonly byCategory: readonly string[];
}

/** Amounts as numbers, for a chart. */
export interface TimelineStep {
  readonly startMs: number;
  readonly stands: number;
  readonly byCategory: readonly number[];
  readonly orders: number;
  /** What was cancelled and taken back: it was bought, and does not stand. */
  readonly lost: number;
  readonly late: number;
}

export interface TimelineTotal {
  readonly stands: number;
  /** As the windows say, without their corrections. */
  readonly revenue: number;
  readonly orders: number;
  readonly averageOrderValue: number | null;
  readonly cancelled: number;
  readonly cancelledOrders: number;
  readonly late: number;
  readonly lateLines: number;
  readonly takenBack: number;
  readonly takenBackLines: number;
}

export interface Timeline {
  readonly stepMs: number;
  readonly categories: readonly (string | null)[];
  readonly steps: readonly TimelineStep[];
  readonly total: TimelineTotal;
}

export interface CategorySum {
  /** Null for the others. */
  readonly category: string | null;
  readonly revenue: number;
}

interface OpenStep {
  readonly answered: AnsweredStep | undefined;
  readonly byCategory: bigint[];
  orders: number;
  stands: bigint;
}

const MINUTE_MS = 60_000;

/**
 * @param windows every window that is at hand, of the chosen category if one is chosen; those before `closedTo` are in the
 * answer. @param toMs the end of a range that is over.
 */
export function timelineWithLive(
  answer: TimelineAnswer,
  windows: readonly WindowTakings[],
  toMs = Number.POSITIVE_INFINITY,
): Timeline {
  const stepMs = answer.stepMinutes * MINUTE_MS;
  const added = windows.filter(({ startMs }) => isAdded(answer, startMs) && startMs < toMs);
  const categories = withNew(answer.categories, added);
  const steps = openSteps(answer, categories);
  for (const window of added) addWindow(steps, window, { categories, stepMs });
  const drawn = [...steps].sort(([a], [b]) => a - b).map(([startMs, step]) => drawnStep(startMs, step));
  return { stepMs, categories, steps: drawn, total: totalOf(answer, added) };
}

function isAdded({ closedTo, from }: TimelineAnswer, startMs: number): boolean {
  return startMs >= Math.max(Date.parse(closedTo), Date.parse(from));
}

/** As many as colours that can be told apart. */
const MOST_NAMED = 7;

/**
 * Categories that have sold nothing before have names of their own while there is room, those that sell most first; the rest
 * stands with the others. In a shop whose first window has not closed, that is all of them.
 */
function withNew(categories: readonly (string | null)[], added: readonly WindowTakings[]): readonly (string | null)[] {
  const sold = new Map<string, bigint>();
  for (const [category, amount] of added.flatMap(({ byCategory }) => [...byCategory])) {
    if (!categories.includes(category)) sold.set(category, (sold.get(category) ?? 0n) + amount);
  }
  const unknown = [...sold].sort(mostFirst).map(([category]) => category);
  if (categories.includes(null) || unknown.length === 0) return categories;
  const named = [...categories, ...unknown];
  return named.length <= MOST_NAMED ? named : [...named.slice(0, MOST_NAMED), null];
}

/** Equal ones by name, as the server ranks them. */
function mostFirst([a, left]: readonly [string, bigint], [b, right]: readonly [string, bigint]): number {
  return Number(right > left) - Number(right < left) || (a < b ? -1 : 1);
}

/** What each category has sold, the most first; the others, all together, last. */
export function categorySums({ categories, steps }: Timeline): readonly CategorySum[] {
  const sums = categories.map((category, index) => ({
    category,
    revenue: steps.reduce((sum, { byCategory }) => sum + (byCategory[index] ?? 0), 0),
  }));
  return sums.sort((a, b) => Number(a.category === null) - Number(b.category === null) || b.revenue - a.revenue);
}

function openSteps(answer: TimelineAnswer, categories: readonly (string | null)[]): Map<number, OpenStep> {
  const steps = new Map<number, OpenStep>();
  for (const answered of answer.steps) {
    const startMs = Date.parse(answered.start);
    const byCategory = categories.map((_, index) => parseMoney(answered.byCategory[index] ?? '0'));
    steps.set(startMs, { answered, byCategory, orders: answered.orders, stands: parseMoney(answered.stands) });
  }
  if (steps.size === 0) steps.set(Date.parse(answer.from), emptyStep(categories));
  return steps;
}

function emptyStep(categories: readonly (string | null)[]): OpenStep {
  return { answered: undefined, byCategory: categories.map(() => 0n), orders: 0, stands: 0n };
}

function addWindow(
  steps: Map<number, OpenStep>,
  { startMs, byCategory, orders }: WindowTakings,
  { categories, stepMs }: Pick<Timeline, 'categories' | 'stepMs'>,
): void {
  const stepStartMs = Math.floor(startMs / stepMs) * stepMs;
  for (let ms = Math.max(...steps.keys()) + stepMs; ms <= stepStartMs; ms += stepMs) {
    steps.set(ms, emptyStep(categories));
  }
  const step = steps.get(stepStartMs);
  if (!step) return;
  step.orders += orders;
  for (const [category, amount] of byCategory) {
    const index = categories.indexOf(categories.includes(category) ? category : null);
    step.byCategory[index] = (step.byCategory[index] ?? 0n) + amount;
    step.stands += amount;
  }
}

function drawnStep(startMs: number, { answered, byCategory, orders, stands }: OpenStep): TimelineStep {
  const lost = answered ? parseMoney(answered.cancelled) - parseMoney(answered.takenBack) : 0n;
  return {
    startMs,
    orders,
    stands: moneyNumber(stands),
    byCategory: byCategory.map(moneyNumber),
    lost: moneyNumber(lost),
    late: moneyNumber(parseMoney(answered?.late)),
  };
}

function totalOf({ total }: TimelineAnswer, added: readonly WindowTakings[]): TimelineTotal {
  const live = sumMoney(added.flatMap(({ byCategory }) => [...byCategory.values()]));
  const stands = parseMoney(total.stands) + live;
  // The average is of what the windows say: corrections are of lines, not of orders.
  const revenue = stands - parseMoney(total.late) - parseMoney(total.takenBack);
  const orders = total.orders + added.reduce((sum, window) => sum + window.orders, 0);
  return {
    stands: moneyNumber(stands),
    revenue: moneyNumber(revenue),
    orders,
    averageOrderValue: orders === 0 ? null : moneyNumber(revenue) / orders,
    cancelled: moneyNumber(parseMoney(total.cancelled)),
    cancelledOrders: total.cancelledOrders,
    late: moneyNumber(parseMoney(total.late)),
    lateLines: total.lateLines,
    takenBack: moneyNumber(parseMoney(total.takenBack)),
    takenBackLines: total.takenBackLines,
  };
}

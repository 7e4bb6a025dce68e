/**
 * How often each rule has hit on each day, and how often rightly as far as labels tell: counted up with each decision and
 * each label, so that nobody has to read all decisions for it. Days are those of arrival, in UTC; 90 are kept.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { OrderRecord } from './order-book.ts';
import { isFraudLabel } from './risk-profile.ts';

/** Hits, and of those the ones that are known to be frauds, and to be good. */
export type RuleHits = readonly [hits: number, frauds: number, goods: number];

export interface RuleDay {
  readonly orders: number;
  readonly approve: number;
  readonly review: number;
  readonly decline: number;
  /** Orders of the day that are known to be frauds, and to be good. */
  readonly frauds: number;
  readonly goods: number;
  /** By the code of the rule. */
  readonly rules: Readonly<Record<string, RuleHits>>;
}

export interface NumberedDay extends RuleDay {
  /** Days since 1970. */
  readonly day: number;
}

export const DAY_MS = 24 * 3_600_000;
export const MOST_DAYS = 90;
/** Rules may be renamed at will; beyond so many codes a day counts no new ones. */
const MOST_CODES = 1_000;

const NO_HITS: RuleHits = [0, 0, 0];
const EMPTY: RuleDay = { orders: 0, approve: 0, review: 0, decline: 0, frauds: 0, goods: 0, rules: {} };
/** The numbers of the days that there are, oldest first, under this key. */
const DAYS = 'days';

export class RuleDays {
  readonly #days: FoldTable<RuleDay>;
  readonly #known: FoldTable<readonly number[]>;

  constructor(tables: FoldTables) {
    this.#days = tables.table('score.rule-days');
    this.#known = tables.table('score.rule-day-numbers');
  }

  /** Reads what `change` will change. */
  lookUp(receivedMs: number): void {
    this.#days.get(String(dayOf(receivedMs)));
    this.#known.get(DAYS);
  }

  /**
   * An order has been decided, or more is known of it.
   * @param before what was counted of it already; null for the first decision.
   */
  change(before: Counted | null, now: Counted): void {
    this.#change(now.receivedMs, (day) => counted(before ? counted(day, before, -1) : day, now, 1));
  }

  /** The days from one on, oldest first. */
  since(day: number): readonly NumberedDay[] {
    const days = (this.#known.get(DAYS) ?? []).filter((number) => number >= day);
    return days.flatMap((number) => {
      const found = this.#days.get(String(number));
      return found ? [{ day: number, ...found }] : [];
    });
  }

  #change(receivedMs: number, change: (day: RuleDay) => RuleDay): void {
    const number = dayOf(receivedMs);
    const known = this.#known.get(DAYS) ?? [];
    const newest = known.at(-1) ?? number;
    // What became known of an order whose day is no longer kept.
    if (number <= newest - MOST_DAYS) return;
    if (!known.includes(number)) this.#enter(number, known);
    this.#days.put(String(number), change(this.#days.get(String(number)) ?? EMPTY));
  }

  #enter(number: number, known: readonly number[]): void {
    const days = [...known, number].sort((a, b) => a - b);
    const newest = days.at(-1) ?? number;
    for (const day of days) if (day <= newest - MOST_DAYS) this.#days.remove(String(day));
    this.#known.put(
      DAYS,
      days.filter((day) => day > newest - MOST_DAYS),
    );
  }
}

/** What is counted of an order. */
export type Counted = Pick<OrderRecord, 'receivedMs' | 'outcome' | 'codes' | 'label'>;

export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

function counted(day: RuleDay, { outcome, codes = [], label }: Counted, change: 1 | -1): RuleDay {
  if (outcome === null) return day;
  const isFraud = isFraudLabel(label);
  const [frauds, goods] = label === null ? [0, 0] : isFraud ? [change, 0] : [0, change];
  const rules = { ...day.rules };
  for (const code of codes) {
    const known = rules[code] ?? (change > 0 && Object.keys(rules).length < MOST_CODES ? NO_HITS : undefined);
    if (known) rules[code] = [known[0] + change, known[1] + frauds, known[2] + goods];
  }
  const sums = { orders: day.orders + change, frauds: day.frauds + frauds, goods: day.goods + goods };
  return { ...day, ...sums, [outcome]: day[outcome] + change, rules };
}

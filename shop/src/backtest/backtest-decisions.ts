/**
 * Judges orders that were decided once more, by other rules, from the signals that their decisions were made of. History
 * stays as it was: an order that the other rules would have declined still counts among its buyer's earlier orders as it
 * was decided then.
 */
import type { ViewEntry, ViewReader } from '@millrace/engine/views/view-store.ts';
import { isOrderLabel, OUTCOMES, type Outcome } from '../functions/score/decision.ts';
import { type Judges, judgeOrder, type ListHit } from '../functions/score/judge-order.ts';
import { isFraudLabel } from '../functions/score/risk-profile.ts';
import type { Signals } from '../functions/score/signals.ts';
import { noTally, type Tally, tallied } from './tally.ts';

export interface BacktestInput {
  readonly decisions: ViewReader;
  /** By order and arrival; undefined when nothing was ever labelled. */
  readonly labels: ViewReader | undefined;
  readonly judges: Judges;
  /** What the outcomes before are judged by; the decisions as they were made when absent. */
  readonly today?: Judges;
  /** Arrival in epoch milliseconds: from, inclusive, and to, exclusive. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Told how far it is, from 0 to 1. */
  readonly onProgress?: (share: number, orders: number) => void;
}

export interface RuleTallies {
  readonly before: Tally;
  readonly after: Tally;
}

export interface ChangedDecision {
  readonly orderId: string;
  readonly receivedAt: string;
  readonly before: Outcome;
  readonly after: Outcome;
  readonly scoreBefore: number;
  readonly scoreAfter: number;
  readonly label: string | null;
}

export interface BacktestResult {
  readonly orders: number;
  readonly labelled: number;
  /** Outcome before → outcome after → orders. */
  readonly outcomes: Readonly<Record<Outcome, Readonly<Record<Outcome, number>>>>;
  /** Hits of each rule, list and model, before and after. */
  readonly rules: ReadonlyMap<string, RuleTallies>;
  /** Orders that were not approved, before and after. */
  readonly flagged: RuleTallies;
  readonly frauds: number;
  /** The first ones, oldest first. */
  readonly changed: readonly ChangedDecision[];
  readonly changedCount: number;
}

const ROWS_AT_ONCE = 500;
const MOST_CHANGED = 1_000;

export function backtestDecisions(input: BacktestInput): BacktestResult {
  const counts = new BacktestCounts();
  let from = input.fromMs;
  let after: ViewEntry | undefined;
  for (;;) {
    const rows = pageAfter(input.decisions, after, { from, to: input.toMs });
    for (const entry of rows) {
      const before = input.today ? judgedAgain(entry, input.today) : asMade(entry);
      counts.add(entry, { before, after: judgedAgain(entry, input.judges), label: labelOf(entry, input.labels) });
    }
    after = rows.at(-1);
    if (!after) return counts.result();
    from = Number(after.key[0]);
    input.onProgress?.(shareOf(from, input), counts.orders);
  }
}

interface Bounds {
  readonly from: number;
  readonly to: number;
}

/** The lower bound is inclusive: the row that was seen last is passed over. */
function pageAfter(view: ViewReader, last: ViewEntry | undefined, { from, to }: Bounds): readonly ViewEntry[] {
  const rows = view.range({ from: last ? last.key : [from], to: [to], limit: ROWS_AT_ONCE });
  return last ? rows.filter(({ key }) => key[0] !== last.key[0] || key[1] !== last.key[1]) : rows;
}

function shareOf(ms: number, { fromMs, toMs }: BacktestInput): number {
  return toMs > fromMs ? (ms - fromMs) / (toMs - fromMs) : 1;
}

interface JudgedTwice {
  readonly before: Judged;
  readonly after: Judged;
  readonly label: string | null;
}

interface Judged {
  readonly outcome: Outcome;
  readonly score: number;
  readonly codes: readonly string[];
}

function asMade({ row }: ViewEntry): Judged {
  const reasons: readonly { readonly code: string }[] = JSON.parse(String(row.reasons));
  return { outcome: row.outcome as Outcome, score: Number(row.score), codes: reasons.map(({ code }) => code) };
}

function judgedAgain({ row }: ViewEntry, judges: Judges): Judged {
  const signals: Signals = JSON.parse(String(row.signals));
  const hits: ListHit[] = JSON.parse(String(row.lists));
  const { outcome, score, reasons } = judgeOrder(judges, signals, hits);
  return { outcome, score, codes: reasons.map(({ code }) => code) };
}

function labelOf({ key, row }: ViewEntry, labels: ViewReader | undefined): string | null {
  const label = labels?.get([String(row.orderId), key[0] ?? null])?.row.label;
  return typeof label === 'string' ? label : null;
}

/** Adds up as rows go by: memory does not grow with the orders. */
class BacktestCounts {
  orders = 0;
  #labelled = 0;
  #frauds = 0;
  #changedCount = 0;
  readonly #changed: ChangedDecision[] = [];
  readonly #rules = new Map<string, { before: Tally; after: Tally }>();
  #flagged = { before: noTally, after: noTally };
  readonly #outcomes = emptyMatrix();

  add(entry: ViewEntry, judged: JudgedTwice): void {
    const { before, after, label } = judged;
    const isFraud = label === null ? null : isOrderLabel(label) && isFraudLabel(label);
    this.orders++;
    if (isFraud !== null) this.#labelled++;
    if (isFraud === true) this.#frauds++;
    this.#outcomes[before.outcome][after.outcome]++;
    this.#hits('before', before.codes, isFraud);
    this.#hits('after', after.codes, isFraud);
    if (before.outcome !== 'approve') this.#flagged.before = tallied(this.#flagged.before, isFraud);
    if (after.outcome !== 'approve') this.#flagged.after = tallied(this.#flagged.after, isFraud);
    if (before.outcome !== after.outcome) this.#noteChanged(entry.row, judged);
  }

  result(): BacktestResult {
    return {
      orders: this.orders,
      labelled: this.#labelled,
      outcomes: this.#outcomes,
      rules: this.#rules,
      flagged: this.#flagged,
      frauds: this.#frauds,
      changed: this.#changed,
      changedCount: this.#changedCount,
    };
  }

  #hits(when: 'before' | 'after', codes: readonly string[], isFraud: boolean | null): void {
    for (const code of codes) {
      const known = this.#rules.get(code) ?? { before: noTally, after: noTally };
      known[when] = tallied(known[when], isFraud);
      this.#rules.set(code, known);
    }
  }

  #noteChanged(row: ViewEntry['row'], { before, after, label }: JudgedTwice): void {
    this.#changedCount++;
    if (this.#changed.length >= MOST_CHANGED) return;
    this.#changed.push({
      orderId: String(row.orderId),
      receivedAt: String(row.receivedAt),
      before: before.outcome,
      after: after.outcome,
      scoreBefore: before.score,
      scoreAfter: after.score,
      label,
    });
  }
}

function emptyMatrix(): Record<Outcome, Record<Outcome, number>> {
  const row = () => Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, row()])) as Record<Outcome, Record<Outcome, number>>;
}

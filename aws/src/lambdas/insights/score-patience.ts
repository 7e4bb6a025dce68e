/**
 * Which orders' scores will never come, though scores of one stream overtake each other: Flink that catches up tells all
 * that there is of a buyer together, and is behind by any time of the shop. What it tells at once it tells within seconds,
 * though. So a score is given up when one of a later order has been on the stream for ROW_PATIENCE_MS.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { ROW_PATIENCE_MS } from '@millrace/shop/functions/score/score-inbox.ts';

/** By when the stream had taken it: the greatest arrival of an order that had a score, both in epoch milliseconds. */
type Mark = readonly [takenMs: number, receivedMs: number];

/** Scores that come within so long share a mark, at its end. */
const STEP_MS = 5_000;

export class ScorePatience {
  /** Under the one key `marks`, both numbers rising. */
  readonly #marks: FoldTable<readonly Mark[]>;

  constructor(tables: FoldTables) {
    this.#marks = tables.table('decisions.score-marks');
  }

  /** @param receivedMs arrival of the order that the score is of. @param takenMs when the stream took the score. */
  note(receivedMs: number, takenMs: number): void {
    const marks = this.#marks.get('marks') ?? [];
    const [lastMs, newestMs] = marks.at(-1) ?? [0, 0];
    if (receivedMs <= newestMs) return;
    const markMs = Math.max(lastMs, Math.ceil(takenMs / STEP_MS) * STEP_MS);
    const others = markMs === lastMs ? marks.slice(0, -1) : marks;
    this.#marks.put('marks', [...others, [markMs, receivedMs]]);
  }

  /** @param nowMs by the stream. @returns the arrival up to which scores have come or never will, when that is news. */
  passed(nowMs: number): number | undefined {
    const marks = this.#marks.get('marks') ?? [];
    const young = marks.filter(([takenMs]) => takenMs + ROW_PATIENCE_MS > nowMs);
    const [, receivedMs] = marks[marks.length - young.length - 1] ?? [];
    if (receivedMs !== undefined) this.#marks.put('marks', young);
    return receivedMs;
  }
}

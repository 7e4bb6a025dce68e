/** How old orders are when what was decided about them can be read: the oldest since it was asked last, for the metrics of a batch. */
import type { StreamOutput } from '../../state/bucket-function.ts';
import type { DecisionOutput } from './decision-output.ts';

export class DecisionAges {
  #oldestMs: number | undefined;

  /** Of an order whose outcome became worse with a later line, the first decision counts. */
  note(outputs: readonly StreamOutput<DecisionOutput>[], nowMs: number): void {
    for (const { value } of outputs) {
      if (value.kind !== 'view' || value.output.view !== 'decisions' || value.output.row?.revision !== 1) continue;
      const ageMs = nowMs - Date.parse(String(value.output.row.receivedAt));
      this.#oldestMs = Math.max(this.#oldestMs ?? 0, ageMs);
    }
  }

  /** In milliseconds; undefined when nothing was decided. */
  take(): number | undefined {
    const oldestMs = this.#oldestMs;
    this.#oldestMs = undefined;
    return oldestMs;
  }
}

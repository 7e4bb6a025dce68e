/** The cases of orders that were sent to review, by their id, and the rows of the view that shows them. */
import type { Emit, FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { ViewOutput } from '../view-output.ts';
import type { Decision, OrderLabel } from './decision.ts';
import { type CaseUpdate, caseIdOf, type FraudCase, updateCase, verdictOf } from './fraud-case.ts';
import { caseRow } from './score-views.ts';

export class CaseBook {
  readonly #cases: FoldTable<FraudCase>;
  readonly #emit: Emit<ViewOutput>;

  constructor(tables: FoldTables, emit: Emit<ViewOutput>) {
    this.#cases = tables.table('score.cases');
    this.#emit = emit;
  }

  get(caseId: string): FraudCase | undefined {
    return this.#cases.get(caseId);
  }

  ofOrder(orderId: string): FraudCase | undefined {
    return this.#cases.get(caseIdOf(orderId));
  }

  /** A review opens a case; a decision that has become worse is noted in the one that there is. */
  decided({ orderId, visitor, decidedMs, outcome, score }: Decision): void {
    const known = this.ofOrder(orderId);
    if (!known && outcome !== 'review') return;
    const caseId = caseIdOf(orderId);
    const begun = { caseId, orderId, visitor, openedMs: decidedMs };
    const open = { status: 'pending', assignee: null, verdict: null, notes: [] } as const;
    const found: FraudCase = known ?? { ...begun, ...open, notes: [], updatedMs: decidedMs, outcome, score };
    Object.assign(found, { outcome, score, updatedMs: decidedMs });
    this.#keep(found);
  }

  /** The case when it has been changed; undefined when there is none, or its state does not allow it. */
  update(caseId: string, update: CaseUpdate, atMs: number): FraudCase | undefined {
    const found = this.#cases.get(caseId);
    if (!found || !updateCase(found, update, atMs)) return undefined;
    this.#keep(found);
    return found;
  }

  /** What became known of an order closes its case. */
  labelled(orderId: string, label: OrderLabel, atMs: number): void {
    const verdict = verdictOf(label);
    const found = this.ofOrder(orderId);
    if (!found || (found.status === 'closed' && found.verdict === verdict)) return;
    this.update(found.caseId, { action: 'label', author: null, assignee: null, note: null, verdict }, atMs);
  }

  remove(caseId: string): void {
    this.#cases.remove(caseId);
  }

  #keep(found: FraudCase): void {
    this.#cases.put(found.caseId, found);
    this.#emit(caseRow(found));
  }
}

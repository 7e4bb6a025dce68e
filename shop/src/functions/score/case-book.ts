/**
 * The cases of orders that were sent to review, by their id, and the rows of the views that show them: all cases by when
 * they were opened, and the queue of open ones, the highest score first.
 */
import type { Emit, FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { ViewOutput } from '../view-output.ts';
import type { Decision, OrderLabel } from './decision.ts';
import {
  type CaseOrder,
  type CaseUpdate,
  caseIdOf,
  type FraudCase,
  type QueuePlace,
  UNWORKED,
  updateCase,
  verdictOf,
} from './fraud-case.ts';
import { caseRow, queueRow } from './score-views.ts';

/** How many cases the queue holds, by status. */
export interface QueueCounts {
  readonly pending: number;
  readonly investigating: number;
}

const NONE: QueueCounts = { pending: 0, investigating: 0 };
/** Reasons that a queue shows, the weightiest. */
const MOST_REASONS = 5;

export class CaseBook {
  readonly #cases: FoldTable<FraudCase>;
  readonly #counts: FoldTable<QueueCounts>;
  readonly #emit: Emit<ViewOutput>;

  constructor(tables: FoldTables, emit: Emit<ViewOutput>) {
    this.#cases = tables.table('score.cases');
    this.#counts = tables.table('score.queue-counts');
    this.#emit = emit;
  }

  get(caseId: string): FraudCase | undefined {
    const found = this.#cases.get(caseId);
    return found && { ...UNWORKED, ...found };
  }

  ofOrder(orderId: string): FraudCase | undefined {
    return this.get(caseIdOf(orderId));
  }

  /** Reads what a decision, an update or a label will change. */
  lookUp(orderId: string): void {
    this.ofOrder(orderId);
    this.counts();
  }

  /** Of the queue. */
  counts(): QueueCounts {
    return this.#counts.get('queue') ?? NONE;
  }

  /** A review opens a case; a decision that has become worse is noted in the one that there is. */
  decided(decision: Decision): void {
    const { orderId, visitor, decidedMs, outcome, score } = decision;
    const known = this.ofOrder(orderId);
    if (!known && outcome !== 'review') return;
    const caseId = caseIdOf(orderId);
    const begun = { ...UNWORKED, caseId, orderId, visitor, openedMs: decidedMs, steps: [] };
    const open = { status: 'pending', assignee: null, verdict: null, notes: [] } as const;
    const found: FraudCase = known ?? { ...begun, ...open, notes: [], updatedMs: decidedMs, outcome, score };
    Object.assign(found, { outcome, score, updatedMs: decidedMs, order: orderOf(decision) });
    found.version++;
    this.#keep(found);
  }

  /** The case when it has been changed; undefined when there is none, or it does not take the update. */
  update(caseId: string, update: CaseUpdate, atMs: number): FraudCase | undefined {
    const found = this.get(caseId);
    if (!found) return undefined;
    const changed = { ...found, notes: [...found.notes], steps: [...found.steps] };
    if (!updateCase(changed, update, atMs)) return undefined;
    this.#keep(changed);
    return changed;
  }

  /** What became known of an order closes its case. */
  labelled(orderId: string, label: OrderLabel, atMs: number): void {
    const verdict = verdictOf(label);
    const found = this.ofOrder(orderId);
    if (!found || (found.status === 'closed' && found.verdict === verdict)) return;
    const told = { action: 'label', author: null, assignee: null, note: null, verdict, seen: null } as const;
    this.update(found.caseId, told, atMs);
  }

  remove(caseId: string): void {
    this.#cases.remove(caseId);
  }

  #keep(found: FraudCase): void {
    const before = found.queued;
    found.queued = placeOf(found);
    this.#cases.put(found.caseId, found);
    this.#emit(caseRow(found));
    // A row under another key must not stay behind.
    if (before && before.score !== found.queued?.score) this.#emit(queueRow(found, before.score, false));
    if (found.queued) this.#emit(queueRow(found, found.queued.score, true));
    if (before?.status !== found.queued?.status) this.#count(before, found.queued);
  }

  #count(before: QueuePlace | null, now: QueuePlace | null): void {
    const counts: Record<string, number> = { ...this.counts() };
    if (before) counts[before.status] = (counts[before.status] ?? 0) - 1;
    if (now) counts[now.status] = (counts[now.status] ?? 0) + 1;
    this.#counts.put('queue', { pending: counts.pending ?? 0, investigating: counts.investigating ?? 0 });
  }
}

/** Only open cases are in the queue. */
function placeOf({ status, score }: FraudCase): QueuePlace | null {
  return status === 'closed' ? null : { score, status };
}

function orderOf({ receivedMs, orderValueTenThousandths, country, reasons }: Decision): CaseOrder {
  const weightiest = [...reasons].sort((a, b) => b.weight - a.weight).slice(0, MOST_REASONS);
  return {
    receivedMs,
    valueTenThousandths: orderValueTenThousandths,
    country,
    reasons: weightiest.map(({ code, name, weight }) => ({ code, name, weight })),
  };
}

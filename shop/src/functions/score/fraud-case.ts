/**
 * A case: an order that was sent to review, and what people find out about it. What may follow what is one table, so
 * that every pair of state and action has an answer.
 */
import type { OrderLabel, Outcome, Reason } from './decision.ts';

export const CASE_STATUSES = ['pending', 'investigating', 'closed'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

/** `label` is what a chargeback or a confirmation from elsewhere does to a case. */
export const CASE_ACTIONS = ['assign', 'release', 'note', 'close', 'reopen', 'label'] as const;
export type CaseAction = (typeof CASE_ACTIONS)[number];

/** What people may ask for. */
export const ASKED_ACTIONS = ['assign', 'release', 'note', 'close', 'reopen'] as const;
export type AskedAction = (typeof ASKED_ACTIONS)[number];

export const VERDICTS = ['fraud', 'legitimate'] as const;
export type CaseVerdict = (typeof VERDICTS)[number];

/** State × action → the state that follows; null is refused. */
export const CASE_TRANSITIONS: Readonly<Record<CaseStatus, Readonly<Record<CaseAction, CaseStatus | null>>>> = {
  pending: {
    assign: 'investigating',
    release: null,
    note: 'pending',
    close: 'closed',
    reopen: null,
    label: 'closed',
  },
  investigating: {
    assign: 'investigating',
    release: 'pending',
    note: 'investigating',
    close: 'closed',
    reopen: null,
    label: 'closed',
  },
  closed: { assign: null, release: null, note: 'closed', close: null, reopen: 'investigating', label: 'closed' },
};

export interface CaseNote {
  readonly atMs: number;
  readonly author: string | null;
  readonly text: string;
}

/** What was done with the case, when and by whom. */
export interface CaseStep {
  readonly atMs: number;
  readonly action: CaseAction;
  /** The name of the key that asked for it, or what the request told; null when neither is known. */
  readonly by: string | null;
  readonly assignee: string | null;
  readonly verdict: CaseVerdict | null;
}

/** What a queue shows of the order. Nothing here names a person. */
export interface CaseOrder {
  readonly receivedMs: number;
  readonly valueTenThousandths: number;
  readonly country: string | null;
  readonly reasons: readonly Pick<Reason, 'code' | 'name' | 'weight'>[];
}

/** Where the case stands in the queue of open cases: its row is found by it. */
export interface QueuePlace {
  readonly score: number;
  readonly status: CaseStatus;
}

export interface FraudCase {
  readonly caseId: string;
  readonly orderId: string;
  readonly visitor: string | null;
  readonly openedMs: number;
  updatedMs: number;
  /** One more with every change: who acts on a case says which one they have seen. */
  version: number;
  outcome: Outcome;
  score: number;
  status: CaseStatus;
  assignee: string | null;
  verdict: CaseVerdict | null;
  /** The newest, oldest first. */
  notes: CaseNote[];
  /** The newest, oldest first. */
  steps: CaseStep[];
  order: CaseOrder | null;
  /** Null while it is not in the queue. */
  queued: QueuePlace | null;
}

/** What cases did not have from the beginning: one that was stored before has these. */
export const UNWORKED = { version: 0, steps: [] as CaseStep[], order: null, queued: null };

export interface CaseUpdate {
  readonly action: CaseAction;
  readonly author: string | null;
  readonly assignee: string | null;
  readonly note: string | null;
  readonly verdict: CaseVerdict | null;
  /** The version that whoever asks has seen; null when the case may have changed since. */
  readonly seen: number | null;
}

/** Notes that a case keeps, and steps. */
const MOST_NOTES = 100;

export function caseIdOf(orderId: string): string {
  return `case-${orderId}`;
}

/**
 * Does to the case what was asked for; false, and nothing has changed, when its state does not allow it, or when somebody
 * else has changed it since it was seen.
 */
export function updateCase(found: FraudCase, update: CaseUpdate, atMs: number): boolean {
  const status = CASE_TRANSITIONS[found.status][update.action];
  if (status === null || (update.seen !== null && update.seen !== found.version)) return false;
  found.status = status;
  found.updatedMs = atMs;
  if (update.action === 'assign') found.assignee = update.assignee;
  if (update.action === 'release') found.assignee = null;
  if (update.action === 'reopen') found.verdict = null;
  if (update.action === 'close' || update.action === 'label') found.verdict = update.verdict;
  if (update.note !== null) {
    found.notes.push({ atMs, author: update.author, text: update.note });
    if (found.notes.length > MOST_NOTES) found.notes.shift();
  }
  noteStep(found, update, atMs);
  return true;
}

function noteStep(found: FraudCase, { action, author, assignee, verdict }: CaseUpdate, atMs: number): void {
  const isAssigned = action === 'assign';
  const isJudged = action === 'close' || action === 'label';
  const told = { assignee: isAssigned ? assignee : null, verdict: isJudged ? verdict : null };
  found.version++;
  found.steps.push({ atMs, action, by: author, ...told });
  if (found.steps.length > MOST_NOTES) found.steps.shift();
}

export function verdictOf(label: OrderLabel): CaseVerdict {
  return label === 'confirmed_good' ? 'legitimate' : 'fraud';
}

/** The label that a verdict is fed back as. */
export function labelOf(verdict: CaseVerdict): OrderLabel {
  return verdict === 'fraud' ? 'confirmed_fraud' : 'confirmed_good';
}

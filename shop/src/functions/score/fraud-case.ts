/**
 * A case: an order that was sent to review, and what people find out about it. What may follow what is one table, so
 * that every pair of state and action has an answer.
 */
import type { OrderLabel, Outcome } from './decision.ts';

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

export interface FraudCase {
  readonly caseId: string;
  readonly orderId: string;
  readonly visitor: string | null;
  readonly openedMs: number;
  updatedMs: number;
  outcome: Outcome;
  score: number;
  status: CaseStatus;
  assignee: string | null;
  verdict: CaseVerdict | null;
  /** The newest, oldest first. */
  notes: CaseNote[];
}

export interface CaseUpdate {
  readonly action: CaseAction;
  readonly author: string | null;
  readonly assignee: string | null;
  readonly note: string | null;
  readonly verdict: CaseVerdict | null;
}

/** Notes that a case keeps. */
const MOST_NOTES = 100;

export function caseIdOf(orderId: string): string {
  return `case-${orderId}`;
}

/** Does to the case what was asked for; false, and nothing has changed, when its state does not allow it. */
export function updateCase(found: FraudCase, update: CaseUpdate, atMs: number): boolean {
  const status = CASE_TRANSITIONS[found.status][update.action];
  if (status === null) return false;
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
  return true;
}

export function verdictOf(label: OrderLabel): CaseVerdict {
  return label === 'confirmed_good' ? 'legitimate' : 'fraud';
}

/** The label that a verdict is fed back as. */
export function labelOf(verdict: CaseVerdict): OrderLabel {
  return verdict === 'fraud' ? 'confirmed_fraud' : 'confirmed_good';
}

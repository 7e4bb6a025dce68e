/** Words of the page for what the server names by codes. */
import type { TagTone } from '../../parts/tag.tsx';
import type { CaseAction, CaseStatus, Label, ListKind, Outcome, SharedKind, Verdict } from './answers.ts';

export const STATUS_WORDS: Readonly<Record<CaseStatus, string>> = {
  pending: 'Waiting',
  investigating: 'Looked into',
  closed: 'Closed',
};

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  approve: 'Approved',
  review: 'Review',
  decline: 'Declined',
};

export const OUTCOME_TONES: Readonly<Record<Outcome, TagTone>> = { approve: 'good', review: 'warn', decline: 'bad' };

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = { fraud: 'Declined as fraud', legitimate: 'Approved' };

export const LABEL_WORDS: Readonly<Record<Label, string>> = {
  chargeback: 'Chargeback',
  confirmed_fraud: 'Fraud',
  confirmed_good: 'Good',
};

export const KIND_WORDS: Readonly<Record<SharedKind, string>> = {
  user: 'Buyer',
  device: 'Device',
  card: 'Card',
  ip: 'Address',
};

export const LIST_KIND_WORDS: Readonly<Record<ListKind, string>> = {
  user: 'Buyers',
  ip: 'Addresses',
  device: 'Devices',
  card: 'Cards',
  email_domain: 'E-mail domains',
  country: 'Countries',
};

const STEP_WORDS: Readonly<Record<CaseAction, string>> = {
  assign: 'assigned the case',
  release: 'released the case',
  note: 'added a note',
  close: 'closed the case',
  reopen: 'opened the case again',
  label: 'The case was closed by what became known of the order',
};

interface Step {
  readonly action: CaseAction;
  readonly by: string | null;
  readonly assignee: string | null;
  readonly verdict: Verdict | null;
}

/** “kim assigned the case to lee”. */
export function stepWords({ action, by, assignee, verdict }: Step): string {
  if (action === 'label') return `${STEP_WORDS.label}: ${verdict === 'fraud' ? 'fraud' : 'good'}`;
  const who = by ?? 'Somebody';
  if (action === 'assign') return `${who} ${STEP_WORDS.assign} to ${assignee ?? 'somebody'}`;
  if (action === 'close') return `${who} ${verdict === 'fraud' ? 'declined the order as fraud' : 'approved the order'}`;
  return `${who} ${STEP_WORDS[action]}`;
}

/** Whether what became known of an order is that it was a fraud. */
export function isFraud(label: Label | null): boolean {
  return label === 'chargeback' || label === 'confirmed_fraud';
}

/** What the server answers about fraud, as far as the page reads it. */

export type Outcome = 'approve' | 'review' | 'decline';
export type CaseStatus = 'pending' | 'investigating' | 'closed';
export type CaseAction = 'assign' | 'release' | 'note' | 'close' | 'reopen' | 'label';
export type Verdict = 'fraud' | 'legitimate';
export type SharedKind = 'user' | 'device' | 'card' | 'ip';
export type ListName = 'allow' | 'block';
export type ListKind = 'user' | 'ip' | 'device' | 'card' | 'email_domain' | 'country';
export type Label = 'chargeback' | 'confirmed_fraud' | 'confirmed_good';

export interface QueueItem {
  readonly caseId: string;
  readonly orderId: string;
  readonly visitor: string | null;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly status: CaseStatus;
  readonly assignee: string | null;
  readonly outcome: Outcome;
  readonly score: number;
  readonly version: number;
  readonly orderValue: string | null;
  readonly country: string | null;
  readonly reasons: readonly { readonly code: string; readonly name: string; readonly weight: number }[];
  readonly notes: number;
}

export interface QueuePage {
  readonly items: readonly QueueItem[];
  readonly nextCursor: string | null;
  readonly counts: { readonly pending: number; readonly investigating: number };
}

export interface CaseAnswer {
  readonly caseId: string;
  readonly orderId: string;
  readonly visitor: string | null;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly status: CaseStatus;
  readonly assignee: string | null;
  readonly verdict: Verdict | null;
  readonly outcome: Outcome;
  readonly score: number;
  readonly notes: readonly { readonly at: string; readonly author: string | null; readonly text: string }[];
  readonly version: number;
}

export interface CaseStep {
  readonly at: string;
  readonly action: CaseAction;
  readonly by: string | null;
  readonly assignee: string | null;
  readonly verdict: Verdict | null;
}

export type SignalValue = string | number | boolean | null;

export interface Fact {
  readonly signal: string;
  readonly about: string;
  readonly kind: 'number' | 'money' | 'seconds' | 'text' | 'flag';
  readonly value: SignalValue;
}

export interface Reason {
  readonly code: string;
  readonly name: string;
  readonly weight: number;
  readonly value: SignalValue;
  readonly facts: readonly Fact[];
}

export interface Decision {
  readonly orderId: string;
  readonly outcome: Outcome;
  readonly score: number;
  readonly missing: readonly { readonly code: string; readonly signals: readonly string[] }[];
  readonly model: string | null;
  readonly decidedAt: string;
  readonly receivedAt: string;
  readonly revision: number;
  readonly visitor: string | null;
  readonly ip: string | null;
  readonly country: string | null;
  readonly deviceId: string | null;
  readonly orderValue: string;
  readonly label: Label | null;
}

export interface Buyer {
  readonly userId: string | null;
  readonly createdAt: string | null;
  readonly country: string | null;
  readonly segment: string | null;
  readonly anonymousIds: readonly string[];
  readonly orders: number;
  readonly approved: number;
  readonly reviewed: number;
  readonly declined: number;
  readonly frauds: number;
  readonly confirmedGood: number;
  readonly ordered: string;
}

export interface PastOrder {
  readonly orderId: string;
  readonly receivedAt: string;
  readonly visitor: string | null;
  readonly outcome: Outcome;
  readonly score: number;
  readonly orderValue: string;
  readonly label: Label | null;
}

export interface KeyHistory {
  readonly kind: SharedKind;
  readonly value: string;
  readonly frauds: number;
  readonly lists: readonly ListName[];
  readonly orders: readonly PastOrder[];
}

export interface CaseHistory {
  readonly case: CaseAnswer;
  readonly steps: readonly CaseStep[];
  readonly decision: Decision | null;
  readonly reasons: readonly Reason[];
  readonly card: string | null;
  readonly buyer: Buyer | null;
  readonly history: readonly KeyHistory[];
}

export interface NetworkNode {
  readonly id: string;
  readonly kind: SharedKind;
  readonly value: string;
  readonly steps: number;
  readonly orders: number;
  readonly declined: number;
  readonly frauds: number;
  readonly lists: readonly ListName[];
  readonly more: number;
}

export interface NetworkEdge {
  readonly user: string;
  readonly key: string;
  readonly orders: number;
  readonly lastAt: string;
  readonly worst: Outcome;
}

export interface Network {
  readonly nodes: readonly NetworkNode[];
  readonly edges: readonly NetworkEdge[];
}

export interface RuleDay {
  readonly day: string;
  readonly hits: number;
  readonly frauds: number;
  readonly goods: number;
}

export interface RuleHits {
  readonly code: string;
  readonly name: string | null;
  readonly kind: 'rule' | 'list' | 'model' | 'former';
  readonly weight: number | null;
  readonly atLeast: Outcome | null;
  readonly words: string | null;
  readonly hits: number;
  readonly frauds: number;
  readonly goods: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly days: readonly RuleDay[];
}

export interface DecisionDay {
  readonly day: string;
  readonly orders: number;
  readonly approve: number;
  readonly review: number;
  readonly decline: number;
  readonly frauds: number;
  readonly goods: number;
}

export interface HitsAnswer {
  readonly inForceSince: string | null;
  readonly isBuiltIn: boolean;
  readonly review: number;
  readonly decline: number;
  readonly days: readonly DecisionDay[];
  readonly rules: readonly RuleHits[];
}

export interface RulesCheck {
  readonly ok: boolean;
  readonly rules: number;
  readonly faults: readonly RulesFault[];
}

export interface RulesFault {
  readonly line: number;
  readonly column: number;
  readonly what: string;
  readonly hint: string | null;
}

export interface ListEntry {
  readonly value: string;
  readonly addedAt: string;
  readonly note: string | null;
  readonly addedBy: string | null;
}

export interface ListSizes {
  readonly items: readonly { readonly list: ListName; readonly kind: ListKind; readonly entries: number }[];
  readonly most: number;
}

export interface Measured {
  readonly hits: number;
  readonly frauds: number;
  readonly goods: number;
  readonly precision: number | null;
  readonly recall: number | null;
}

export interface Compared {
  readonly before: Measured;
  readonly after: Measured;
}

export interface BacktestResult {
  readonly orders: number;
  readonly labelled: number;
  readonly frauds: number;
  readonly outcomes: Readonly<Record<Outcome, Readonly<Record<Outcome, number>>>>;
  readonly flagged: Compared;
  readonly rules: readonly ({ readonly code: string } & Compared)[];
  readonly changedCount: number;
  readonly changed: readonly ChangedDecision[];
}

export interface ChangedDecision {
  readonly orderId: string;
  readonly receivedAt: string;
  readonly before: Outcome;
  readonly after: Outcome;
  readonly scoreBefore: number;
  readonly scoreAfter: number;
  readonly label: Label | null;
}

export interface Backtest {
  readonly backtestId: string;
  readonly status: 'running' | 'done' | 'failed' | 'cancelled';
  readonly startedAt: string;
  readonly startedBy: string | null;
  readonly finishedAt: string | null;
  readonly against: 'inForce' | 'decided';
  readonly from: string | null;
  readonly to: string | null;
  readonly share: number;
  readonly orders: number;
  readonly rules: string;
  readonly failure: { readonly code: string; readonly reason: string } | null;
  readonly result: BacktestResult | null;
}

/** What became of changes to a list. */
export interface ListChanged {
  readonly added: number;
  readonly removed: number;
  /** A list that is full takes no more. */
  readonly refused: number;
}

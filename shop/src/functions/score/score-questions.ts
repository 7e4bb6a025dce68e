/** Questions to the fraud decisions: what became of an order, a case, a buyer; what is in force; what has been applied. */
import type { QueueCounts } from './case-book.ts';
import type { FraudCase } from './fraud-case.ts';
import type { CaseHistory, ListSize } from './fraud-knowledge.ts';
import type { JudgesText } from './judges-in-force.ts';
import type { OrderRecord } from './order-book.ts';
import type { RiskProfile } from './risk-profile.ts';
import type { NumberedDay } from './rule-days.ts';
import type { ScoreFold } from './score-fold.ts';
import type { SharedNetwork } from './shared-network.ts';

export type ScoreQuestions = {
  fraudOrder: [request: { readonly orderId: string }, answer: OrderRecord | null];
  fraudCase: [request: { readonly caseId: string }, answer: FraudCase | null];
  riskProfile: [request: { readonly visitor: string }, answer: RiskProfile | null];
  /** Everything about a case that is remembered. */
  fraudHistory: [request: { readonly caseId: string }, answer: CaseHistory | null];
  /** Who shares what with the buyer of an order. */
  fraudNetwork: [request: { readonly orderId: string }, answer: SharedNetwork | null];
  /** Decisions and hits of rules by day, from a day on. */
  fraudRuleDays: [request: { readonly sinceDay: number }, answer: readonly NumberedDay[]];
  fraudQueue: [request: null, answer: QueueCounts];
  fraudListSizes: [request: null, answer: readonly ListSize[]];
  /** The texts of rules and model. */
  fraudRules: [request: null, answer: JudgesText];
  /** How a control event ended: true when it was applied, false when it was refused, null while it is not known. */
  fraudApplied: [request: { readonly eventId: string }, answer: boolean | null];
};

/** What is answered to each question. */
export function scoreAnswers(score: ScoreFold) {
  return {
    fraudOrder: ({ orderId }: { readonly orderId: string }) => score.order(orderId) ?? null,
    fraudCase: ({ caseId }: { readonly caseId: string }) => score.caseOf(caseId) ?? null,
    riskProfile: ({ visitor }: { readonly visitor: string }) => score.profile(visitor) ?? null,
    fraudHistory: ({ caseId }: { readonly caseId: string }) => score.known.history(caseId),
    fraudNetwork: ({ orderId }: { readonly orderId: string }) => score.known.network(orderId),
    fraudRuleDays: ({ sinceDay }: { readonly sinceDay: number }) => score.known.rulesSince(sinceDay),
    fraudQueue: () => score.known.queueCounts(),
    fraudListSizes: () => score.known.listSizes(),
    fraudRules: () => score.judges(),
    fraudApplied: ({ eventId }: { readonly eventId: string }) => score.applied(eventId) ?? null,
  };
}

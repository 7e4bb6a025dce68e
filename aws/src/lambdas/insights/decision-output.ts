/** What decisions leave behind for others: rows of views, what is remembered of buyers, and who decided what. */
import type { NewAuditEntry } from '@millrace/shop/audit/audit-trail.ts';
import type { RiskProfile } from '@millrace/shop/functions/score/risk-profile.ts';
import type { ViewOutput } from '@millrace/shop/functions/view-output.ts';

export interface DatedAuditEntry extends NewAuditEntry {
  /** ISO 8601 UTC. */
  readonly at: string;
}

export type DecisionOutput =
  | { readonly kind: 'view'; readonly output: ViewOutput }
  /** Null: the buyer is to be forgotten. */
  | { readonly kind: 'profile'; readonly visitor: string; readonly profile: RiskProfile | null }
  | { readonly kind: 'audit'; readonly entry: DatedAuditEntry };

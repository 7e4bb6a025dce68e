/**
 * Decisions, labels, risk profiles and audit entries in their tables. Each write may come again, or late from an
 * invocation that was given up: a decision holds until a later revision, everything else until something newer.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import type { RiskProfile } from '@millrace/shop/functions/score/risk-profile.ts';
import { keyText } from '../../results/key-text.ts';
import { removeIfOlder, setIfNewer } from '../../results/newer-item.ts';
import type { TableAccess } from '../../state/table-access.ts';
import type { DatedAuditEntry } from './decision-output.ts';

export interface DecisionItems {
  readonly decisions: TableAccess;
  readonly profiles: TableAccess;
  readonly audit: TableAccess;
}

const DAY_MS = 24 * 3_600_000;
/** As long as orders are remembered, and profiles of those who come back. */
const DECISION_DAYS = 30;
const AUDIT_DAYS = 400;

export class DecisionTables {
  readonly #items: DecisionItems;

  constructor(items: DecisionItems) {
    this.#items = items;
  }

  /** @param row of the view `decisions`. */
  async decided(row: ViewRow, at: string): Promise<void> {
    const set = {
      revision: { N: String(row.revision) },
      decision: { S: JSON.stringify(row) },
      decidedIn: { S: at },
      ...endsAfter(Date.parse(String(row.receivedAt)), DECISION_DAYS),
    };
    await setIfNewer(this.#items.decisions, { key: pk(row.orderId), set, rising: 'revision' });
  }

  /** @param row of the view `order_labels`. A label may come before its order, and then waits for it. */
  async labelled(row: ViewRow, at: string): Promise<void> {
    const set = { label: { S: String(row.label) }, labelledAt: { S: String(row.labelledAt) }, labelledIn: { S: at } };
    const ends = endsAfter(Date.parse(String(row.receivedAt)), DECISION_DAYS);
    await setIfNewer(this.#items.decisions, { key: pk(row.orderId), set: { ...set, ...ends }, rising: 'labelledIn' });
  }

  async remembered(visitor: string, profile: RiskProfile | null, at: string): Promise<void> {
    if (profile === null) await removeIfOlder(this.#items.profiles, pk(visitor), at);
    else {
      const set = { profile: { S: JSON.stringify(profile) }, at: { S: at } };
      await setIfNewer(this.#items.profiles, { key: pk(visitor), set, rising: 'at' });
    }
  }

  /** Entries are only ever added. */
  async noted(entry: DatedAuditEntry, at: string): Promise<void> {
    const key = { pk: { S: entry.at.slice(0, 10) }, sk: { S: `${entry.at}#${at}` } };
    const set = { entry: { S: JSON.stringify(entry) }, at: { S: at }, ...endsAfter(Date.parse(entry.at), AUDIT_DAYS) };
    await setIfNewer(this.#items.audit, { key, set, rising: 'at' });
  }
}

function pk(id: unknown): { readonly pk: AttributeValue } {
  return { pk: { S: keyText(id) } };
}

function endsAfter(fromMs: number, days: number): { readonly expiresAt: AttributeValue } {
  return { expiresAt: { N: String(Math.ceil((fromMs + days * DAY_MS) / 1000)) } };
}

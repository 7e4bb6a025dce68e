/** The views that decisions leave behind, and their rows. What is nested stands as JSON text. */
import type { FunctionView, ViewOutput } from '../view-output.ts';
import type { Decision, OrderLabel } from './decision.ts';
import type { FraudCase } from './fraud-case.ts';
import type { ListChange, ListEntry } from './fraud-lists.ts';
import { decimalText, type Signals } from './signals.ts';

const DAY_MS = 24 * 3_600_000;
const HIGHEST_SCORE = 100;

export const SCORE_VIEWS: readonly FunctionView[] = [
  {
    name: 'decisions',
    columns: {
      receivedAt: 'TIMESTAMP',
      orderId: 'STRING',
      decidedAt: 'TIMESTAMP',
      revision: 'INT',
      outcome: 'STRING',
      score: 'INT',
      reasons: 'STRING',
      missing: 'STRING',
      model: 'STRING',
      visitor: 'STRING',
      ip: 'STRING',
      country: 'STRING',
      deviceId: 'STRING',
      orderValue: 'DECIMAL',
      signals: 'STRING',
      lists: 'STRING',
    },
    key: ['receivedAt', 'orderId'],
    feedLength: 20_000,
    retentionMs: 30 * DAY_MS,
    announce: 'at-once',
  },
  {
    name: 'order_labels',
    columns: { orderId: 'STRING', receivedAt: 'TIMESTAMP', label: 'STRING', labelledAt: 'TIMESTAMP' },
    key: ['orderId', 'receivedAt'],
    feedLength: 1_000,
    retentionMs: 30 * DAY_MS,
  },
  {
    name: 'fraud_cases',
    columns: {
      openedAt: 'TIMESTAMP',
      caseId: 'STRING',
      orderId: 'STRING',
      visitor: 'STRING',
      updatedAt: 'TIMESTAMP',
      status: 'STRING',
      assignee: 'STRING',
      verdict: 'STRING',
      outcome: 'STRING',
      score: 'INT',
      notes: 'STRING',
      version: 'INT',
    },
    key: ['openedAt', 'caseId'],
    feedLength: 5_000,
    retentionMs: 180 * DAY_MS,
  },
  {
    name: 'fraud_queue',
    columns: {
      rank: 'INT',
      openedAt: 'TIMESTAMP',
      caseId: 'STRING',
      orderId: 'STRING',
      visitor: 'STRING',
      updatedAt: 'TIMESTAMP',
      status: 'STRING',
      assignee: 'STRING',
      outcome: 'STRING',
      score: 'INT',
      version: 'INT',
      orderValue: 'DECIMAL',
      country: 'STRING',
      reasons: 'STRING',
      notes: 'INT',
    },
    key: ['rank', 'openedAt', 'caseId'],
    feedLength: 2_000,
  },
  {
    name: 'fraud_lists',
    columns: {
      list: 'STRING',
      kind: 'STRING',
      value: 'STRING',
      addedAt: 'TIMESTAMP',
      note: 'STRING',
      addedBy: 'STRING',
    },
    key: ['list', 'kind', 'value'],
    feedLength: 1_000,
  },
];

/** What a decision was made of: with it a backtest judges again. */
export interface DecisionGrounds {
  readonly signals: Signals;
  readonly lists: readonly unknown[];
}

export function decisionRow(decision: Decision, { signals, lists }: DecisionGrounds): ViewOutput {
  const { orderId, receivedMs, decidedMs, orderValueTenThousandths, reasons, missing, label: _, ...plain } = decision;
  return {
    view: 'decisions',
    key: [receivedMs, orderId],
    row: {
      receivedAt: isoTime(receivedMs),
      orderId,
      decidedAt: isoTime(decidedMs),
      ...plain,
      reasons: JSON.stringify(reasons),
      missing: JSON.stringify(missing),
      orderValue: decimalText(orderValueTenThousandths),
      signals: JSON.stringify(signals),
      lists: JSON.stringify(lists),
    },
  };
}

export function labelRow(orderId: string, receivedMs: number, label: OrderLabel, atMs: number): ViewOutput {
  return {
    view: 'order_labels',
    key: [orderId, receivedMs],
    row: { orderId, receivedAt: isoTime(receivedMs), label, labelledAt: isoTime(atMs) },
  };
}

export function caseRow(found: FraudCase): ViewOutput {
  const { openedMs, updatedMs, notes, steps: _steps, order: _order, queued: _queued, ...plain } = found;
  return {
    view: 'fraud_cases',
    key: [openedMs, plain.caseId],
    row: {
      openedAt: isoTime(openedMs),
      ...plain,
      updatedAt: isoTime(updatedMs),
      notes: JSON.stringify(notes.map(({ atMs, ...note }) => ({ at: isoTime(atMs), ...note }))),
    },
  };
}

/** The highest score first, and of one score the oldest. @param isThere false takes the row out of the queue. */
export function queueRow(found: FraudCase, score: number, isThere: boolean): ViewOutput {
  const { openedMs, updatedMs, caseId, orderId, visitor, status, assignee, outcome, version, notes, order } = found;
  const rank = HIGHEST_SCORE - score;
  const key = [rank, openedMs, caseId];
  if (!isThere) return { view: 'fraud_queue', key, row: null };
  return {
    view: 'fraud_queue',
    key,
    row: {
      ...{ rank, openedAt: isoTime(openedMs), caseId, orderId, visitor, updatedAt: isoTime(updatedMs) },
      ...{ status, assignee, outcome, score, version, notes: notes.length },
      orderValue: order && decimalText(order.valueTenThousandths),
      country: order?.country ?? null,
      reasons: JSON.stringify(order?.reasons ?? []),
    },
  };
}

export function listRow({ list, kind, value }: ListChange, entry: ListEntry | null): ViewOutput {
  const row = entry && {
    list,
    kind,
    value,
    addedAt: isoTime(entry.addedMs),
    note: entry.note,
    addedBy: entry.by ?? null,
  };
  return { view: 'fraud_lists', key: [list, kind, value], row };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** The views that decisions leave behind, and their rows. What is nested stands as JSON text. */
import type { FunctionView, ViewOutput } from '../view-output.ts';
import type { Decision, OrderLabel } from './decision.ts';
import type { FraudCase } from './fraud-case.ts';
import type { ListChange, ListEntry } from './fraud-lists.ts';
import { decimalText, type Signals } from './signals.ts';

const DAY_MS = 24 * 3_600_000;

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
    },
    key: ['openedAt', 'caseId'],
    feedLength: 5_000,
    retentionMs: 180 * DAY_MS,
  },
  {
    name: 'fraud_lists',
    columns: { list: 'STRING', kind: 'STRING', value: 'STRING', addedAt: 'TIMESTAMP', note: 'STRING' },
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

export function caseRow({ openedMs, updatedMs, notes, ...plain }: FraudCase): ViewOutput {
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

export function listRow({ list, kind, value }: ListChange, entry: ListEntry | null): ViewOutput {
  const row = entry && { list, kind, value, addedAt: isoTime(entry.addedMs), note: entry.note };
  return { view: 'fraud_lists', key: [list, kind, value], row };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

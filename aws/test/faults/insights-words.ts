/**
 * What the function on `insights` has to say of a stream, when nothing fails: each word on an item of its tables, the
 * notifications, the lines of the lake, and what decisions remember. Made of the records themselves, one after the other,
 * by the fold alone.
 */
import { JsonTables, type SavedTables } from '@millrace/engine/fold/json-tables.ts';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import type { DecisionOutput } from '../../src/lambdas/insights/decision-output.ts';
import { DecisionsFold } from '../../src/lambdas/insights/decisions-fold.ts';
import { decisionInputs } from '../../src/lambdas/insights/decisions-function.ts';
import { outputRow } from '../../src/lambdas/insights/output-row.ts';
import { keyText } from '../../src/results/key-text.ts';
import type { ResultRow } from '../../src/results/results-table.ts';
import { sortKey, sortKeyOfRow } from '../../src/results/sort-key.ts';
import { STORED_VIEWS } from '../../src/results/stored-views.ts';
import { DECISIONS, insightOf } from '../../src/stream/insight-record.ts';
import { type StreamRecord, sortableSequence } from '../../src/stream/stream-record.ts';

/** One word on an item. The last one holds. */
export interface Word {
  /** Which item of which table: `results revenue 2026-…#shoes`. */
  readonly place: string;
  /** Where it stands in the stream. */
  readonly at: string;
  /** Null: it is gone. */
  readonly value: unknown;
}

export interface LakeLine {
  readonly view: string;
  readonly at: string;
  readonly row: unknown;
}

export interface InsightsWords {
  readonly words: readonly Word[];
  /** Ids of notifications, in their order. */
  readonly notified: readonly string[];
  readonly lake: readonly LakeLine[];
  readonly states: SavedTables;
}

/** @param records of the stream; those of each key in their order. */
export function insightsWords(records: readonly StreamRecord[]): InsightsWords {
  const outputs = new Outputs();
  const rows = records.flatMap(rowOf);
  for (const record of records) if (record.partitionKey === DECISIONS) outputs.take(record);
  const all = [...rows, ...outputs.rows()];
  return {
    words: [...all.flatMap(resultWord), ...outputs.words()],
    notified: outputs.rows().flatMap(({ view, row }) => (view === 'alert_notifications' && row ? idOf(row) : [])),
    lake: all.map(({ view, at, row }) => ({ view, at, row })),
    states: outputs.states(),
  };
}

function idOf(row: ViewRow): string {
  return String(row.notificationId);
}

/** What decisions give out, under the ids that outputs have. */
class Outputs {
  readonly #tables = new JsonTables();
  readonly #all: { readonly id: string; readonly value: DecisionOutput }[] = [];
  #place = '';
  #number = 0;
  readonly #fold = new DecisionsFold(this.#tables, (value) => {
    const id = `${this.#place}.${String(this.#number++).padStart(6, '0')}`;
    this.#all.push({ id, value: structuredClone(value) });
  });

  take(record: StreamRecord): void {
    [this.#place, this.#number] = [sortableSequence(record.sequence), 0];
    for (const input of readable(() => decisionInputs(record))) this.#fold.apply(input);
  }

  rows(): readonly ResultRow[] {
    return this.#all.flatMap(({ id, value }) => (value.kind === 'view' ? [outputRow(value.output, id)] : []));
  }

  words(): readonly Word[] {
    return this.#all.flatMap(({ id: at, value }): readonly Word[] => {
      if (value.kind === 'profile') return [{ place: `profile ${value.visitor}`, at, value: value.profile }];
      if (value.kind === 'audit') return [{ place: `audit ${value.entry.at}#${at}`, at, value: value.entry }];
      const { view, row } = value.output;
      if (row === null) return [];
      if (view === 'decisions') return [{ place: `decision ${keyText(row.orderId)}`, at, value: row }];
      if (view === 'order_labels') return [{ place: `label ${keyText(row.orderId)}`, at, value: row.label }];
      return [];
    });
  }

  states(): SavedTables {
    return JSON.parse(JSON.stringify(this.#tables.save()));
  }
}

function rowOf(record: StreamRecord): readonly ResultRow[] {
  const [insight] = readable(() => [insightOf(record.data)]);
  if (insight?.kind !== 'row') return [];
  const { view, row, deleted } = insight;
  const at = sortableSequence(record.sequence);
  return [deleted ? { view, at, row: null, lastRow: row } : { view, at, row }];
}

function readable<Value>(read: () => readonly Value[]): readonly Value[] {
  try {
    return read();
  } catch {
    return [];
  }
}

function resultWord({ view, at, row, key, lastRow }: ResultRow): readonly Word[] {
  const stored = STORED_VIEWS.get(view);
  if (!stored) return [];
  const sk = key ? sortKey(key) : sortKeyOfRow(row ?? lastRow ?? {}, stored.key);
  return [{ place: `results ${view} ${sk}`, at, value: row }];
}

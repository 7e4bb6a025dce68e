/**
 * What a record of `insights` holds: one JSON object, either of
 *
 *     {"view": "revenue", "row": {"windowStart": "2026-11-26T10:00:00Z", "revenue": 1234.5000, …}}
 *     {"view": "stock", "row": {"productId": "p-1", …}, "deleted": true}
 *     {"event": {…an element of `enriched`, with its `at`…}, "bucket": 17}
 *
 * Of what could not be taken and was put back, an event has `"putBack": true` beside it, and a row an `"at"` that says where
 * it stood: it must not be taken for newer than what was said since.
 *
 * A row is named and typed as its table in pipelines/tables: times as ISO 8601 in UTC with or without the Z, decimals as
 * numbers or as text, a null where a column has none. `deleted` says that the row has left its view; its key columns are
 * enough then. Rows that decisions and alerts are made of, and all events, have the partition key `decisions`: they are
 * put into one order by lying on one shard. Other rows have their view's name for a partition key.
 *
 * Who completes events puts those of one bucket here in the order of their `at`, the next when the one before is in, and
 * before the same events are put on `enriched`. So an event that comes again is known by its bucket's last `at`, and a
 * measurement by Flink says that the events that it is of are here.
 */
import type { ViewRow, ViewValue } from '@millrace/engine/views/view-store.ts';
import { isObject } from './event-record.ts';

/** The partition key, and the bucket, of all that decisions and alerts are made of. */
export const DECISIONS = 'decisions';

/** Views whose rows decisions and alerts are made of. */
export const DECISION_VIEWS: ReadonlySet<string> = new Set([
  'fraud_scores',
  'stock_standings',
  'revenue_total',
  'traffic',
  'traffic_hours',
]);

export interface RowInsight {
  readonly kind: 'row';
  readonly view: string;
  /** As views hold rows: times as ISO 8601 in UTC, to the millisecond and with a Z, decimals as text. */
  readonly row: ViewRow;
  readonly deleted: boolean;
  /** Where it stood in the stream before it was put back. */
  readonly at?: string;
}

export interface EventInsight {
  readonly kind: 'event';
  /** An element of `enriched`, parsed. */
  readonly event: Readonly<Record<string, unknown>>;
  /** Where it comes from: its `at` rises within that. */
  readonly bucket: number;
  readonly putBack?: true;
}

export type Insight = RowInsight | EventInsight;

/** The partition key of a row's record. */
export function partitionKeyOfRow(view: string): string {
  return DECISION_VIEWS.has(view) ? DECISIONS : view;
}

/** @param element the JSON text of an element of `enriched`. @returns the JSON text of a record of `insights`. */
export function eventInsight(element: string, bucket: number): string {
  return `{"event":${element},"bucket":${bucket}}`;
}

/**
 * A record of `insights` as it is put back. @param text a JSON object. @param at where it stood, as a sortable sequence.
 * @throws as `insightOf`.
 */
export function insightPutBack(text: string, at: string): string {
  const insight = insightOf(Buffer.from(text));
  const isMarked = insight.kind === 'event' ? insight.putBack === true : insight.at !== undefined;
  if (isMarked) return text;
  return text.replace(/}\s*$/, insight.kind === 'event' ? ',"putBack":true}' : `,"at":"${at}"}`);
}

/** @throws SyntaxError, TypeError for what is neither a row nor an event: no writer of this project made it. */
export function insightOf(data: Uint8Array): Insight {
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new TypeError('the record holds no JSON object');
  if (isObject(value.event) && typeof value.bucket === 'number') {
    const mark = value.putBack === true ? ({ putBack: true } as const) : {};
    return { kind: 'event', event: value.event, bucket: value.bucket, ...mark };
  }
  if (typeof value.view !== 'string' || !isObject(value.row)) {
    throw new TypeError('the record holds neither an event nor a row of a view');
  }
  // Read again with the text of each number at hand: a decimal must not pass through a floating-point number.
  const exact = JSON.parse(text, keepDecimal) as { readonly row: Readonly<Record<string, ViewValue>> };
  const stood = typeof value.at === 'string' ? { at: value.at } : {};
  return { kind: 'row', view: value.view, row: plainRow(exact.row), deleted: value.deleted === true, ...stood };
}

function keepDecimal(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && source !== undefined && /[.eE]/.test(source) ? source : value;
}

/** Columns that hold a time are named after one in all result tables; a test holds the tables to it. */
export const TIME_COLUMN = /(At|Start|End)$/;
const TIME_TEXT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z?$/;

function plainRow(row: Readonly<Record<string, ViewValue>>): ViewRow {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainValue(name, value)]));
}

function plainValue(name: string, value: ViewValue): ViewValue {
  if (typeof value !== 'string' || !TIME_COLUMN.test(name) || !TIME_TEXT.test(value)) return value;
  return new Date(value.endsWith('Z') ? value : `${value}Z`).toISOString();
}

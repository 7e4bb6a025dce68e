/** A row that a function gives out, as a row of results: the times of its key as text, as rows have them. */
import type { KeyPart } from '@millrace/engine/views/view-store.ts';
import { ALERT_VIEWS } from '@millrace/shop/functions/alert/alert-views.ts';
import { SCORE_VIEWS } from '@millrace/shop/functions/score/score-views.ts';
import type { FunctionView, ViewOutput } from '@millrace/shop/functions/view-output.ts';
import type { ResultRow } from '../../results/results-table.ts';

const VIEWS: ReadonlyMap<string, FunctionView> = new Map(
  [...SCORE_VIEWS, ...ALERT_VIEWS].map((view) => [view.name, view]),
);

/** @param at the id of the output. */
export function outputRow({ view, key, row }: ViewOutput, at: string): ResultRow {
  const columns = VIEWS.get(view);
  return { view, at, row, key: key.map((part, place) => asText(part, columns, place)) };
}

function asText(part: KeyPart, view: FunctionView | undefined, place: number): KeyPart {
  const type = view?.columns[view.key[place] ?? ''];
  return type === 'TIMESTAMP' && typeof part === 'number' ? new Date(part).toISOString() : part;
}

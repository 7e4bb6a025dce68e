/**
 * The result tables of the pipelines as views of a process that serves: named, keyed and typed as in one process, and bounded,
 * for all of it is copied into each checkpoint. They hold what the stream `insights` has, so that it does not matter
 * whether a process begins from a checkpoint or from the stream.
 */
import { createHash } from 'node:crypto';
import { declaredView } from '@millrace/engine/connectors/view-sink.ts';
import { planScripts } from '@millrace/engine/runtime/open-pipeline.ts';
import type { ViewDefinition } from '@millrace/engine/views/view-store.ts';
import { embeddedScripts } from '@millrace/shop/pipelines/pipeline-groups.ts';
import { LAKE_ONLY } from '../results/stored-views.ts';

export interface RowView {
  readonly definition: ViewDefinition;
  /** Undefined for one row a key, whatever its age. */
  readonly retentionMs: number | undefined;
}

/** Raise it when rows are kept in another way. */
const FORMAT = 1;
/** As long as streams are kept. */
export const ROWS_KEPT_MS = 7 * 24 * 3_600_000;
/** Of tables with a row for each visit or order: what pages show as it comes. */
const RECENT_MS = 15 * 60_000;
const LONGEST_FEED = 10_000;

/** @throws SqlError as planning the pipelines does. */
export function rowViews(): readonly RowView[] {
  const tables = planScripts(embeddedScripts()).queries.map(({ root }) => declaredView(root.table));
  const views = new Map<string, RowView>();
  for (const { definition, retentionMs, earlyOnly } of tables) {
    // Present values of open windows are not told here.
    if (earlyOnly) continue;
    const { name, feedLength } = definition;
    const keptMs = name in LAKE_ONLY ? RECENT_MS : ROWS_KEPT_MS;
    views.set(name, {
      definition: { ...definition, feedLength: Math.min(feedLength, LONGEST_FEED) },
      retentionMs: retentionMs === undefined ? undefined : Math.min(retentionMs, keptMs),
    });
  }
  return [...views.values()];
}

/** Names what a checkpoint of these views can be read as: with another one, all begins anew from the stream. */
export function layoutOf(views: readonly RowView[]): string {
  return `rows-${FORMAT}-${createHash('sha256').update(JSON.stringify(views)).digest('hex').slice(0, 12)}`;
}

/** What the phases of a session share: the database as it was found, and the one way of changes to the log. */
import type { Client } from 'pg';
import type { Collector } from '../../../events/collector.ts';
import { collectChanges, type MappableChange } from '../change-intake.ts';
import type { ChangeMapper } from '../map-change.ts';
import type { DatabaseFacts } from './database-facts.ts';
import type { PostgresSourceOptions } from './postgres-options.ts';
import type { ProgressStore } from './progress-store.ts';
import type { SourceProgress } from './source-progress.ts';
import type { SourceReport } from './source-report.ts';

export interface SourceSessionParts {
  readonly options: PostgresSourceOptions;
  readonly collector: Collector;
  readonly store: ProgressStore;
  readonly report: SourceReport;
  /** Ends the session. */
  readonly signal: AbortSignal;
}

export interface SessionParts extends SourceSessionParts {
  /** For questions beside the stream. */
  readonly control: Client;
  readonly facts: DatabaseFacts;
  /** Of mapped tables, by full name. */
  readonly mappers: ReadonlyMap<string, ChangeMapper>;
}

/** How many rows go to the log at once. */
export const PIECE_ROWS = 4_000;

/** The changes are on disk when it resolves, and with them how far the database has been read. */
export async function collectPiece(
  { collector, store, report, options }: SessionParts,
  changes: readonly MappableChange[],
  progress: SourceProgress,
  commitMs?: number,
): Promise<void> {
  const verdicts = await collectChanges(collector, {
    changes,
    source: `cdc:${options.name}`,
    progress: store.entry(progress),
  });
  const refused = verdicts.flat().filter(({ verdict }) => verdict === 'quarantined').length;
  report.advance(progress);
  if (changes.length > 0) report.taken(changes.length, refused, commitMs);
}

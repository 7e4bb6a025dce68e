/** What the warehouse's process and its host say to each other. Plain data: it crosses a process. */
import type { FeatureVector } from '../../functions/features/feature-answer.ts';
import type { WarehouseSettings } from './warehouse-settings.ts';
import type { TableName } from './warehouse-tables.ts';

export interface WarehouseProgress {
  /** The first log sequence that is not written yet. */
  readonly nextSequence: number;
  /** When the newest batch that is written arrived; the log has to keep what arrived at or after it. */
  readonly arrivalMs: number;
  readonly tables: Readonly<Partial<Record<TableName, TableFigures>>>;
  /** Since the process started. */
  readonly writeSeconds: number;
  /** Changes of views that had left their feeds before they were read, and log batches likewise: since the start. */
  readonly missedChanges: number;
  readonly missedSequences: number;
  readonly memoryBytes: number;
}

export interface TableFigures {
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
}

export type WarehouseMessage =
  /** Values of SNAPSHOT_FEATURES are asked for. */
  | { readonly kind: 'ask'; readonly id: number; readonly users: readonly string[]; readonly nowMs: number }
  | { readonly kind: 'progress'; readonly progress: WarehouseProgress }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly hint: string | null };

export type WarehouseHostMessage =
  | { readonly kind: 'open'; readonly dataFolder: string; readonly settings: WarehouseSettings }
  /** Null when there is no answer now. */
  | { readonly kind: 'answer'; readonly id: number; readonly vectors: readonly FeatureVector[] | null }
  | { readonly kind: 'stop' };

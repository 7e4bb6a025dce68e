/** What the functions' worker and its host say to each other. Plain data: it crosses a thread. */
import type { CacheCounts } from '@millrace/engine/fold/stored-table.ts';
import type { FailedMessage } from '@millrace/engine/runtime/kept-worker.ts';
import type { OpsSample } from '../functions/alert/ops-sample.ts';
import type { FunctionSettings } from '../functions/event-functions.ts';
import type { FunctionMeasure } from '../functions/function-measure.ts';
import type { ViewOutput } from '../functions/view-output.ts';

export interface FunctionWorkerData {
  readonly dataFolder: string;
  /** Rung when the log has grown or the pipelines have committed: see pipeline-signal.ts. */
  readonly signal: SharedArrayBuffer;
  /** Rung for each message that has been posted: see mailbox.ts. */
  readonly mail: SharedArrayBuffer;
  readonly settings: FunctionSettings | undefined;
}

export interface FunctionStats {
  /** The next log sequence that the functions will read. */
  readonly nextSequence: number;
  readonly missedRows: number;
  /** Keys whose states are in memory. */
  readonly cachedKeys: number;
  readonly caches: Readonly<Record<string, CacheCounts>>;
  readonly measures: readonly FunctionMeasure[];
  /** What the thread's objects take. */
  readonly heapBytes: number;
}

/** From the worker. */
export type FunctionMessage =
  | { readonly kind: 'ready'; readonly stats: FunctionStats }
  /** Rows of views that are announced at once, not yet committed. */
  | { readonly kind: 'emitted'; readonly outputs: readonly ViewOutput[] }
  /** After each commit, with the rows of announced views that it wrote. */
  | { readonly kind: 'committed'; readonly nextSequence: number; readonly outputs: readonly ViewOutput[] }
  | { readonly kind: 'stats'; readonly stats: FunctionStats }
  | { readonly kind: 'answers'; readonly answers: readonly Answered[] }
  | FailedMessage;

/** The answer to one question, or why there is none. */
export type Answered =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly reason: string };

/** To the worker. */
export type HostMessage =
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly question: string;
      readonly request: unknown;
      /** The answer comes when all that it rests on is committed, and so in the views. */
      readonly settled: boolean;
    }
  /** How the process is doing, about once a second. */
  | { readonly kind: 'sample'; readonly sample: OpsSample };

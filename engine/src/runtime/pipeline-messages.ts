/** What the pipeline's worker and its host say to each other. Plain data: it crosses a thread. */
import type { StreamFigures } from '../operators/fan-out.ts';
import type { DataflowGraph } from '../sql/compile/describe-graph.ts';
import type { FailedMessage } from './kept-worker.ts';
import type { GroupViews } from './pipeline-group.ts';

/** Handed to the worker at its start. */
export interface PipelineWorkerData {
  /** The folder that holds the log and the state. */
  readonly dataFolder: string;
  /** The SQL scripts in order: tables first, then one per question. */
  readonly scripts: readonly PipelineScript[];
  /** Under the data folder; `state` when absent. */
  readonly stateFolder?: string | undefined;
  /** How far the thread gives way to others, 0 to 19, where the system knows of priorities of threads (Linux). */
  readonly niceness?: number | undefined;
  /** At least so long from the beginning of one step to that of the next. */
  readonly paceMs?: number | undefined;
  /** Rows that a step reads at most. */
  readonly stepRows?: number | undefined;
  /** Shared counters: see pipeline-signal.ts. */
  readonly signal: SharedArrayBuffer;
  /** The doorbell of whoever works on with the results, in any thread: rung after each commit. */
  readonly committed?: SharedArrayBuffer;
}

export interface PipelineScript {
  /** For error messages: `pipelines/revenue.sql`. */
  readonly file: string;
  readonly text: string;
}

/** Sent by the worker after each commit. */
export interface CommittedMessage {
  readonly kind: 'committed';
  readonly stats: PipelineStats;
  readonly step: StepTimes;
}

/** How long a step's two halves took. */
export interface StepTimes {
  /** Reading and pushing rows. */
  readonly pushMs: number;
  readonly commitMs: number;
}

/** Sent twice a second while steps are made: figures that nobody needs with each commit. */
export interface FiguresMessage {
  readonly kind: 'figures';
  readonly figures: PipelineFigures;
}

/** The worker is about to read its first batch: state is restored. */
export interface ReadyMessage {
  readonly kind: 'ready';
  readonly views: GroupViews;
  readonly graph: DataflowGraph;
  readonly stats: PipelineStats;
  readonly figures: PipelineFigures;
}

export type PipelineMessage = CommittedMessage | FiguresMessage | ReadyMessage | FailedMessage;

export interface PipelineStats {
  /** The next log sequence that the pipeline will read. */
  readonly nextSequence: number;
  /** The watermarks of the tables that are read, in epoch milliseconds; null before the first. */
  readonly watermarks: Readonly<Record<string, number | null>>;
}

export interface PipelineFigures extends StreamFigures {
  /** Operators' figures by operator id. */
  readonly gauges: OperatorGauges;
  /** What the thread's objects take. */
  readonly heapBytes: number;
}

export type OperatorGauges = Readonly<Record<string, Readonly<Record<string, number>>>>;

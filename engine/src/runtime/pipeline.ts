/**
 * Drives a dataflow: reads its sources in micro-batches, pushes rows through, and commits.
 *
 * R1. One loop, one thread. A step is: read from each source, tell everyone that the batch has ended, commit.
 * R2. Source positions, operator state, sink output and late rows change in one transaction, so that wherever the
 *     process dies, the next start goes on from a moment that really was.
 * R3. What was pushed since the last commit is forgotten when the process dies, and read again.
 * R4. A source that has ended sends the last watermark, so that every window fires.
 */

import type { ReadStatus, Source } from '../connectors/source.ts';
import { MillraceError } from '../errors/millrace-error.ts';
import { MAX_WATERMARK } from '../row/row.ts';
import type { Dataflow, DataflowSource } from '../sql/compile/dataflow.ts';
import type { StateStore } from '../state/state-store.ts';
import { restoreCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { OperatorGauges } from './pipeline-messages.ts';

export interface RunningSource {
  /** The table's name: names the source's position in checkpoints. */
  readonly name: string;
  readonly source: Source;
  readonly flow: DataflowSource;
}

/** Something else that is written in each commit, such as the rows that came too late. */
export interface CommitParticipant {
  commit(): void;
}

export interface PipelineParts {
  readonly dataflow: Dataflow;
  readonly sources: readonly RunningSource[];
  readonly store: StateStore;
  readonly participants: readonly CommitParticipant[];
}

/**
 * Rows that one step reads from a source at most, which only matters to a pipeline that is far behind. Large, because a
 * commit costs by the keys that changed and rows come in sessions: with 100,000 rows a step the three pipelines of the
 * benchmark ran a third slower. Not larger, because results move with each step and a stop waits for it: about two
 * seconds' work.
 */
export const MAX_ROWS_PER_STEP = 400_000;

export class Pipeline {
  readonly dataflow: Dataflow;
  readonly #sources: readonly RunningSource[];
  readonly #store: StateStore;
  readonly #participants: readonly CommitParticipant[];
  readonly #ended = new Set<RunningSource>();

  constructor(parts: PipelineParts) {
    this.dataflow = parts.dataflow;
    this.#sources = parts.sources;
    this.#store = parts.store;
    this.#participants = parts.participants;
  }

  /** Brings back what the last commit wrote; a fresh store leaves everything at its beginning. Call it once, first. */
  restore(): void {
    restoreCheckpoint(this.#store, this.dataflow, this.#sources);
    for (const start of this.dataflow.starts) start();
  }

  /** Reads, pushes and commits once. `end` when every source has ended: then everything is committed. */
  async step(maxRows: number = MAX_ROWS_PER_STEP): Promise<ReadStatus> {
    const status = await this.push(maxRows);
    if (status !== 'idle') this.commit();
    return status;
  }

  /** The first half of a step: pushes one micro-batch without committing it. */
  async push(maxRows: number): Promise<ReadStatus> {
    let moved = false;
    for (const running of this.#sources) {
      if (this.#ended.has(running)) continue;
      const status = await readFrom(running, maxRows);
      if (status === 'end') this.#end(running);
      if (status !== 'idle') moved = true;
    }
    const isOver = this.#ended.size === this.#sources.length;
    if (moved || isOver) this.#endBatch();
    if (isOver) return 'end';
    return moved ? 'more' : 'idle';
  }

  /** The second half of a step. */
  commit(): void {
    this.#store.transaction(() => {
      for (const { sink } of this.dataflow.sinks) sink.commit();
      for (const participant of this.#participants) participant.commit();
      writeCheckpoint(this.#store, this.dataflow, this.#sources);
    });
  }

  /** After the end: lets sinks close what they hold open. */
  async finish(): Promise<void> {
    for (const { sink } of this.dataflow.sinks) await sink.finish();
  }

  async close(): Promise<void> {
    for (const { source } of this.#sources) await source.close();
  }

  /** The operators' figures, by operator id. */
  gauges(): OperatorGauges {
    return Object.fromEntries(this.dataflow.operators.map((operator) => [operator.id, operator.gauges()]));
  }

  #end(running: RunningSource): void {
    this.#ended.add(running);
    running.flow.output.onWatermark(MAX_WATERMARK);
    running.flow.output.onProcessingTime(MAX_WATERMARK);
  }

  #endBatch(): void {
    for (const { flow } of this.#sources) flow.output.onBatchEnd();
  }
}

async function readFrom(running: RunningSource, maxRows: number): Promise<ReadStatus> {
  try {
    return await running.source.read(maxRows);
  } catch (cause) {
    if (cause instanceof MillraceError) throw cause;
    throw new MillraceError(`reading table ${running.name} failed: ${String(cause)}`, {
      code: 'SOURCE_FAILED',
      domain: 'internal',
      retry: 'never',
      cause,
    });
  }
}

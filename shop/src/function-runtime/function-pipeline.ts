/**
 * Drives the functions over the log and the views of the SQL pipelines.
 *
 * P1. A step reads some of the log, then what the pipelines' views have got, then commits: positions, state and outputs
 *     together. What was read since the last commit is read again when the process dies.
 * P2. Events are handed over in log order, each view's rows in the order of its feed. How far the views are when an event
 *     is read is not definite; a function whose answer depends on both waits for what belongs together.
 * P3. A step is bounded in time, so that rows of the views never wait long; questions are answered between two inputs and
 *     while a commit is put together. The bound decides when a commit comes, not what it holds in the end.
 * P4. In a server the functions go on while a commit is on its way to disk; the next one holds what has come meanwhile.
 *     What leaves the process waits for its commit, but for rows that the log alone decides: see `announce`.
 */
import { type LmdbLogReader, openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import type { LogBatch } from '@millrace/engine/log/log.ts';
import type { Environment } from '@millrace/engine/storage/environment.ts';
import { openViewReader } from '@millrace/engine/views/environment-view.ts';
import type { ViewReader } from '@millrace/engine/views/view-store.ts';
import {
  type EventFunctions,
  type FunctionSet,
  type FunctionSettings,
  locatedFunctions,
} from '../functions/event-functions.ts';
import type { ViewOutput } from '../functions/view-output.ts';
import { openGroupStates } from '../pipelines/group-states.ts';
import { eventDecoder } from './event-decoder.ts';
import { type CommitContents, FunctionStore, openFunctionsEnvironment } from './function-store.ts';
import { placeFinder } from './place-finder.ts';

export interface FunctionPipelineOptions {
  readonly dataFolder: string;
  /** Where functions without state begin; the beginning of the log when absent. */
  readonly fromSequence?: number;
  /** The shop's by default. */
  readonly functions?: FunctionSet;
  /** For the shop's functions; defaults where absent. */
  readonly settings?: FunctionSettings | undefined;
  /** Called between two inputs, when questions can be answered: the tables then hold the whole of each input. */
  readonly between?: () => void;
}

/** What a step has done: its outputs are committed. */
export interface StepResult {
  readonly status: 'idle' | 'more';
  readonly outputs: readonly ViewOutput[];
}

/** What has been committed. */
export interface CommittedStep {
  /** The first log sequence that is not in it. */
  readonly nextSequence: number;
  readonly outputs: readonly ViewOutput[];
}

const READ_BYTES = 256 * 1024;
const ROWS_PER_READ = 1_000;
/** How long a step may read of the log before it looks at the views. */
const STEP_MS = 4;

export class FunctionPipeline {
  readonly functions: EventFunctions;
  readonly store: FunctionStore;
  readonly #log: LmdbLogReader;
  /** Of each group of pipelines; a view is in one of them. */
  readonly #states: readonly Environment[];
  readonly #inputViews: readonly string[];
  readonly #readers = new Map<string, ViewReader>();
  /** How far each input has been read. */
  readonly #positions = new Map<string, number>();
  readonly #decode = eventDecoder();
  readonly #between: () => void;
  #outputs: ViewOutput[] = [];
  /** Of these, what nobody has looked at yet. */
  #fresh: ViewOutput[] = [];
  #waiting: LogBatch[] = [];
  #next: number;
  /** Whether there are rows that nobody sees before they are committed. */
  #urgent = false;
  /** Whether positions have moved since the last commit took them. */
  #moved = false;
  /** Rows of views that were dropped from their feeds before they were read. */
  missedRows = 0;

  /** @throws MillraceError PIPELINE_CHANGED, STORAGE_FAILED. */
  constructor({ dataFolder, fromSequence, functions, settings, between }: FunctionPipelineOptions) {
    const set = functions ?? locatedFunctions(placeFinder(), settings);
    this.#between = between ?? (() => undefined);
    this.#log = openLogReader(dataFolder);
    this.#states = openGroupStates(dataFolder);
    this.store = new FunctionStore(openFunctionsEnvironment(dataFolder), set, this.#between);
    this.#inputViews = set.inputViews;
    const told = new Set(set.views.filter(({ announce }) => announce === 'at-once').map(({ name }) => name));
    this.functions = set.open(this.store.tables, (output) => {
      this.#outputs.push(output);
      this.#fresh.push(output);
      this.#urgent ||= !told.has(output.view);
    });
    this.#next = this.store.position('log') ?? fromSequence ?? 1;
  }

  /** The next log sequence that will be read. */
  get nextSequence(): number {
    return this.#next;
  }

  /** Reads and commits once. */
  step(budgetMs: number = STEP_MS): StepResult {
    const moved = this.read(budgetMs);
    if (!this.hasNews) return { status: 'idle', outputs: [] };
    let outputs: readonly ViewOutput[] = [];
    this.store.commit(() => {
      const contents = this.#take();
      outputs = contents.outputs;
      return contents;
    });
    return { status: moved ? 'more' : 'idle', outputs };
  }

  /** The first half of a step: false when there was nothing to read. */
  read(budgetMs: number = STEP_MS): boolean {
    let moved = this.#readLog(performance.now() + budgetMs);
    for (const view of this.#inputViews) moved = this.#readView(view) || moved;
    return moved;
  }

  /** The second half, with the disk's part of it off this thread; one at a time. */
  async commit(): Promise<CommittedStep> {
    let outputs: readonly ViewOutput[] = [];
    let nextSequence = this.#next;
    await this.store.commitAsync(() => {
      const contents = this.#take();
      outputs = contents.outputs;
      nextSequence = this.#next;
      return contents;
    });
    return { nextSequence, outputs };
  }

  /** Outputs since the last look, committed or not. */
  takeFresh(): readonly ViewOutput[] {
    const fresh = this.#fresh;
    if (fresh.length > 0) this.#fresh = [];
    return fresh;
  }

  /** Whether there is something to commit. */
  get hasNews(): boolean {
    return this.#moved || this.#outputs.length > 0 || this.store.tables.changed;
  }

  /** Whether someone may wait for rows to be committed. */
  get isUrgent(): boolean {
    return this.#urgent;
  }

  /** What goes into a commit beside the tables. A commit that fails ends the process: nothing is put back. */
  #take(): CommitContents {
    const outputs = this.#outputs;
    this.#outputs = [];
    this.#fresh = [];
    this.#moved = false;
    this.#urgent = false;
    return { outputs, positions: this.#positions };
  }

  async close(): Promise<void> {
    await this.store.close();
    for (const state of this.#states) await state.close();
    await this.#log.close();
  }

  #readLog(untilMs: number): boolean {
    let moved = false;
    for (;;) {
      const batch = this.#takeBatch();
      if (!batch) return moved;
      this.#apply(batch);
      this.#next = batch.sequence + 1;
      this.#positions.set('log', this.#next);
      this.#moved = true;
      moved = true;
      if (performance.now() >= untilMs) return true;
    }
  }

  #takeBatch(): LogBatch | undefined {
    if (this.#waiting.length === 0) this.#waiting = [...this.#log.read(this.#next, READ_BYTES)].reverse();
    return this.#waiting.pop();
  }

  #apply({ slices, arrivalMs, continues }: LogBatch): void {
    for (const { bytes, ends } of slices) {
      let start = 0;
      for (const end of ends) {
        const event = this.#decode(bytes, start, end);
        // Heartbeats that travel as events, as on streams without empty batches, only say that time has passed.
        if (event && event.eventType !== 'heartbeat') this.functions.onEvent(event);
        if (event?.eventType === 'user_forget') this.store.tables.hasten();
        this.#between();
        start = end;
      }
    }
    // More of what arrived by then follows in the next batch.
    if (continues !== true) this.functions.onTime(arrivalMs);
  }

  /** True when the view had something new. */
  #readView(name: string): boolean {
    const view = this.#reader(name);
    if (!view) return false;
    let position = this.#positions.get(name) ?? this.store.position(name) ?? 0;
    const changes = view.changes(position, ROWS_PER_READ);
    for (const { number, row, final, deleted } of changes) {
      this.missedRows += number - position - 1;
      // The present values of open windows are for pages; what acts on results waits for those that stay.
      if (final) this.functions.onRow(name, row, deleted);
      this.#between();
      position = number;
    }
    this.#positions.set(name, position);
    if (changes.length > 0) this.#moved = true;
    return changes.length > 0;
  }

  /** A view is there once its pipeline has run. */
  #reader(name: string): ViewReader | undefined {
    const known = this.#readers.get(name);
    if (known) return known;
    for (const state of this.#states) {
      const reader = openViewReader(state, name);
      if (reader) this.#readers.set(name, reader);
    }
    return this.#readers.get(name);
  }
}

/**
 * GROUP BY a window: gathers rows into groups per window and emits one row a group when the window is complete.
 * The window policy (tumble, hop, cumulate, attached) says which window; this file does all the rest.
 */
import { Change, type Row } from '../row/row.ts';
import type { StateTable } from '../state/state-store.ts';
import type { Aggregation, GatherFunction, Group } from './aggregation.ts';
import type { LateOutput, Operator, Output } from './operator.ts';
import { Progress, type TimeDomain } from './progress.ts';
import { WindowGroups } from './window-groups.ts';
import type { WindowPolicy } from './window-policy.ts';

export interface WindowAggregateOptions {
  readonly id: string;
  readonly aggregation: Aggregation;
  readonly policy: (groups: WindowGroups) => WindowPolicy;
  readonly time: TimeDomain;
  /** Emits the present row of every changed group at each batch end. Only for policies whose slices are windows. */
  readonly earlyResults: boolean;
  readonly output: Output;
  readonly late: LateOutput;
}

export class WindowAggregate implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #aggregation: Aggregation;
  readonly #gather: GatherFunction;
  readonly #isGone: Aggregation['isGone'];
  readonly #groups: WindowGroups;
  readonly #policy: WindowPolicy;
  readonly #time: TimeDomain;
  readonly #earlyResults: boolean;
  readonly #output: Output;
  readonly #late: LateOutput;
  readonly #progress = new Progress();
  /** Groups that have changed since the last batch end; kept only for early results. */
  #fresh: Group[] = [];
  /** `#progress.completed(#time)`, in a field because every row asks for it. */
  #completed: number;

  constructor(options: WindowAggregateOptions) {
    this.id = options.id;
    this.#aggregation = options.aggregation;
    this.#gather = options.aggregation.gather;
    this.#isGone = options.aggregation.isGone;
    this.#groups = new WindowGroups(options.aggregation);
    this.#policy = options.policy(this.#groups);
    this.#time = options.time;
    this.#earlyResults = options.earlyResults;
    this.#output = options.output;
    this.#late = options.late;
    this.#completed = this.#progress.completed(this.#time);
  }

  onRow(row: Row, change: Change): void {
    const group = this.#gather(row, this.#policy, this.#groups, this.#completed, change);
    if (group === undefined) return;
    this.#progress.rowsIn += 1;
    if (group === null) {
      this.#progress.lateRows += 1;
      this.#late(row);
      return;
    }
    if (this.#earlyResults && !group.fresh) {
      group.fresh = true;
      this.#fresh.push(group);
    }
  }

  onWatermark(ms: number): void {
    this.#progress.watermark = ms;
    if (this.#time === 'rowtime') this.#fire();
    this.#output.onWatermark(ms);
  }

  onProcessingTime(ms: number): void {
    this.#progress.processingTime = ms;
    if (this.#time === 'proctime') this.#fire();
    this.#output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    if (this.#fresh.length > 0) this.#emitEarly();
    this.#output.onBatchEnd();
  }

  snapshot(state: StateTable): void {
    this.#groups.snapshot(state);
    this.#progress.snapshot(state);
  }

  restore(state: StateTable): void {
    this.#progress.restore(this.#groups.restore(state));
    this.#completed = this.#progress.completed(this.#time);
    this.#groups.place((window) => this.#policy.restoreSlice(window, this.#completed));
  }

  gauges(): Readonly<Record<string, number>> {
    const { rowsIn, lateRows } = this.#progress;
    return { keys: this.#groups.size, openWindows: this.#policy.openWindows, rowsIn, lateRows };
  }

  #fire(): void {
    this.#completed = this.#progress.completed(this.#time);
    this.#policy.fire(this.#completed, this.#emit);
  }

  readonly #emit = (group: Group, start: number, end: number): void => {
    if (this.#isGone?.(group)) return;
    this.#output.onRow(this.#aggregation.result(group, start, end), Change.INSERT);
  };

  /** A group whose window has fired is no longer fresh: its last row is out. */
  #emitEarly(): void {
    for (const group of this.#fresh) {
      group.fresh = false;
      const { start, end } = group.window;
      if (end - 1 <= this.#completed) continue;
      this.#output.onRow(this.#aggregation.result(group, start, end), Change.EARLY);
    }
    this.#fresh = [];
  }
}

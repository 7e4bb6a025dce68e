/** GROUP BY a SESSION window whose partition keys are the group's keys: one group per open session. */
import { Change, type Row } from '../row/row.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { Aggregation, Group } from './aggregation.ts';
import type { LateOutput, Operator, Output } from './operator.ts';
import { Progress, type TimeDomain } from './progress.ts';
import { SessionWindows } from './session-windows.ts';

export interface SessionAggregateOptions {
  readonly id: string;
  readonly aggregation: Aggregation;
  readonly timeOf: (row: Row) => number;
  readonly gapMs: number;
  readonly time: TimeDomain;
  readonly output: Output;
  readonly late: LateOutput;
}

export class SessionAggregate implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #aggregation: Aggregation;
  readonly #timeOf: (row: Row) => number;
  readonly #time: TimeDomain;
  readonly #output: Output;
  readonly #late: LateOutput;
  readonly #sessions: SessionWindows<Group>;
  readonly #progress = new Progress();

  constructor(options: SessionAggregateOptions) {
    this.id = options.id;
    this.#aggregation = options.aggregation;
    this.#timeOf = options.timeOf;
    this.#time = options.time;
    this.#output = options.output;
    this.#late = options.late;
    const { aggregation, gapMs } = options;
    this.#sessions = new SessionWindows(gapMs, {
      keyOf: (group) => aggregation.keyOfGroup(group),
      merge: (into, from) => aggregation.merge(into, from),
    });
  }

  /** A row that is taken back stays within its session, which does not come apart. */
  onRow(row: Row, change: Change): void {
    const aggregation = this.#aggregation;
    if (!aggregation.accepts(row)) return;
    this.#progress.rowsIn += 1;
    const key = aggregation.keyOf(row);
    const time = this.#timeOf(row);
    const sessions = this.#sessions;
    let group = sessions.content(sessions.extend(key, time));
    if (group === undefined) {
      if (time + sessions.gapMs - 1 <= this.#progress.completed(this.#time)) {
        this.#refuse(row);
        return;
      }
      group = aggregation.open(row);
      group.sequence = this.#progress.nextSequence++;
      group.slot = sessions.open(key, time, group.sequence, group);
    }
    if (change === Change.UPDATE_BEFORE || change === Change.DELETE) aggregation.retract?.(group, row);
    else aggregation.accumulate(group, row);
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
    this.#output.onBatchEnd();
  }

  snapshot(state: StateTable): void {
    this.#sessions.snapshot(state, (group) => {
      const { keys, accumulators } = this.#aggregation.save(group);
      return [keys, accumulators];
    });
    this.#progress.snapshot(state);
  }

  restore(state: StateTable): void {
    this.#progress.restore(this.#sessions.restore(state, (value, slot) => this.#load(value, slot)));
  }

  gauges(): Readonly<Record<string, number>> {
    const { rowsIn, lateRows } = this.#progress;
    return { openSessions: this.#sessions.size, keys: this.#sessions.keys, rowsIn, lateRows };
  }

  #fire(): void {
    const sessions = this.#sessions;
    for (const slot of sessions.expired(this.#progress.completed(this.#time))) {
      const group = sessions.content(slot);
      if (group === undefined) continue;
      const isGone = this.#aggregation.isGone?.(group) === true;
      const result = isGone ? null : this.#aggregation.result(group, sessions.start(slot), sessions.end(slot));
      sessions.close(slot);
      if (result !== null) this.#output.onRow(result, Change.INSERT);
    }
  }

  #refuse(row: Row): void {
    this.#progress.lateRows += 1;
    this.#late(row);
  }

  #load(value: StateValue, slot: number): Group {
    const [keys, accumulators] = value as [StateValue[], StateValue[]];
    const group = this.#aggregation.load({ keys, accumulators });
    group.slot = slot;
    return group;
  }
}

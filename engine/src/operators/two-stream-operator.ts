/** What all joins of two remembered streams have in common: two inputs, their times, their state. */
import { Change, type Row } from '../row/row.ts';
import type { StateTable } from '../state/state-store.ts';
import type { StreamClock } from './calc.ts';
import { JoinProgress } from './join-progress.ts';
import type { JoinSide } from './join-side.ts';
import type { Operator, Output } from './operator.ts';
import { sideOf, splitEntries } from './split-state.ts';

export interface TwoStreamOptions<Side extends JoinSide> {
  readonly id: string;
  readonly left: Side;
  readonly right: Side;
  /** Kept up to date for the expressions in the join's condition. */
  readonly clock: StreamClock;
  readonly output: Output;
}

export abstract class TwoStreamOperator<Side extends JoinSide> implements Operator {
  readonly id: string;
  readonly inputs: readonly Output[];
  protected readonly left: Side;
  protected readonly right: Side;
  protected readonly output: Output;
  readonly #clock: StreamClock;
  readonly #progress = new JoinProgress();

  constructor({ id, left, right, clock, output }: TwoStreamOptions<Side>) {
    this.id = id;
    this.left = left;
    this.right = right;
    this.output = output;
    this.#clock = clock;
    this.inputs = [this.#input(0), this.#input(1)];
  }

  /** A row of one side comes. */
  protected abstract insert(row: Row, own: Side, other: Side): void;
  /** A row of one side is taken back. */
  protected abstract remove(row: Row, own: Side, other: Side): void;

  snapshot(state: StateTable): void {
    this.left.rows.snapshot(sideOf(state, 0));
    this.right.rows.snapshot(sideOf(state, 1));
    this.#progress.snapshot(state);
  }

  restore(state: StateTable): void {
    const { header, sides } = splitEntries(state);
    this.left.rows.restore(sides[0]);
    this.right.rows.restore(sides[1]);
    this.#progress.restore(header);
    const [nowMs] = this.#progress.marks;
    if (nowMs > 0) this.#advance(nowMs);
  }

  gauges(): Readonly<Record<string, number>> {
    return { leftRows: this.left.rows.size, rightRows: this.right.rows.size };
  }

  /** The arrival time goes on as soon as one input says so. */
  #advance(ms: number): void {
    this.#clock.processingTime = ms;
    this.#progress.marks[0] = ms;
    this.left.rows.advance(ms);
    this.right.rows.advance(ms);
  }

  #input(side: 0 | 1): Output {
    const [own, other] = side === 0 ? [this.left, this.right] : [this.right, this.left];
    return {
      onRow: (row, change) => {
        if (change === Change.UPDATE_BEFORE || change === Change.DELETE) this.remove(row, own, other);
        else this.insert(row, own, other);
      },
      onWatermark: (ms) => {
        this.#clock.watermark = Math.max(this.#clock.watermark, ms);
        if (this.#progress.watermarks.advance(side, ms)) this.output.onWatermark(this.#progress.watermark);
      },
      onProcessingTime: (ms) => {
        this.#advance(Math.max(this.#clock.processingTime, ms));
        const { processingTimes } = this.#progress;
        if (processingTimes.advance(side, ms)) this.output.onProcessingTime(processingTimes.slowest);
      },
      onBatchEnd: () => this.output.onBatchEnd(),
    };
  }
}

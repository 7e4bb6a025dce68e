/**
 * TABLE(SESSION …) that no aggregate absorbed: holds the rows of open sessions, and lets them go with their window when
 * the session closes. Each held row is an entry of its own in the state, so that a long session is not rewritten with
 * every row; the sessions themselves follow from the rows.
 */
import type { Change, Row } from '../row/row.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { GroupKey } from './aggregation.ts';
import type { LateOutput, Operator, Output } from './operator.ts';
import { Progress, type TimeDomain } from './progress.ts';
import type { AppendColumns, RowCodec } from './row-codec.ts';
import { SessionWindows } from './session-windows.ts';
import { SlotTable } from './slot-table.ts';

export interface SessionWindowFunctionOptions {
  readonly id: string;
  readonly keyOf: (row: Row) => GroupKey;
  readonly timeOf: (row: Row) => number;
  readonly gapMs: number;
  readonly time: TimeDomain;
  /** Appends window_start, window_end and window_time. */
  readonly append: AppendColumns;
  readonly rows: RowCodec;
  readonly output: Output;
  readonly late: LateOutput;
}

interface HeldRow {
  readonly row: Row;
  readonly change: Change;
  /** The row's place in the order of arrival. */
  readonly sequence: number;
  slot: number;
}

interface HeldSession {
  readonly key: GroupKey;
  held: HeldRow[];
}

export class SessionWindowFunction implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #options: SessionWindowFunctionOptions;
  readonly #held = new SlotTable<HeldRow>();
  readonly #sessions: SessionWindows<HeldSession>;
  readonly #progress = new Progress();

  constructor(options: SessionWindowFunctionOptions) {
    this.id = options.id;
    this.#options = options;
    this.#sessions = new SessionWindows(options.gapMs, {
      keyOf: (session) => session.key,
      merge: (into, from) => {
        into.held = into.held.concat(from.held);
      },
    });
  }

  onRow(row: Row, change: Change): void {
    this.#progress.rowsIn += 1;
    const held: HeldRow = { row, change, sequence: this.#progress.nextSequence, slot: 0 };
    const ownEnd = this.#options.timeOf(row) + this.#options.gapMs;
    const mayOpen = ownEnd - 1 > this.#progress.completed(this.#options.time);
    if (this.#hold(held, mayOpen)) {
      this.#progress.nextSequence += 1;
      held.slot = this.#held.add(held);
    } else {
      this.#progress.lateRows += 1;
      this.#options.late(row);
    }
  }

  onWatermark(ms: number): void {
    this.#progress.watermark = ms;
    if (this.#options.time === 'rowtime') this.#fire();
    this.#options.output.onWatermark(ms);
  }

  onProcessingTime(ms: number): void {
    this.#progress.processingTime = ms;
    if (this.#options.time === 'proctime') this.#fire();
    this.#options.output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    this.#options.output.onBatchEnd();
  }

  snapshot(state: StateTable): void {
    this.#held.snapshot(state, (held) => [held.sequence, this.#options.rows.save(held.row), held.change]);
    this.#progress.snapshot(state);
  }

  restore(state: StateTable): void {
    this.#progress.restore(this.#held.restore(state, (value, slot) => this.#load(value, slot)));
    const inOrder = [...this.#held.entries()].sort((a, b) => a.sequence - b.sequence);
    for (const held of inOrder) this.#hold(held, true);
  }

  gauges(): Readonly<Record<string, number>> {
    return {
      openSessions: this.#sessions.size,
      keys: this.#sessions.keys,
      heldRows: this.#held.size,
      rowsIn: this.#progress.rowsIn,
      lateRows: this.#progress.lateRows,
    };
  }

  /** Puts the row into its session, or into one of its own if it may open one. False when the row is late. */
  #hold(held: HeldRow, mayOpen: boolean): boolean {
    const key = this.#options.keyOf(held.row);
    const time = this.#options.timeOf(held.row);
    const session = this.#sessions.content(this.#sessions.extend(key, time));
    if (session !== undefined) {
      session.held.push(held);
      return true;
    }
    if (!mayOpen) return false;
    this.#sessions.open(key, time, held.sequence, { key, held: [held] });
    return true;
  }

  #fire(): void {
    for (const slot of this.#sessions.expired(this.#progress.completed(this.#options.time))) {
      const session = this.#sessions.content(slot);
      const start = this.#sessions.start(slot);
      const end = this.#sessions.end(slot);
      this.#sessions.close(slot);
      const held = session?.held.sort((a, b) => a.sequence - b.sequence) ?? [];
      for (const { row, change, slot: rowSlot } of held) {
        this.#held.remove(rowSlot);
        this.#options.output.onRow(this.#options.append(row, start, end, end - 1), change);
      }
    }
  }

  #load(value: StateValue, slot: number): HeldRow {
    const [sequence, saved, change] = value as [number, StateValue, Change];
    return { row: this.#options.rows.load(saved), change, sequence, slot };
  }
}

/**
 * Keeps the times that an operator's expressions read (`CURRENT_WATERMARK`, `PROCTIME`) over a restart: the first row
 * after it must see the same time as it would have seen without. It stands beside the operator, and no row passes it.
 */
import { MIN_WATERMARK } from '../row/row.ts';
import type { StateTable } from '../state/state-store.ts';
import type { StreamClock } from './calc.ts';
import type { Operator, Output } from './operator.ts';

export class StoredClock implements Operator {
  readonly id: string;
  readonly inputs: readonly Output[] = [];
  readonly #clock: StreamClock;
  #watermark: number = MIN_WATERMARK;
  #processingTime: number = MIN_WATERMARK;

  constructor(id: string, clock: StreamClock) {
    this.id = id;
    this.#clock = clock;
  }

  snapshot(state: StateTable): void {
    const { watermark, processingTime } = this.#clock;
    if (watermark === this.#watermark && processingTime === this.#processingTime) return;
    this.#watermark = watermark;
    this.#processingTime = processingTime;
    state.put(0, [watermark, processingTime]);
  }

  restore(state: StateTable): void {
    for (const [, value] of state.entries()) {
      [this.#watermark, this.#processingTime] = value as [number, number];
      this.#clock.watermark = this.#watermark;
      this.#clock.processingTime = this.#processingTime;
    }
  }

  gauges(): Readonly<Record<string, number>> {
    return {};
  }
}

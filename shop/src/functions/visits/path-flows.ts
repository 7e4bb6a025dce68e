/**
 * How many visits went from which stage to which, step by step and by class of device: some thousand numbers for each hour,
 * under the hour in which the visit began, so that of the visits of a time no more leave a stage than came to it. (Where an
 * event comes so late that the visit then began in an earlier hour, what follows counts there.) Nobody's name is in it.
 *
 * Hours are kept for 35 days of arrival time. An hour lies under one key: it is written once a commit, not once an event.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { MOST_STEPS, STAGES } from './path-stages.ts';
import { DEVICE_CLASSES, type DeviceClass, hourOf } from './visit.ts';

export const FLOW_DAYS = 35;

/** Step, then where from (0 is from outside), then where to; and that for each class of device. */
const WIDTH = STAGES.length;
const CELLS = MOST_STEPS * (WIDTH + 1) * WIDTH;
const HOURS = 'hours';

/** A visit's next stage. */
export interface FlowStep {
  readonly hour: number;
  /** As a number in DEVICE_CLASSES. */
  readonly device: number;
  /** From 0. */
  readonly step: number;
  readonly from: number | undefined;
  readonly to: number;
}

export class PathFlows {
  readonly #flows: FoldTable<number[]>;
  /** Under one key the hours that have flows, oldest first. */
  readonly #hours: FoldTable<number[]>;
  /** The key of the hour that was asked for last: most visits begin in the same one. */
  #hour = -1;
  #key = '';

  constructor(tables: FoldTables) {
    this.#flows = tables.table('visits-flows');
    this.#hours = tables.table('visits-flow-hours');
  }

  /** Reads what `count` will need. */
  read({ hour }: FlowStep): void {
    if (this.#flows.get(this.#keyOf(hour)) === undefined) this.#hours.get(HOURS);
  }

  /** @param nowMs arrival time: what began too long before it is not counted any more. */
  count({ hour, device, step, from, to }: FlowStep, nowMs: number): void {
    const oldest = hourOf(nowMs) - FLOW_DAYS * 24;
    if (hour <= oldest) return;
    const key = this.#keyOf(hour);
    const flows = this.#flows.get(key) ?? this.#begin(hour, oldest);
    const cell = device * CELLS + cellOf(step, from, to);
    flows[cell] = (flows[cell] ?? 0) + 1;
    this.#flows.put(key, flows);
  }

  /** The sums over hours, both ends among them. */
  sum(fromHour: number, toHour: number, devices: readonly DeviceClass[]): readonly number[] {
    const sums = new Array<number>(CELLS).fill(0);
    for (const hour of this.#hours.get(HOURS) ?? []) {
      const flows = hour < fromHour || hour > toHour ? undefined : this.#flows.get(String(hour));
      if (flows === undefined) continue;
      for (const device of devices) {
        const start = DEVICE_CLASSES.indexOf(device) * CELLS;
        for (let cell = 0; cell < CELLS; cell++) sums[cell] = (sums[cell] ?? 0) + (flows[start + cell] ?? 0);
      }
    }
    return sums;
  }

  /** Notes an hour, and lets go of those that have become too old. */
  #begin(hour: number, oldest: number): number[] {
    const hours = this.#hours.get(HOURS) ?? [];
    for (const old of hours) if (old <= oldest) this.#flows.remove(String(old));
    const kept = [...hours.filter((each) => each > oldest), hour].sort((one, other) => one - other);
    this.#hours.put(HOURS, kept);
    return new Array<number>(CELLS * DEVICE_CLASSES.length).fill(0);
  }

  #keyOf(hour: number): string {
    if (hour !== this.#hour) {
      this.#hour = hour;
      this.#key = String(hour);
    }
    return this.#key;
  }
}

/** Where a step's number lies in a list of flows. */
export function cellOf(step: number, from: number | undefined, to: number): number {
  return (step * (WIDTH + 1) + (from === undefined ? 0 : from + 1)) * WIDTH + to;
}

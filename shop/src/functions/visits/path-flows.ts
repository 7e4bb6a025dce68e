/**
 * How many visits went from which stage to which, step by step: a few hundred numbers for each hour and class of device,
 * under the hour in which the visit began, so that of all visits of a time as many leave a stage as came to it, less those
 * that ended there. Nobody's name is in it.
 *
 * Hours are kept for 35 days of arrival time.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { MOST_STEPS, STAGES } from './path-stages.ts';
import { hourOf, type Visit } from './visit.ts';

export const FLOW_DAYS = 35;
export const FLOW_DEVICES = [
  'mobile',
  'desktop',
  'tablet',
  'unknown',
  'bot',
] as const satisfies readonly Visit['device'][];

/** Step, then where from (0 is from outside), then where to. */
const WIDTH = STAGES.length;
const CELLS = MOST_STEPS * (WIDTH + 1) * WIDTH;
const HOURS = 'hours';

/** A visit's next stage. */
export interface FlowStep {
  readonly hour: number;
  readonly device: Visit['device'];
  /** From 0. */
  readonly step: number;
  readonly from: number | undefined;
  readonly to: number;
}

export class PathFlows {
  readonly #flows: FoldTable<number[]>;
  /** Under one key the hours that have flows, oldest first. */
  readonly #hours: FoldTable<number[]>;

  constructor(tables: FoldTables) {
    this.#flows = tables.table('visits-flows');
    this.#hours = tables.table('visits-flow-hours');
  }

  /** Reads what `count` will need. */
  read({ hour, device }: FlowStep): void {
    this.#flows.get(keyOf(hour, device));
    this.#hours.get(HOURS);
  }

  /** @param nowMs arrival time: what began too long before it is not counted any more. */
  count({ hour, device, step, from, to }: FlowStep, nowMs: number): void {
    const oldest = hourOf(nowMs) - FLOW_DAYS * 24;
    if (hour <= oldest) return;
    const key = keyOf(hour, device);
    const known = this.#flows.get(key);
    if (known === undefined) this.#begin(hour, oldest);
    const flows = known ?? new Array<number>(CELLS).fill(0);
    const cell = cellOf(step, from, to);
    flows[cell] = (flows[cell] ?? 0) + 1;
    this.#flows.put(key, flows);
  }

  /** The sums over hours, both ends among them. */
  sum(fromHour: number, toHour: number, devices: readonly Visit['device'][]): readonly number[] {
    const sums = new Array<number>(CELLS).fill(0);
    for (const hour of this.#hours.get(HOURS) ?? []) {
      if (hour < fromHour || hour > toHour) continue;
      for (const device of devices) {
        const flows = this.#flows.get(keyOf(hour, device)) ?? [];
        for (let cell = 0; cell < flows.length; cell++) sums[cell] = (sums[cell] ?? 0) + (flows[cell] ?? 0);
      }
    }
    return sums;
  }

  /** Notes an hour, and lets go of those that have become too old. */
  #begin(hour: number, oldest: number): void {
    const hours = this.#hours.get(HOURS) ?? [];
    if (hours.includes(hour)) return;
    for (const old of hours) {
      if (old <= oldest) for (const device of FLOW_DEVICES) this.#flows.remove(keyOf(old, device));
    }
    const kept = [...hours.filter((each) => each > oldest), hour].sort((one, other) => one - other);
    this.#hours.put(HOURS, kept);
  }
}

function keyOf(hour: number, device: Visit['device']): string {
  return `${hour}/${device}`;
}

/** Where a step's number lies in a list of flows. */
export function cellOf(step: number, from: number | undefined, to: number): number {
  return (step * (WIDTH + 1) + (from === undefined ? 0 : from + 1)) * WIDTH + to;
}

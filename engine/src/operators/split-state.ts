/** Two sets of slots in the one state table of an operator that has two sides. */
import type { StateTable, StateValue } from '../state/state-store.ts';

type Entries = readonly (readonly [slot: number, value: StateValue])[];

/** What an operator wrote: its header, and what each side wrote. */
export interface SplitEntries {
  readonly header: StateValue | undefined;
  readonly sides: readonly [Entries, Entries];
}

/** The slots of one side, from 0 on; slot 0 of the table itself is the operator's header. */
export function sideOf(state: StateTable, side: 0 | 1): StateTable {
  return {
    put: (slot, value) => state.put(tableSlot(slot, side), value),
    remove: (slot) => state.remove(tableSlot(slot, side)),
    entries: () => splitEntries(state).sides[side],
  };
}

/** Reads a table once, for both sides. */
export function splitEntries(state: StateTable): SplitEntries {
  let header: StateValue | undefined;
  const sides: [[number, StateValue][], [number, StateValue][]] = [[], []];
  for (const [slot, value] of state.entries()) {
    if (slot === 0) header = value;
    else sides[((slot - 1) % 2) as 0 | 1].push([(slot - 1) >>> 1, value]);
  }
  return { header, sides };
}

function tableSlot(slot: number, side: 0 | 1): number {
  return slot * 2 + side + 1;
}

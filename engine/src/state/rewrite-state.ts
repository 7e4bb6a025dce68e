/**
 * Changes values that operators have in their state: for data that must be taken out of it. Nobody may run on the state
 * meanwhile. Everything comes to its place, so that no journal keeps what was there before.
 */
import type { Environment } from '../storage/environment.ts';
import { secondOfPairKey } from '../storage/number-key.ts';
import { decodePlainValue, encodePlainValue, type PlainValue } from '../storage/plain-value.ts';
import { type JournalPace, StateJournal } from './state-journal.ts';

export interface StateRewrite {
  /** Looks at the bytes of a value: false when it cannot be meant. */
  mayHold(bytes: Uint8Array): boolean;
  /** The value in its new form; the same one when it stays as it is. */
  change(value: PlainValue): PlainValue;
  readonly dryRun: boolean;
}

/** No piece is small enough for the journal. */
const AT_ONCE: JournalPace = { commitsPerRound: 1, fewestSettled: 1, mostUnsettled: 0, largestPieceBytes: -1 };

interface Written {
  readonly table: number;
  readonly slot: number;
  readonly value: Uint8Array;
}

/** @returns how many stored values were changed, or would be. */
export function rewriteState(environment: Environment, rewrite: StateRewrite): number {
  const journal = new StateJournal(environment, AT_ONCE);
  const names = environment.table('state-tables').keys({}, Number.MAX_SAFE_INTEGER);
  const written: Written[] = [];
  let any: Written | undefined;
  for (const table of names.map(secondOfPairKey)) {
    for (const [slot, value] of journal.entries(table)) {
      any ??= { table, slot, value };
      const after = rewrite.mayHold(value) ? changed(value, rewrite) : value;
      if (Buffer.compare(after, value) !== 0) written.push({ table, slot, value: after });
    }
  }
  // One value written as it was brings to its place whatever else the journal holds.
  if (!rewrite.dryRun && any) writeAll(environment, journal, written.length > 0 ? written : [any]);
  return written.length;
}

function writeAll(environment: Environment, journal: StateJournal, written: readonly Written[]): void {
  journal.begin();
  environment.transaction(() => {
    for (const { table, slot, value } of written) journal.write(table, slot, value);
    journal.finish();
  });
  journal.committed();
}

function changed(bytes: Uint8Array, rewrite: StateRewrite): Uint8Array {
  const value = decodePlainValue(bytes);
  return encodePlainValue(isChunk(value) ? changedChunk(value, rewrite) : rewrite.change(value)).slice();
}

/** As slot tables store their entries: slots, where each value ends, and all values one behind the other. */
type Chunk = readonly [slots: readonly PlainValue[], ends: readonly number[], bytes: Uint8Array];

function isChunk(value: PlainValue): value is Chunk {
  return (
    Array.isArray(value) &&
    value.length === 3 &&
    Array.isArray(value[0]) &&
    Array.isArray(value[1]) &&
    value[0].length === value[1].length &&
    value[2] instanceof Uint8Array &&
    value[2].length === value[1].at(-1)
  );
}

function changedChunk([slots, ends, bytes]: Chunk, rewrite: StateRewrite): PlainValue {
  const values = ends.map((end, index) => {
    const own = bytes.slice(index === 0 ? 0 : ends[index - 1], end);
    return rewrite.mayHold(own) ? encodePlainValue(rewrite.change(decodePlainValue(own))).slice() : own;
  });
  let at = 0;
  return [slots, values.map((value) => (at += value.length)), Buffer.concat(values)];
}

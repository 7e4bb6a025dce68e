/**
 * What an aggregate operator builds on: one accumulator object per group, made by a class that is generated for the
 * aggregate calls of a plan node (compile-accumulator.ts).
 *
 *     const Sums = compileAccumulator(node.aggregates, node.input.schema);
 *     const group = new Sums();
 *     group.accumulate(row);
 *     group.merge(other);                     slices and sessions that grow together
 *     emit(new Out(key, ...group.results()))  in the order of the calls
 *     state.put(slot, group.toState());       and back: Sums.fromState(state)
 */
import type { Row, Value } from '../../../row/row.ts';
import type { StateValue } from '../../../state/state-store.ts';

export interface Accumulator {
  /** Takes the row in. FILTER, DISTINCT and NULLs are seen to. @throws MillraceError NUMBER_OUT_OF_RANGE */
  accumulate(row: Row): void;
  /**
   * Takes everything in that `other` has seen, as if its rows had come after this one's (which matters to FIRST_VALUE,
   * LAST_VALUE, LISTAGG and the like). `other` stays as it is.
   */
  merge(other: Accumulator): void;
  /** One value per aggregate call, in order. May be called again and again as rows go on coming. */
  results(): Value[];
  toState(): StateValue[];
  /** The opposite of toState, on an accumulator that has accumulated nothing. */
  takeState(state: readonly StateValue[]): void;
}

export interface AccumulatorClass {
  new (): Accumulator;
  fromState(state: readonly StateValue[]): Accumulator;
}

/** An accumulator of rows that are taken back (compileRetractingAccumulator). */
export interface RetractingAccumulator extends Accumulator {
  /** Takes a row back that `accumulate` took in: what is left is as if it had never been, but for rounding. */
  retract(row: Row): void;
  /** Forgets everything. */
  reset(): void;
}

export interface RetractingAccumulatorClass {
  new (): RetractingAccumulator;
  fromState(state: readonly StateValue[]): RetractingAccumulator;
}

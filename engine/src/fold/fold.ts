/**
 * The contract of a function that acts on each event: a pure fold, (state, input) → state + outputs, so that the same
 * code runs in one process, in a test and in the cloud.
 *
 * F1. A fold knows its tables and its inputs: no clock, no randomness, no input or output of its own. The same inputs in
 *     the same order give the same tables and the same outputs.
 * F2. State is plain JSON by table and key, and survives a trip through JSON.stringify unchanged. A value that a fold
 *     has read may be changed in place; `put` then says so.
 * F3. For one input, a fold reads everything it needs before it changes or puts anything, so that where state lies far
 *     away, what is missing can be fetched and the input begun anew.
 * F4. Tables are keyed, not listed: what must be walked over lies under one key.
 */

export interface FoldTable<State> {
  get(key: string): State | undefined;
  put(key: string, state: State): void;
  remove(key: string): void;
}

export interface FoldTables {
  /** The table of that name; names are unique among all folds that run together. */
  table<State>(name: string): FoldTable<State>;
}

/** Hands on what a fold has found out. */
export type Emit<Output> = (output: Output) => void;

/**
 * A fold opened on its tables: called for each input in order. It may have more methods, which answer questions from the
 * same tables and change nothing.
 */
export interface RunningFold<Input> {
  apply(input: Input): void;
}

export interface Fold<Input, Output = never, Running extends RunningFold<Input> = RunningFold<Input>> {
  readonly name: string;
  /** Raise it when the layout of the state changes: older state is then refused, and made anew from the log. */
  readonly stateVersion: number;
  open(tables: FoldTables, emit: Emit<Output>): Running;
}

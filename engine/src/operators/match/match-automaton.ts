/**
 * The automaton of a pattern, state by state as Flink's CEP library builds it: a state takes a row as a variable and
 * goes on, or proceeds to the next variable without a row.
 *
 * A1. Variables follow one another without gaps, so a state that takes nothing from a row is left for good.
 * A2. A greedy variable guards the state that follows it: what the variable could take itself goes no further. The
 *     guard lies on the transitions of that one state alone, as in Flink.
 * A3. Transitions keep the order in which they were made: it decides the order of matches that start at one row.
 */

/** One variable of the pattern and how often it repeats; `maximum` is missing where there is no bound. */
export interface MatchStep {
  readonly minimum: number;
  readonly maximum: number | undefined;
  readonly greedy: boolean;
}

export interface MatchTransition {
  /** The variable that the row is taken as; undefined: proceeds without a row. */
  readonly takes: number | undefined;
  readonly target: number;
  /** Variables that the row must not be acceptable as. */
  readonly guards: readonly number[];
}

export interface MatchAutomaton {
  readonly states: readonly (readonly MatchTransition[])[];
  readonly start: number;
  readonly variables: number;
}

/** Where every match ends. */
export const FINAL_STATE = 0;

interface Transition {
  readonly takes: number | undefined;
  readonly target: number;
  readonly guards: number[];
}

/** From the last variable to the first, as each state needs the one that follows it. */
export function matchAutomaton(steps: readonly MatchStep[]): MatchAutomaton {
  const states: Transition[][] = [[]];
  let start = FINAL_STATE;
  for (const [index, step] of [...steps.entries()].reverse()) start = addStep(states, index, step, start);
  return { states, start, variables: steps.length };
}

function addStep(states: Transition[][], variable: number, step: MatchStep, sink: number): number {
  const from = Math.max(1, step.minimum);
  const optional = step.minimum === 0;
  const to = step.maximum;
  if (to === undefined) {
    const looping = addState(states, [take(undefined, sink)]);
    if (step.greedy) guard(states, sink, variable);
    states[looping]?.push(take(variable, looping));
    return addRepetitions(states, variable, { from, to: from, optional, first: looping, sink });
  }
  if (step.greedy && from !== to) guard(states, sink, variable);
  return addRepetitions(states, variable, { from, to, optional, first: sink, sink });
}

interface Repetitions {
  readonly from: number;
  readonly to: number;
  readonly optional: boolean;
  /** Where the last repetition leads. */
  readonly first: number;
  /** Where a repetition that may be missing proceeds to. */
  readonly sink: number;
}

function addRepetitions(states: Transition[][], variable: number, { from, to, optional, first, sink }: Repetitions) {
  let next = first;
  for (let count = from; count < to; count += 1) {
    next = addState(states, [take(variable, next), take(undefined, sink)]);
  }
  for (let count = 1; count < from; count += 1) next = addState(states, [take(variable, next)]);
  return addState(states, [take(variable, next), ...(optional ? [take(undefined, sink)] : [])]);
}

function addState(states: Transition[][], transitions: Transition[]): number {
  return states.push(transitions) - 1;
}

function take(takes: number | undefined, target: number): Transition {
  return { takes, target, guards: [] };
}

function guard(states: Transition[][], state: number, variable: number): void {
  for (const transition of states[state] ?? []) transition.guards.push(variable);
}

/**
 * Tells the rows at which a partition must be matched from those that may wait for such a row.
 *
 * A row may wait when it surely ends no match, and surely starts one: then it must be remembered anyway. Where
 * conditions look at other rows nothing is sure, and where they fail the matcher has to say so, if it comes to them.
 */
import type { Row } from '../../row/row.ts';
import { FINAL_STATE, type MatchAutomaton } from './match-automaton.ts';
import type { MatchFunctions, MatchRows } from './match-functions.ts';

const NO_ROWS: MatchRows = { rows: [], base: 0 };

export type MatchTrigger = (row: Row, time: number) => boolean;

export function matchTrigger(automaton: MatchAutomaton, { conditions }: MatchFunctions): MatchTrigger {
  const bounds = new Array<number>(automaton.variables + 1).fill(0);
  const ends = [...endVariables(automaton)].map((variable) => conditions[variable]);
  const starts = [...takenFrom(automaton, automaton.start)].map((variable) => conditions[variable]);
  if (ends.some((condition) => condition === undefined || !condition.ofRowAlone)) return () => true;
  const surelyStarts = starts.filter((condition) => condition === undefined || condition.ofRowAlone);
  // Loops, for each row comes through here, and a function for `some` would be made for each.
  const mayWait = (row: Row, time: number): boolean => {
    for (const end of ends) if (end?.holds(row, time, NO_ROWS, bounds) === true) return false;
    for (const start of surelyStarts) {
      if (start === undefined || start.holds(row, time, NO_ROWS, bounds)) return true;
    }
    return false;
  };
  return (row, time) => {
    try {
      return !mayWait(row, time);
    } catch {
      return true;
    }
  };
}

/** The variables as which a row may be the last of a match. */
function endVariables(automaton: MatchAutomaton): ReadonlySet<number> {
  const ends = new Set<number>();
  for (const transitions of automaton.states) {
    for (const { takes, target } of transitions) {
      if (takes !== undefined && proceedingFrom(automaton, target).has(FINAL_STATE)) ends.add(takes);
    }
  }
  return ends;
}

/** The variables as which a row may be taken in a state. */
function takenFrom(automaton: MatchAutomaton, state: number): ReadonlySet<number> {
  const taken = new Set<number>();
  for (const reached of proceedingFrom(automaton, state)) {
    for (const { takes } of automaton.states[reached] ?? []) if (takes !== undefined) taken.add(takes);
  }
  return taken;
}

/** The states that are reached without a row, the given one among them. Guards are passed over. */
function proceedingFrom(automaton: MatchAutomaton, from: number): ReadonlySet<number> {
  const reached = new Set([from]);
  // What is added while the set is being walked over is walked over, too.
  for (const state of reached) {
    for (const { takes, target } of automaton.states[state] ?? []) if (takes === undefined) reached.add(target);
  }
  return reached;
}

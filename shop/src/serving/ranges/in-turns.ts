/** Long reads in pieces: between two of them the server does its other work, so that no question holds up the collector. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** After so long the server does something else. */
const TURN_MS = 4;

/** Shows every step to `look`, in order. */
export async function inTurns<Step>(steps: Iterable<Step>, look: (step: Step) => void): Promise<void> {
  let turnMs = performance.now();
  for (const step of steps) {
    look(step);
    if (performance.now() - turnMs < TURN_MS) continue;
    await nextTurn();
    turnMs = performance.now();
  }
}

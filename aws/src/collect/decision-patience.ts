/** How long an order waits for its decision, as the environment says. */
import { numberVariable } from '../lambdas/environment-variable.ts';

const USUAL_SECONDS = 8;
/** An HTTP API holds a request for 30 s, and a function needs some of them beside the waiting. */
const MOST_SECONDS = 25;

/** @throws MillraceError CONFIG_INVALID. */
export function decisionPatienceMs(): number {
  return numberVariable('DECISION_SECONDS', [0, MOST_SECONDS], USUAL_SECONDS) * 1_000;
}

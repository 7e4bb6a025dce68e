/** Signals for tests: all unknown but what is given. */
import { SIGNAL_NAMES, type Signals } from '../../../src/functions/score/signals.ts';

export function someSignals(given: Partial<Signals>): Signals {
  return { ...(Object.fromEntries(SIGNAL_NAMES.map((name) => [name, null])) as Signals), ...given };
}

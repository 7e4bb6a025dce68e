/** Lists of what is missing from an event: one list for each combination, so that no event makes its own. */
import type { MissingKnowledge } from './enriched-event.ts';

const WHAT: readonly MissingKnowledge[] = ['profile', 'product', 'location'];
const LISTS = Array.from({ length: 2 ** WHAT.length }, (_, known) =>
  WHAT.filter((_what, bit) => (known & (1 << bit)) === 0),
);
const EVERYTHING: readonly MissingKnowledge[] = WHAT;

export function missingFrom(profile: boolean, product: boolean, location: boolean): readonly MissingKnowledge[] {
  return LISTS[(profile ? 1 : 0) | (product ? 2 : 0) | (location ? 4 : 0)] ?? EVERYTHING;
}

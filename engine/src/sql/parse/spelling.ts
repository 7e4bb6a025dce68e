/** Finds the keyword that a misspelt word was meant to be. */
import { editDistance } from '../../errors/closest-name.ts';

/** The nearest candidate, if it is near enough to be a slip: one edit in a short word, two in a longer one. */
export function nearestSpelling(word: string, candidates: Iterable<string>): string | undefined {
  const upper = word.toUpperCase();
  let nearest: string | undefined;
  let least = upper.length < 5 ? 1 : 2;
  for (const candidate of candidates) {
    if (candidate.length < 2 || candidate === upper || !/^[A-Z]/.test(candidate)) continue;
    // In two letters every word is near: only a swap is a slip.
    if (candidate.length === 2 && upper !== `${candidate[1]}${candidate[0]}`) continue;
    const distance = editDistance(upper, candidate);
    if (distance > least || distance >= candidate.length || (nearest !== undefined && distance === least)) continue;
    nearest = candidate;
    least = distance;
  }
  return nearest;
}

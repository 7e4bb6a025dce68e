/** Finds the keyword that a misspelt word was meant to be. */

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

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

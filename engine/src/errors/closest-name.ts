/** Finds what the writer of a misspelt name probably meant, for the hints of errors. */

/** The candidate fewest edits away from `name`, if it is near enough to be meant; letter case counts for nothing. */
export function closestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = name.length < 3 ? 2 : 3;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance && distance < candidate.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `did you mean price?` as the hint of an error, or undefined. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const closest = closestName(name, candidates);
  return closest === undefined ? undefined : `did you mean ${closest}?`;
}

const MAX_LISTED = 10;

/** `did you mean price?`, or else the names that there are; undefined when there are none. */
export function nameHint(name: string, candidates: Iterable<string>): string | undefined {
  // What begins with $ is made by the binder.
  const names = [...new Set(candidates)].filter((candidate) => !candidate.startsWith('$'));
  const listed = names.slice(0, MAX_LISTED).join(', ');
  const all = names.length > MAX_LISTED ? `${listed} …` : listed;
  return didYouMean(name, names) ?? (names.length === 0 ? undefined : `there is ${all}`);
}

/**
 * Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal string alignment); names
 * whose lengths differ by more than `most` are not compared, and count as `most + 1` apart.
 */
export function editDistance(a: string, b: string, most: number = 2): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
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

/** How two results differ, for people to read. */

export interface NamedRows {
  readonly name: string;
  readonly rows: readonly string[];
}

const SHOWN = 10;

/** The rows that only one of the two has, as many times as it has more of them; undefined when there are none. */
export function differenceText(left: NamedRows, right: NamedRows): string | undefined {
  const [onlyLeft, onlyRight] = [surplus(left.rows, right.rows), surplus(right.rows, left.rows)];
  if (onlyLeft.length + onlyRight.length === 0) return undefined;
  return `${side(left.name, onlyLeft)}${side(right.name, onlyRight)}`;
}

function side(name: string, rows: readonly string[]): string {
  if (rows.length === 0) return '';
  const shown = rows.slice(0, SHOWN).map((row) => `\n    ${row}`);
  const more = rows.length > SHOWN ? `\n    … and ${rows.length - SHOWN} more` : '';
  return `\n  only ${name}:${shown.join('')}${more}`;
}

/** The rows of `from` that `without` does not have, or has fewer of. */
function surplus(from: readonly string[], without: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const row of without) counts.set(row, (counts.get(row) ?? 0) + 1);
  return from.filter((row) => {
    const left = counts.get(row) ?? 0;
    counts.set(row, left - 1);
    return left <= 0;
  });
}

/** The result of a query as lines for a terminal: a table where it fits, else a block for each row. */

export interface ShownResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly rowCount: number;
  readonly truncated: boolean;
}

const NUMBERS = /^(U?(TINY|SMALL|BIG|HUGE)?INT|U?INTEGER|DECIMAL|DOUBLE|FLOAT)/;
/** Narrower columns than this say nothing. */
const NARROWEST = 6;
const GAP = 2;

/** @param width of the terminal, in characters. */
export function resultTable({ columns, rows }: ShownResult, width: number): readonly string[] {
  const names = columns.map(({ name }) => name);
  const cells = rows.map((row) => row.map(cellText));
  const widths = fittingWidths([names, ...cells], width);
  if (!widths) return cells.flatMap((row, index) => block(names, row, index, width));
  const isNumber = columns.map(({ type }) => NUMBERS.test(type));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, place) => padded(text, widths[place] ?? 0, isNumber[place] === true))
      .join(' '.repeat(GAP))
      .trimEnd();
  return [line(names), widths.map((each) => '─'.repeat(each)).join(' '.repeat(GAP)), ...cells.map(line)];
}

/** The widest columns give way first; undefined when even narrow columns do not fit. */
function fittingWidths(lines: readonly (readonly string[])[], width: number): readonly number[] | undefined {
  const count = lines[0]?.length ?? 0;
  const widths = Array.from({ length: count }, (_, place) =>
    Math.max(1, ...lines.map((line) => line[place]?.length ?? 0)),
  );
  let excess = widths.reduce((sum, each) => sum + each, 0) + GAP * (count - 1) - width;
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const own = widths[widest] ?? 0;
    if (own <= NARROWEST) return undefined;
    widths[widest] = own - 1;
    excess -= 1;
  }
  return widths;
}

function block(names: readonly string[], row: readonly string[], index: number, width: number): readonly string[] {
  const left = Math.min(30, Math.max(...names.map((name) => name.length)));
  return [
    `── row ${index + 1} `.padEnd(Math.min(width, 40), '─'),
    ...row.map((text, place) =>
      `${cut(names[place] ?? '', left).padEnd(left)}  ${cut(text, width - left - GAP)}`.trimEnd(),
    ),
  ];
}

function padded(text: string, width: number, isNumber: boolean): string {
  const shown = cut(text, width);
  return isNumber ? shown.padStart(width) : shown.padEnd(width);
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** On one line, with nothing that a terminal would obey. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
  return text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');
}

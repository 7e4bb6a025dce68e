/**
 * What printing tables hold in the end: their changes folded. Golden files have folded rows, one on each line as
 * `answer> +I[a, 12.50]`, so that only the outcome counts and not the way there, which varies inside Flink itself.
 *
 * A table with a primary key holds the last row of each key, as a database would. One without holds what was added and
 * not taken away again; a row that was taken away more often than added shows as `-D[…]`.
 */

/** A change that a printing table received, from Flink or from Millrace. */
export interface PrintedChange {
  readonly table: string;
  readonly kind: string;
  /** Without the kind: `[a, 12.50]`. */
  readonly row: string;
  /** The columns of the table's primary key, printed in the same way; null without one. */
  readonly key: string | null;
}

export interface FoldedRows {
  /** Sorted: the order of rows is not defined. */
  readonly rows: readonly string[];
  /** The tables that received anything but insertions; of Flink's also those that might have. */
  readonly updated: readonly string[];
}

interface TableContent {
  readonly byKey: Map<string, string>;
  readonly counts: Map<string, number>;
}

export function foldChanges(changes: readonly PrintedChange[]): FoldedRows {
  const contents = new Map<string, TableContent>();
  const updated = new Set<string>();
  for (const change of changes) {
    const content = contents.get(change.table) ?? { byKey: new Map(), counts: new Map() };
    contents.set(change.table, content);
    if (change.kind !== '+I') updated.add(change.table);
    if (change.key === null) count(content.counts, change);
    else upsert(content.byKey, change, change.key);
  }
  const rows = Array.from(contents, ([table, content]) => rowsOf(table, content)).flat();
  return { rows: rows.toSorted(), updated: [...updated].toSorted() };
}

function upsert(byKey: Map<string, string>, { kind, row }: PrintedChange, key: string): void {
  if (kind === '+I' || kind === '+U') byKey.set(key, row);
  if (kind === '-D' || kind === '-U') byKey.delete(key);
}

function count(counts: Map<string, number>, { kind, row }: PrintedChange): void {
  const by = kind === '+I' || kind === '+U' ? 1 : -1;
  counts.set(row, (counts.get(row) ?? 0) + by);
}

function rowsOf(table: string, { byKey, counts }: TableContent): readonly string[] {
  const counted = Array.from(counts, ([row, times]) =>
    Array.from({ length: Math.abs(times) }, () => (times > 0 ? `+I${row}` : `-D${row}`)),
  ).flat();
  const kept = Array.from(byKey.values(), (row) => `+I${row}`);
  return [...counted, ...kept].map((text) => oneLine(table === '' ? text : `${table}> ${text}`));
}

/** Line ends inside texts show as `⏎`, so that a row is a line. */
function oneLine(text: string): string {
  return text.replaceAll('\n', '⏎');
}

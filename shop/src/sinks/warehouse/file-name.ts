/**
 * The names of files, which say where their rows come from:
 *
 *     s<first>-<last>  events of one segment of the log, by its sequences
 *     c<first>-<last>  events of several segments, made one
 *     d<first>-<last>  rows of a view, by the numbers of the changes in its feed
 *     f-<hash>         rows of a view, or features, of an hour that has been settled: by content
 */

export type FileKind = 'segment' | 'merged' | 'changes' | 'settled';

const LETTERS: Readonly<Record<string, FileKind>> = { s: 'segment', c: 'merged', d: 'changes', f: 'settled' };
/** Numbers of one length sort as text, too. */
const DIGITS = 12;

/** The name of a file that is named after positions. */
export function fileName(kind: 'segment' | 'merged' | 'changes', first: number, last: number): string {
  const letter = { segment: 's', merged: 'c', changes: 'd' }[kind];
  return `${letter}${padded(first)}-${padded(last)}.parquet`;
}

/** The name of a file that takes another's place because rows were taken out of it: `….r1.parquet`, then `….r2.parquet`. */
export function rewrittenName(name: string): string {
  const [stem = '', number] = name.replace(/\.parquet$/, '').split('.r');
  return `${stem}.r${Number(number ?? 0) + 1}.parquet`;
}

export function kindOf({ name }: { readonly name: string }): FileKind {
  const kind = LETTERS[name.charAt(0)];
  if (kind === undefined) throw new RangeError(`${name} is no name of a file of the warehouse`);
  return kind;
}

function padded(position: number): string {
  return String(position).padStart(DIGITS, '0');
}

/**
 * The first line of a feed against its mapping: which delimiter stands between its columns, which columns there are. One
 * clear answer for the whole file, instead of a problem for each of its rows.
 */
import { closestName } from '@millrace/engine/errors/closest-name.ts';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { FeedMapping } from './feed-mapping.ts';
import { RecordSplitter } from './split-records.ts';

export const MOST_COLUMNS = 1_000;
const DELIMITERS = [',', ';', '\t', '|'];
const SHOWN_COLUMNS = 20;
const SHOWN_CHARACTERS = 40;

export interface FeedHeader {
  readonly delimiter: string;
  readonly columns: readonly string[];
  /** Columns that the mapping knows nothing of. */
  readonly others: readonly string[];
  /** Optional columns that are not there. */
  readonly absent: readonly string[];
  /** Whether the columns of the mapping stand in another order than there. */
  readonly reordered: boolean;
}

/**
 * @param file its name, for messages.
 * @param line the header's text, without its line end.
 * @throws MillraceError FEED_DELIMITER, FEED_HEADER, FEED_COLUMNS.
 */
export function readHeader(file: string, line: string, mapping: FeedMapping): FeedHeader {
  const delimiter = delimiterOf(file, line, mapping);
  const columns = columnsIn(line, delimiter);
  if (columns.length > MOST_COLUMNS) throw tooManyColumns(file, columns.length);
  const twice = columns.find((column, index) => column !== '' && columns.indexOf(column) !== index);
  if (twice !== undefined)
    throw headerFault(file, `has the column ${shown(twice)} twice`, 'give each column a name of its own');
  const there = new Set(columns);
  const missing = mapping.columns.filter((column) => !there.has(column));
  if (missing.length > 0) throw missingColumns(file, missing, { columns, mapping });
  const { optionalColumns = [] } = mapping;
  const known = [...mapping.columns, ...optionalColumns];
  const places = mapping.columns.map((column) => columns.indexOf(column));
  return {
    delimiter,
    columns,
    others: columns.filter((column) => !known.includes(column)),
    absent: optionalColumns.filter((column) => !there.has(column)),
    reordered: places.some((place, index) => place < (places[index - 1] ?? -1)),
  };
}

function columnsIn(line: string, delimiter: string): readonly string[] {
  const splitter = new RecordSplitter({ delimiter, lineEnd: '\n', foreignLine: '' });
  const [record] = splitter.push({ text: line, foreignLines: [] }, true);
  return (record?.values ?? []).map((column) => column.trim());
}

/** The declared one where it fits; else the one that gives the most columns of the mapping. */
function delimiterOf(file: string, line: string, mapping: FeedMapping): string {
  const declared = mapping.format.delimiter;
  const fits = (delimiter: string) => {
    const columns = new Set(columnsIn(line, delimiter));
    return mapping.columns.filter((column) => columns.has(column)).length;
  };
  const candidates = DELIMITERS.map((delimiter) => ({ delimiter, found: fits(delimiter) }));
  const best = candidates.reduce((best, next) => (next.found > best.found ? next : best));
  if (declared === undefined) return best.found > 0 ? best.delimiter : commonest(line);
  if (fits(declared) >= best.found) return declared;
  throw new MillraceError(
    `${file}:1 has ${JSON.stringify(best.delimiter)} between its columns, not ${JSON.stringify(declared)}`,
    {
      code: 'FEED_DELIMITER',
      domain: 'user',
      retry: 'never',
      hint: `set format.delimiter of the mapping to ${JSON.stringify(best.delimiter)}, or leave it out: it is found out then`,
    },
  );
}

/** For a header that has no known column at all: what the message then shows should still be columns. */
function commonest(line: string): string {
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}

function missingColumns(
  file: string,
  missing: readonly string[],
  { columns, mapping }: { readonly columns: readonly string[]; readonly mapping: FeedMapping },
): MillraceError {
  const free = columns.filter((column) => !mapping.columns.includes(column));
  const guesses = missing.flatMap((column) => {
    const closest = nearest(column, free);
    return closest === undefined ? [] : [`${shown(closest)} for ${column}`];
  });
  const hint =
    guesses.length > 0
      ? `is it ${guesses.join(', ')}? Change the header or the mapping, and send the file again`
      : 'name the mapping that fits the file, or write one';
  return headerFault(file, `has no column ${missing.join(', ')}; it has ${list(columns)}`, hint);
}

/** A misspelt name, or the same words written otherwise: `Unit Price` for `unit_price`. */
function nearest(column: string, candidates: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  const wanted = plain(column);
  const same = candidates.find((candidate) => plain(candidate) === wanted);
  const part = candidates.find((candidate) => {
    const name = plain(candidate);
    return Math.min(name.length, wanted.length) > 3 && (name.includes(wanted) || wanted.includes(name));
  });
  return same ?? closestName(column, candidates) ?? part;
}

function list(columns: readonly string[]): string {
  const names = columns.slice(0, SHOWN_COLUMNS).map(shown).join(', ');
  return columns.length > SHOWN_COLUMNS ? `${names} and ${columns.length - SHOWN_COLUMNS} more` : names;
}

function shown(column: string): string {
  return column.length > SHOWN_CHARACTERS ? `${column.slice(0, SHOWN_CHARACTERS)}…` : column;
}

function headerFault(file: string, what: string, hint: string): MillraceError {
  return new MillraceError(`${file}:1 ${what}`, { code: 'FEED_HEADER', domain: 'user', retry: 'never', hint });
}

function tooManyColumns(file: string, count: number): MillraceError {
  return new MillraceError(`${file}:1 has ${count} columns; a feed has at most ${MOST_COLUMNS}`, {
    code: 'FEED_COLUMNS',
    domain: 'user',
    retry: 'never',
    hint: 'export only the columns that the mapping needs, one row an event',
  });
}

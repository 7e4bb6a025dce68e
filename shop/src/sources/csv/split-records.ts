/**
 * Takes the text of a CSV file apart into records, in bounded memory.
 *
 * Quotes are those of RFC 4180: a value that begins with a quote ends with the next single one, `""` is a quote in it,
 * and it may hold delimiters and line ends; elsewhere a quote is a character like any other.
 *
 * S1. A record whose quotes do not come out right costs its first line only: that line becomes a record with a problem,
 *     and reading goes on with the line after it. So a quote that never closes does not swallow the rest of the file.
 * S2. A record has at most LONGEST_RECORD characters; a quote that is open for longer counts as never closed.
 * S3. Lines are numbered from 1 as an editor numbers them, those inside quotes and empty ones included.
 */
import type { FeedText } from './feed-text.ts';

export interface FeedRecord {
  readonly values: readonly string[];
  /** Where it begins. */
  readonly line: number;
  /** As it stands in the file, without its line end. */
  readonly text: string;
  /** Why it cannot be read. */
  readonly problem?: string;
}

export const LONGEST_RECORD = 1 << 20;
const QUOTE = '"';
/** What is shown of a record that is longer than any record should be. */
const SHOWN_CHARACTERS = 2_000;

type Quoted =
  | { readonly values: readonly string[]; readonly end: number }
  | { readonly problem: string }
  /** The text ends before the record does; the quote that is open stands at `openAt`. */
  | { readonly openAt: number };

export interface SplitOptions {
  readonly delimiter: string;
  readonly lineEnd: '\n' | '\r';
  /** What to tell of a line that is in another encoding than the file. */
  readonly foreignLine: string;
}

export class RecordSplitter {
  readonly #delimiter: string;
  readonly #lineEnd: string;
  readonly #foreignLine: string;
  #text = '';
  #line = 1;
  #lastLine = 1;
  readonly #foreign = new Set<number>();

  constructor({ delimiter, lineEnd, foreignLine }: SplitOptions) {
    this.#delimiter = delimiter;
    this.#lineEnd = lineEnd;
    this.#foreignLine = foreignLine;
  }

  /** The records that are whole now, in order. @param isLast nothing follows: what is left is a record, too. */
  push({ text, foreignLines }: FeedText, isLast: boolean): FeedRecord[] {
    for (const line of foreignLines) this.#foreign.add(this.#lastLine + line);
    this.#lastLine += countOf(text, this.#lineEnd);
    this.#text = this.#text === '' ? text : this.#text + text;
    return this.#split(isLast);
  }

  #split(isLast: boolean): FeedRecord[] {
    const records: FeedRecord[] = [];
    const text = this.#text;
    let at = 0;
    let quote = text.indexOf(QUOTE);
    while (at < text.length) {
      const next = text.indexOf(this.#lineEnd, at);
      if (next < 0 && !isLast && text.length - at <= LONGEST_RECORD) break;
      const end = next < 0 ? text.length : next;
      if (quote >= 0 && quote < at) quote = text.indexOf(QUOTE, at);
      let past = end + 1;
      if (quote < 0 || quote > end) this.#plain(text.slice(at, end), records);
      else {
        const record = this.#quoted(at, end, isLast);
        if (record === undefined) break;
        records.push(record.record);
        past = record.past;
      }
      at = past;
    }
    this.#text = text.slice(at);
    return records;
  }

  #plain(raw: string, records: FeedRecord[]): void {
    const text = withoutReturn(raw);
    if (text !== '')
      records.push(this.#checked({ values: text.split(this.#delimiter), line: this.#line, text }, this.#line));
    this.#line++;
  }

  /** A record that has quotes; undefined when its end may still come. */
  #quoted(at: number, lineEnd: number, isLast: boolean): { record: FeedRecord; past: number } | undefined {
    const read = this.#readQuoted(at, isLast);
    const line = this.#line;
    if ('values' in read) {
      const text = withoutReturn(this.#text.slice(at, read.end));
      const lines = countOf(text, this.#lineEnd);
      this.#line += lines + 1;
      return { record: this.#checked({ values: read.values, line, text }, line + lines), past: read.end + 1 };
    }
    if ('openAt' in read && !isLast && this.#text.length - at <= LONGEST_RECORD) return undefined;
    const problem =
      'problem' in read ? read.problem : neverCloses(line + countOf(this.#text.slice(at, read.openAt), this.#lineEnd));
    const text = withoutReturn(this.#text.slice(at, lineEnd));
    this.#line++;
    return { record: this.#checked({ values: [], line, text, problem }, line), past: lineEnd + 1 };
  }

  #readQuoted(from: number, isLast: boolean): Quoted {
    const text = this.#text;
    const values: string[] = [];
    for (let at = from; ; at += this.#delimiter.length) {
      if (text.charAt(at) === QUOTE) {
        const value = readValue(text, at, isLast);
        if (value === undefined) return { openAt: at };
        values.push(value.value);
        at = value.end;
      } else {
        const end = this.#valueEnd(at);
        values.push(withoutReturn(text.slice(at, end), end === text.length || text.startsWith(this.#lineEnd, end)));
        at = end;
      }
      if (at >= text.length || text.startsWith(this.#lineEnd, at)) return { values, end: at };
      if (text.startsWith(`\r${this.#lineEnd}`, at) || (text.charAt(at) === '\r' && at + 1 === text.length)) {
        return { values, end: at + 1 };
      }
      if (!text.startsWith(this.#delimiter, at)) return { problem: afterQuote(text.slice(at, at + 20)) };
    }
  }

  #valueEnd(at: number): number {
    const delimiter = this.#text.indexOf(this.#delimiter, at);
    const lineEnd = this.#text.indexOf(this.#lineEnd, at);
    const end = lineEnd < 0 ? this.#text.length : lineEnd;
    return delimiter >= 0 && delimiter < end ? delimiter : end;
  }

  #checked(record: FeedRecord, throughLine: number): FeedRecord {
    const tooLong = record.text.length > LONGEST_RECORD;
    if (!tooLong && this.#foreign.size === 0) return record;
    let isForeign = false;
    for (let line = record.line; line <= throughLine; line++) isForeign = this.#foreign.delete(line) || isForeign;
    if (tooLong) return { ...record, values: [], text: record.text.slice(0, SHOWN_CHARACTERS), problem: TOO_LONG };
    return isForeign ? { ...record, values: [], problem: this.#foreignLine } : record;
  }
}

interface QuotedValue {
  readonly value: string;
  readonly end: number;
}

/** A quoted value from its opening quote on; undefined when it does not close within the text. */
function readValue(text: string, openAt: number, isLast: boolean): QuotedValue | undefined {
  let value = '';
  let from = openAt + 1;
  for (;;) {
    const quote = text.indexOf(QUOTE, from);
    // The last character that there is may be the first half of a doubled quote.
    if (quote < 0 || (quote + 1 === text.length && !isLast)) return undefined;
    if (text.charAt(quote + 1) !== QUOTE) return { value: value + text.slice(from, quote), end: quote + 1 };
    value += text.slice(from, quote + 1);
    from = quote + 2;
  }
}

function withoutReturn(text: string, isAtEnd = true): string {
  return isAtEnd && text.endsWith('\r') ? text.slice(0, -1) : text;
}

function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count++;
  return count;
}

const TOO_LONG = `the line has more than ${LONGEST_RECORD} characters: is this a CSV file?`;

function neverCloses(line: number): string {
  return `a quote opens in line ${line} and never closes: close it, or double quotes that belong to a value ("")`;
}

function afterQuote(text: string): string {
  const shown = JSON.stringify(text.split(/[\r\n]/, 1)[0] ?? '');
  return `a closing quote is followed by ${shown}: put the delimiter there, or double quotes that belong to a value ("")`;
}

/**
 * From the bytes of a feed to its text, whole lines at a time: byte order mark, UTF-8, UTF-16, Windows-1252, declared or
 * found out. Lines that are not in the file's encoding are marked instead of failing the file.
 */
import { isAscii, isUtf8 } from 'node:buffer';

export const FEED_ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type FeedEncoding = (typeof FEED_ENCODINGS)[number];

/** Whole lines of a feed, but for the last piece, which may end without a line end. */
export interface FeedText {
  readonly text: string;
  /** Which of the piece's lines, from 0, are in another encoding than the file; their text has lost characters. */
  readonly foreignLines: readonly number[];
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** A line of more bytes is handed on as it is: what comes then bounds records. */
const LONGEST_LINE = 1 << 20;

/** The encoding that the first bytes of a file speak for, and how long its byte order mark is. */
export function detectEncoding(start: Buffer): { readonly encoding: FeedEncoding; readonly markBytes: number } {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { encoding: 'utf-8', markBytes: 3 };
  if (start[0] === 0xff && start[1] === 0xfe) return { encoding: 'utf-16le', markBytes: 2 };
  if (start[0] === 0xfe && start[1] === 0xff) return { encoding: 'utf-16be', markBytes: 2 };
  return { encoding: encodingWithoutMark(start), markBytes: 0 };
}

/** Delimiters, digits and most letters have a byte of zero in UTF-16. Else the more lines an encoding explains, the better. */
function encodingWithoutMark(start: Buffer): FeedEncoding {
  const zeros = [0, 0];
  for (let at = 0; at < start.length; at++) if (start[at] === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > start.length / 8) return 'utf-16le';
  if (even > start.length / 8) return 'utf-16be';
  let [valid, invalid] = [0, 0];
  for (const [from, to] of linesIn(start)) {
    const line = start.subarray(from, to);
    if (isAscii(line)) continue;
    if (isUtf8(line)) valid++;
    else invalid++;
  }
  return invalid > valid ? 'windows-1252' : 'utf-8';
}

/** The last line is left out where there are others: it may be cut in the middle of a character. */
function linesIn(bytes: Buffer): readonly (readonly [from: number, to: number])[] {
  const lines: [number, number][] = [];
  let from = 0;
  for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, from)) {
    lines.push([from, end]);
    from = end + 1;
  }
  return lines.length > 0 ? lines : [[0, bytes.length]];
}

export class FeedTextReader {
  readonly #encoding: FeedEncoding;
  readonly #lineEnd: number;
  readonly #wide: InstanceType<typeof TextDecoder> | undefined;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #wideRest = '';

  /** @param usesReturn lines end with a carriage return alone, as on old Macs. */
  constructor(encoding: FeedEncoding, usesReturn: boolean) {
    this.#encoding = encoding;
    this.#lineEnd = usesReturn ? CARRIAGE_RETURN : LINE_FEED;
    this.#wide = encoding.startsWith('utf-16') ? new TextDecoder(encoding, { ignoreBOM: true }) : undefined;
  }

  /** The lines that are whole with these bytes; undefined while there is none. */
  push(bytes: Buffer): FeedText | undefined {
    if (this.#wide) return this.#wideLines(this.#wide.decode(bytes, { stream: true }));
    const end = bytes.lastIndexOf(this.#lineEnd) + 1;
    if (end === 0 && this.#keptBytes + bytes.length <= LONGEST_LINE) {
      this.#keep(bytes);
      return undefined;
    }
    const cut = end === 0 ? bytes.length : end;
    const whole =
      this.#keptBytes === 0 ? bytes.subarray(0, cut) : Buffer.concat([...this.#kept, bytes.subarray(0, cut)]);
    this.#kept = [];
    this.#keptBytes = 0;
    if (cut < bytes.length) this.#keep(bytes.subarray(cut));
    return this.#decode(whole);
  }

  /** What is left at the end of the file: a last line without a line end. */
  end(): FeedText | undefined {
    if (this.#wide) return this.#wideRest === '' ? undefined : this.#marked(this.#wideRest + this.#wide.decode());
    return this.#keptBytes === 0 ? undefined : this.#decode(Buffer.concat(this.#kept));
  }

  #keep(bytes: Buffer): void {
    this.#kept.push(bytes);
    this.#keptBytes += bytes.length;
  }

  #decode(bytes: Buffer): FeedText {
    if (this.#encoding === 'windows-1252') return this.#decodeNarrow(bytes);
    const text = bytes.toString('utf8');
    return isUtf8(bytes)
      ? { text, foreignLines: [] }
      : { text, foreignLines: this.#linesWhere(bytes, (line) => !isUtf8(line)) };
  }

  /** Any byte is a character of Windows-1252; a line with characters beyond ASCII that is good UTF-8 is UTF-8. */
  #decodeNarrow(bytes: Buffer): FeedText {
    const text = new TextDecoder('windows-1252').decode(bytes);
    if (isAscii(bytes)) return { text, foreignLines: [] };
    return { text, foreignLines: this.#linesWhere(bytes, (line) => isUtf8(line) && !isAscii(line)) };
  }

  #linesWhere(bytes: Buffer, isForeign: (line: Buffer) => boolean): readonly number[] {
    const found: number[] = [];
    let from = 0;
    for (let line = 0; from < bytes.length; line++) {
      const next = bytes.indexOf(this.#lineEnd, from);
      const end = next < 0 ? bytes.length : next;
      if (isForeign(bytes.subarray(from, end))) found.push(line);
      from = end + 1;
    }
    return found;
  }

  #wideLines(decoded: string): FeedText | undefined {
    const text = this.#wideRest + decoded;
    const end = text.lastIndexOf(String.fromCharCode(this.#lineEnd)) + 1;
    if (end === 0 && text.length <= LONGEST_LINE) {
      this.#wideRest = text;
      return undefined;
    }
    const cut = end === 0 ? text.length : end;
    this.#wideRest = text.slice(cut);
    return this.#marked(text.slice(0, cut));
  }

  /** The decoder has put a replacement character where half a pair stood. */
  #marked(text: string): FeedText {
    if (!text.includes('\ufffd')) return { text, foreignLines: [] };
    const lines = text.split(String.fromCharCode(this.#lineEnd));
    return { text, foreignLines: lines.flatMap((line, index) => (line.includes('\ufffd') ? [index] : [])) };
  }
}

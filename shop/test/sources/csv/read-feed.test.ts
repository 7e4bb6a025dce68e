/** Files as partners send them: encodings, delimiters, quotes, headers, and what is wrong with them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeedMapping } from '../../../src/sources/csv/feed-mapping.ts';
import { FEED_ENCODINGS, type FeedEncoding } from '../../../src/sources/csv/feed-text.ts';
import { readFeed } from '../../../src/sources/csv/read-feed.ts';
import type { FeedRecord } from '../../../src/sources/csv/split-records.ts';

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-read-feed-'));
});
afterAll(() => rm(folder, { recursive: true }));

const mapping = (columns: readonly string[], format: FeedMapping['format'] = {}): FeedMapping => ({
  about: 'a feed of a test',
  format,
  columns: [...columns],
  fields: {},
  rules: [{ when: [], eventType: 'purchase', fields: {} }],
});

async function read(bytes: Uint8Array | string, use: FeedMapping) {
  const path = join(folder, `${++files}.csv`);
  await writeFile(path, bytes);
  const feed = await readFeed(path, use);
  const records: FeedRecord[] = [];
  for await (const block of feed.blocks) records.push(...block);
  return { ...feed, records, rows: records.map(({ values }) => values) };
}

const AB = mapping(['a', 'b']);

function encoded(text: string, encoding: FeedEncoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'windows-1252') return Buffer.from(text, 'latin1');
  const wide = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16le' ? wide : wide.swap16();
}

const MARKS = { 'utf-8': [0xef, 0xbb, 0xbf], 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff], 'windows-1252': [] };

describe('any table', () => {
  /** Letters that every encoding here has, and everything that makes trouble in CSV. */
  const value = fc.string({
    unit: fc.constantFrom('a', 'Z', '7', ' ', 'ä', 'ß', '"', ',', ';', '\t', '|', '\n', '\r\n', "'", '='),
  });
  const table = fc
    .integer({ min: 2, max: 6 })
    .chain((width) => fc.array(fc.array(value, { minLength: width, maxLength: width }), { maxLength: 40 }));

  function written(
    rows: readonly (readonly string[])[],
    { delimiter, lineEnd, quoteAll }: { delimiter: string; lineEnd: string; quoteAll: boolean },
  ) {
    const needsQuotes = (text: string) => quoteAll || text === '' || /["\r\n]/.test(text) || text.includes(delimiter);
    const lines = rows.map((row) =>
      row.map((text) => (needsQuotes(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(delimiter),
    );
    return lines.map((line) => line + lineEnd).join('');
  }

  it('comes back as it was, through every delimiter, encoding, line end and way to quote', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.record({
          delimiter: fc.constantFrom(',', ';', '\t', '|'),
          lineEnd: fc.constantFrom('\n', '\r\n'),
          quoteAll: fc.boolean(),
          encoding: fc.constantFrom(...FEED_ENCODINGS),
          withMark: fc.boolean(),
          gzip: fc.boolean(),
          declared: fc.boolean(),
        }),
        async (rows, { encoding, withMark, gzip, declared, ...how }) => {
          const header = (rows[0] ?? ['', '']).map((_, index) => `column${index}`);
          const text = written([header, ...rows], how);
          const mark = Buffer.from(withMark ? MARKS[encoding] : []);
          const bytes = Buffer.concat([mark, encoded(text, encoding)]);
          // Nothing in a narrow file of ASCII says which encoding it is, and every one gives the same text then.
          const format = declared || !withMark ? { encoding } : {};
          const feed = await read(gzip ? gzipSync(bytes) : bytes, mapping(header, format));
          expect(feed.header.delimiter).toBe(how.delimiter);
          expect(feed.rows).toEqual(rows);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is the same however its bytes come in pieces', async () => {
    const rows = Array.from({ length: 30_000 }, (_, row) => [`r${row}`, `a "quoted"\nvalue, ä ${row}`]);
    const { rows: given, records } = await read(
      written([['a', 'b'], ...rows], { delimiter: ',', lineEnd: '\n', quoteAll: false }),
      AB,
    );
    expect(given).toEqual(rows);
    expect(records.at(-1)?.line).toBe(2 + 29_999 * 2);
  });
});

describe('an encoding', () => {
  it.each([
    ['utf-8', 'Müller'],
    ['windows-1252', 'Müller'],
    ['utf-16le', 'Müller'],
    ['utf-16be', 'Müller'],
  ] as const)('is found out without a mark: %s', async (encoding, name) => {
    const { rows, encoding: found } = await read(encoded(`a,b\n1,${name}\n`, encoding), AB);
    expect([found, rows]).toEqual([encoding, [['1', name]]]);
  });

  it('of a single line that differs costs that line, and the message says what to do', async () => {
    const bytes = Buffer.concat([
      Buffer.from('a,b\n1,Müller\n2,Jörg\n'),
      Buffer.from('3,Grün\n', 'latin1'),
      Buffer.from('4,Öz\n'),
    ]);
    const { records } = await read(bytes, AB);
    expect(records.map(({ line, problem }) => [line, problem !== undefined])).toEqual([
      [2, false],
      [3, false],
      [4, true],
      [5, false],
    ]);
    expect(records[2]?.problem).toMatch(/not in the file's encoding, utf-8: .*format\.encoding to windows-1252/);
  });

  it('of a UTF-8 line in a Windows file is noticed, too', async () => {
    const bytes = Buffer.concat([Buffer.from('a,b\n1,Müller\n2,Jörg\n', 'latin1'), Buffer.from('3,Grün\n')]);
    const { records, encoding } = await read(bytes, AB);
    expect(encoding).toBe('windows-1252');
    expect(records.map(({ problem }) => problem !== undefined)).toEqual([false, false, true]);
  });
});

describe('quotes', () => {
  it('that never close cost the line where they open, and name it', async () => {
    const { records } = await read('a,b\n1,"open\n2,x\n3,y\n', AB);
    expect(records[0]).toMatchObject({ line: 2, values: [], problem: expect.stringContaining('opens in line 2') });
    expect(records.slice(1).map(({ values }) => values)).toEqual([
      ['2', 'x'],
      ['3', 'y'],
    ]);
  });

  it('that never close in a large file are given up after a bounded text', async () => {
    const lines = Array.from({ length: 300_000 }, (_, row) => `${row},value ${row}`);
    lines[10] = '10,"open';
    const { records } = await read(`a,b\n${lines.join('\n')}\n`, AB);
    expect(records.length).toBe(300_000);
    expect(records.flatMap(({ problem }, index) => (problem === undefined ? [] : [index]))).toEqual([10]);
  });

  it('that close too early cost their line only', async () => {
    const { records } = await read('a,b\n1,"x"y\n2,z\n', AB);
    expect(records.map(({ problem }) => problem?.slice(0, 37))).toEqual([
      'a closing quote is followed by "y": p',
      undefined,
    ]);
  });

  it('in the middle of a value are characters', async () => {
    expect((await read('a,b\n1,6" pipe\n', AB)).rows).toEqual([['1', '6" pipe']]);
  });
});

describe('a header', () => {
  it('may be in another order, and have more', async () => {
    const { header } = await read('c,b,a\n1,2,3\n', AB);
    expect(header).toMatchObject({ reordered: true, others: ['c'], columns: ['c', 'b', 'a'] });
  });

  it('without a column refuses the file, and names what is near', async () => {
    const use = mapping(['unit_price', 'quantity']);
    await expect(read('Unit Price,quantty\n1,2\n', use)).rejects.toMatchObject({
      code: 'FEED_HEADER',
      message: expect.stringContaining('has no column unit_price, quantity; it has Unit Price, quantty'),
      hint: expect.stringContaining('Unit Price for unit_price, quantty for quantity'),
    });
  });

  it('with another delimiter than declared is one clear answer', async () => {
    await expect(read('a;b\n1;2\n', mapping(['a', 'b'], { delimiter: ',' }))).rejects.toMatchObject({
      code: 'FEED_DELIMITER',
      message: expect.stringContaining('has ";" between its columns, not ","'),
    });
  });

  it('of 10,000 columns is refused', async () => {
    const columns = ['a', 'b', ...Array.from({ length: 9_998 }, (_, index) => `c${index}`)].join(',');
    await expect(read(`${columns}\n`, AB)).rejects.toMatchObject({ code: 'FEED_COLUMNS' });
  });

  it('with a column twice is refused', async () => {
    await expect(read('a,b,a\n1,2,3\n', AB)).rejects.toMatchObject({ code: 'FEED_HEADER' });
  });

  it('may end with a carriage return alone, and so may rows', async () => {
    expect((await read('a,b\r1,2\r3,4\r', AB)).rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });
});

describe('a file', () => {
  it('that is empty, or packed, is refused', async () => {
    await expect(read('', AB)).rejects.toMatchObject({ code: 'FEED_EMPTY' });
    await expect(read('PK\u0003\u0004rest', AB)).rejects.toMatchObject({ code: 'FEED_NOT_CSV' });
    await expect(readFeed(join(folder, 'nowhere'), AB)).rejects.toMatchObject({ code: 'FEED_NOT_FOUND' });
  });

  it('of gzip that breaks off gives the rows before, and says so', async () => {
    const whole = gzipSync(`a,b\n${Array.from({ length: 5_000 }, (_, row) => `${row},${row * 7919}`).join('\n')}\n`);
    const { records, cutOff } = await read(whole.subarray(0, whole.length / 2), AB);
    expect(cutOff()).toMatch(/gzip data breaks off/);
    expect(records.length).toBeGreaterThan(100);
    expect(records.slice(0, -1).every(({ values, problem }) => values.length === 2 && problem === undefined)).toBe(
      true,
    );
    expect(records.at(-1)?.problem).toMatch(/cut off/);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellKind, cellText } from '../src/pages/query/cell-text.ts';
import { chartChoice, chartData } from '../src/pages/query/chart-choice.ts';
import { indentText, offsetOf, quotedName, wordAt } from '../src/pages/query/edit-text.ts';
import { type ResultColumn, ResultReader, type ResultRow, readResult } from '../src/pages/query/read-result.ts';
import { sortRows } from '../src/pages/query/sort-rows.ts';
import { parameterNames, sqlTokens } from '../src/pages/query/sql-tokens.ts';

/** As the server writes it: chunks of rows, each row on a line. */
function documentOf(columns: readonly ResultColumn[], rows: readonly ResultRow[], truncated: boolean): string {
  const lines = rows.map((row) => `\n${JSON.stringify(row)}`).join(',');
  return `{"columns":${JSON.stringify(columns)},"rows":[${lines}],"rowCount":${rows.length},"truncated":${truncated}}\n`;
}

const column = (name: string, type: string): ResultColumn => ({ name, type });

describe('a result that comes piece by piece', () => {
  it('is the same wherever the pieces are cut', () => {
    const cell = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.constant(null), fc.array(fc.string()));
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { maxLength: 8 });
    fc.assert(
      fc.property(rows, fc.boolean(), fc.integer({ min: 1, max: 40 }), (written, truncated, size) => {
        const columns = [column('"rows":[', 'VARCHAR'), column('],"rowCount":', 'JSON')];
        const text = documentOf(columns, written, truncated);
        const reader = new ResultReader();
        const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
          reader.read(text.slice(index * size, (index + 1) * size)),
        );
        expect(pieces.flatMap((piece) => piece.rows)).toEqual(written);
        expect(pieces.find((piece) => piece.columns)?.columns).toEqual(columns);
        expect(pieces.find((piece) => piece.truncated !== undefined)?.truncated).toBe(truncated);
        expect(reader.hasEnded).toBe(true);
      }),
    );
  });

  it('says when it breaks off', async () => {
    const text = documentOf([column('n', 'BIGINT')], [[1], [2]], false);
    const cut = new Response(text.slice(0, -12)).body ?? new ReadableStream();
    await expect(readResult(cut, () => undefined)).rejects.toThrow('broke off');
  });
});

describe('cells', () => {
  it('read by their type, decimals to the last digit', () => {
    expect(cellText('12345678901234567890.1234', 'DECIMAL(38,4)')).toBe('12,345,678,901,234,567,890.1234');
    expect(cellText('9007199254740993', 'BIGINT')).toBe('9,007,199,254,740,993');
    expect(cellText('2026-01-15', 'DATE')).toBe('Jan 15, 2026');
    expect(cellText({ a: 1 }, 'STRUCT(a INTEGER)')).toBe('{"a":1}');
    expect(cellText('NaN', 'DOUBLE')).toBe('NaN');
    expect(['DECIMAL(4,2)[]', 'TIMESTAMP WITH TIME ZONE', 'UBIGINT'].map(cellKind)).toEqual(['text', 'time', 'number']);
  });

  it('sort as what they are, NULL last whichever way', () => {
    const columns = [column('name', 'VARCHAR'), column('n', 'DECIMAL(4,1)')];
    const rows = [
      ['p-10', '9.5'],
      [null, null],
      ['p-9', '10.0'],
    ];
    const names = (place: number, descending: boolean) =>
      sortRows(rows, columns, { column: place, descending }).map(([name]) => name);
    expect(names(0, false)).toEqual(['p-9', 'p-10', null]);
    expect(names(1, true)).toEqual(['p-9', 'p-10', null]);
    expect(names(1, false)).toEqual(['p-10', 'p-9', null]);
  });
});

describe('the editor', () => {
  it('paints every character of the text once', () => {
    const piece = fc.constantFrom(
      'SELECT',
      ' ',
      "'a''b",
      '"x"',
      '-- c',
      '\n',
      '$from',
      '1.5e3',
      '/* d',
      '*/',
      'é',
      'sum(x)',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const sql = pieces.join('');
        expect(
          sqlTokens(sql)
            .map(({ text }) => text)
            .join(''),
        ).toBe(sql);
      }),
    );
  });

  it('finds parameters where they are meant, each once', () => {
    expect(parameterNames('SELECT $b, \'$no\' -- $no\n, "$no", $a, $b')).toEqual(['b', 'a']);
  });

  it('indents lines and takes it back', () => {
    const text = 'SELECT 1\nFROM a\nWHERE b';
    const further = indentText({ text, from: 10, to: 18 }, false);
    expect(further.text).toBe('SELECT 1\n  FROM a\n  WHERE b');
    expect(indentText(further, true).text).toBe(text);
    expect(indentText({ text: 'ab', from: 1, to: 1 }, false)).toEqual({ text: 'a  b', from: 3, to: 3 });
  });

  it('finds the place of a mistake, and quotes names that need it', () => {
    const text = 'SELECT a\nFROM evnts x';
    expect(wordAt(text, offsetOf(text, 2, 6))).toEqual({ from: 14, to: 19 });
    expect([quotedName('events'), quotedName('Order "1"')]).toEqual(['events', '"Order ""1"""']);
  });
});

describe('the chart', () => {
  const columns = [column('hour', 'TIMESTAMP'), column('category', 'VARCHAR'), column('revenue', 'DECIMAL(38,4)')];
  const none = { x: '', y: '', by: '' };

  it('takes time along, numbers up and texts apart, unless told otherwise', () => {
    expect(chartChoice(columns, none)).toEqual({ x: 0, y: 2, by: 1 });
    expect(chartChoice(columns, { ...none, x: 'category', by: 'none' })).toEqual({ x: 1, y: 2, by: -1 });
    expect(chartChoice(columns.slice(0, 2), none)).toBeNull();
  });

  it('adds up what falls together, and keeps time in order', () => {
    const rows = [
      ['2026-01-15T11:00:00Z', 'books', '1.5'],
      ['2026-01-15T10:00:00Z', 'books', '2'],
      ['2026-01-15T10:00:00Z', 'toys', '4'],
      ['2026-01-15T11:00:00Z', 'books', '0.5'],
      ['2026-01-15T11:00:00Z', 'toys', null],
    ];
    const data = chartData(columns, rows, { x: 0, y: 2, by: 1 });
    expect(data.xs).toEqual([Date.parse('2026-01-15T10:00:00Z'), Date.parse('2026-01-15T11:00:00Z')]);
    expect(data.series).toEqual([
      { name: 'books', values: [2, 2] },
      { name: 'toys', values: [4, null] },
    ]);
  });
});

/** Row classes, keys, comparators and generated code. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodeWriter } from '../../src/row/code-writer.ts';
import { compareText, rowComparator } from '../../src/row/compare.ts';
import { type DataType, type Schema, STRING } from '../../src/row/data-type.ts';
import type { Value } from '../../src/row/row.ts';
import { rowClass, rowToValues, valuesToRow } from '../../src/row/row-class.ts';
import { rowKey } from '../../src/row/row-key.ts';

const INT: DataType = { kind: 'INT', nullable: true };
const NOT_NULL_INT: DataType = { kind: 'INT', nullable: false };
const DECIMAL: DataType = { kind: 'DECIMAL', precision: 38, scale: 2, nullable: true };
const schemaOf = (...types: DataType[]): Schema => types.map((type, index) => ({ name: `f${index}`, type }));

describe('row classes', () => {
  test('hold the columns under c0, c1 …', () => {
    const Order = rowClass(schemaOf(STRING, INT));
    const row = new Order('o1', 7);
    expect(row.c0).toBe('o1');
    expect(rowToValues(row)).toEqual(['o1', 7]);
    expect(valuesToRow(Order, ['o1', 7])).toEqual(row);
  });

  test('survive a trip through state, maps included', () => {
    const map: DataType = {
      kind: 'MAP',
      key: STRING,
      value: { kind: 'ARRAY', element: INT, nullable: true },
      nullable: true,
    };
    const Row = rowClass(schemaOf(map, DECIMAL, { kind: 'ROW', fields: schemaOf(map), nullable: true }));
    const values: Value[] = [new Map([['a', [1, null]]]), 10n ** 30n, [new Map([['b', null]])]];
    const row = new Row(...values);
    expect(Row.fromValues(Row.toValues(row))).toEqual(row);
    expect(JSON.stringify(Row.toValues(new Row(values[0] ?? null, 5, null)))).toBe('[[["a",[1,null]]],5,null]');
  });
});

describe('row keys', () => {
  test('a single text or number is its own key', () => {
    const Row = rowClass(schemaOf(STRING, INT, NOT_NULL_INT));
    const row = new Row('user', 7, 8);
    expect(rowKey(schemaOf(STRING, INT), [0])(row)).toBe('user');
    expect(rowKey(schemaOf(STRING, INT), [1])(row)).toBe(7);
    expect(rowKey(schemaOf(STRING, INT), [])(row)).toBe(rowKey(schemaOf(STRING), [])(row));
  });

  const types: DataType[] = [
    STRING,
    INT,
    DECIMAL,
    { kind: 'BOOLEAN', nullable: true },
    { kind: 'ARRAY', element: STRING, nullable: true },
  ];
  const texts = fc.oneof(fc.string(), fc.constantFrom('null', '~', '0', '1:a', ',', '', '1,', ':'));
  const valueArbitraries: fc.Arbitrary<Value>[] = [
    fc.option(texts),
    fc.option(fc.integer({ min: -3, max: 3 })),
    fc.option(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(10n ** 20n, 10n ** 21n))),
    fc.option(fc.boolean()),
    fc.option(fc.array(fc.option(texts), { maxLength: 2 })),
  ];
  const indexes = fc.array(fc.integer({ min: 0, max: types.length - 1 }), { minLength: 1, maxLength: 3 });

  test('are equal exactly when all columns are', () => {
    const schemas = indexes.chain((picks) => {
      const row = fc.tuple(...picks.map((pick) => valueArbitraries[pick] ?? fc.constant(null)));
      return fc.tuple(fc.constant(picks), row, row);
    });
    fc.assert(
      fc.property(schemas, ([picks, a, b]) => {
        const schema = schemaOf(...picks.map((pick) => types[pick] ?? INT));
        const Row = rowClass(schema);
        const key = rowKey(schema, [...picks.keys()]);
        const keys = new Set([key(new Row(...a)), key(new Row(...b))]);
        const same = picks.every((_, index) => structurallyEqual(a[index], b[index]));
        expect(keys.size).toBe(same ? 1 : 2);
        expect(key(new Row(...a))).toBe(key(new Row(...a)));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('composite keys cannot be read in two ways', () => {
  test.each<[Value[], Value[]]>([
    [
      ['a:', 'b'],
      ['a', ':b'],
    ],
    [
      ['1:a', ''],
      ['1', 'a1:'],
    ],
    [
      [null, '~'],
      ['~', null],
    ],
    [
      ['', 'ab'],
      ['a', 'b'],
    ],
    [
      ['2:', ''],
      ['', '2:'],
    ],
  ])('%j and %j', (a, b) => {
    const schema = schemaOf(STRING, STRING);
    const Row = rowClass(schema);
    const key = rowKey(schema, [0, 1]);
    expect(key(new Row(...a))).not.toBe(key(new Row(...b)));
  });
});

function structurallyEqual(a: unknown, b: unknown): boolean {
  const text = (value: unknown) => JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part));
  return text(a) === text(b);
}

describe('order', () => {
  test('texts compare by code points', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    );
    expect(compareText('\uffff', '😀')).toBeLessThan(0);
  });

  test.each([
    [false, false, [null, 1, 2]],
    [false, true, [1, 2, null]],
    [true, false, [null, 2, 1]],
    [true, true, [2, 1, null]],
  ])('descending %s, nulls last %s', (descending, nullsLast, expected) => {
    const schema = schemaOf(INT);
    const Row = rowClass(schema);
    const rows = [2, null, 1].map((value) => new Row(value));
    const sorted = rows.toSorted(rowComparator(schema, [{ column: 0, descending, nullsLast }]));
    expect(sorted.map((row) => row.c0)).toEqual(expected);
  });
});

describe('code writer', () => {
  test('writes readable code and binds values by name', () => {
    const writer = new CodeWriter('example');
    const limit = writer.bind('limit', 3);
    writer.block('return (row) =>', () => {
      const name = writer.variable('price');
      writer.line(`const ${name} = row.c0;`);
      writer.line(`return ${name} > ${limit};`);
    });
    expect(writer.source()).toBe('return (row) => {\n  const price1 = row.c0;\n  return price1 > $limit;\n}\n');
    expect(writer.evaluate<(row: { c0: number }) => boolean>()({ c0: 4 })).toBe(true);
  });

  test('shows the source when it is not valid', () => {
    const writer = new CodeWriter('broken');
    writer.line('return (;');
    expect(() => writer.evaluate()).toThrow(/broken is not valid[\s\S]*return \(;/);
  });
});

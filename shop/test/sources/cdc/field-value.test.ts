/** Values keep every digit on their way from a column to a field, or are refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventIdKind, eventIdBits, readEventId } from '../../../src/events/event-id.ts';
import { conversionOf, epochConversion, isFault } from '../../../src/sources/cdc/field-value.ts';
import { snapshotIds, transactionIds } from '../../../src/sources/cdc/postgres/change-id.ts';
import { textReaderOf } from '../../../src/sources/cdc/postgres/column-text.ts';
import { lsnText, parseLsn } from '../../../src/sources/cdc/postgres/lsn.ts';
import { hasSeen, parseVisibility } from '../../../src/sources/cdc/postgres/snapshot-visibility.ts';

describe('money', () => {
  const price = conversionOf('price');

  it('is exact with up to four decimals, whatever zeros follow', () => {
    const tenThousandths = fc.integer({ min: 0, max: 99_999_999_999_999 });
    fc.assert(
      fc.property(tenThousandths, fc.integer({ min: 0, max: 6 }), (amount, zeros) => {
        const digits = String(amount).padStart(5, '0');
        const text = `${digits.slice(0, -4)}.${digits.slice(-4)}${'0'.repeat(zeros)}`;
        expect(price(text)).toBe(Number(`${digits.slice(0, -4)}.${digits.slice(-4)}`));
      }),
    );
  });

  it('with more decimals is refused, never rounded', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: 9 }), (whole, last) => {
        expect(isFault(price(`${whole}.1234${last}`))).toBe(true);
      }),
    );
  });

  it.each(['', 'NaN', 'Infinity', '1e5', '12,50', '0x10', true, ['1']])('is not made of %j', (value) => {
    expect(isFault(price(value))).toBe(true);
  });
});

describe('whole numbers', () => {
  const quantity = conversionOf('quantity');

  it('are whole', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(quantity(String(value))).toBe(value);
      }),
    );
    expect(quantity('12.00')).toBe(12);
    for (const bad of ['12.5', '', 'twelve', '9007199254740993']) expect(isFault(quantity(bad))).toBe(true);
  });
});

describe('times', () => {
  const createdAt = conversionOf('createdAt');

  it.each([
    ['2024-01-15', '2024-01-15T00:00:00Z'],
    ['2024-01-15T10:30:00.123456', '2024-01-15T10:30:00.123456Z'],
    ['2024-01-15T10:30:00+02', '2024-01-15T10:30:00+02:00'],
    ['2024-01-15 10:30:00+0530', '2024-01-15T10:30:00+05:30'],
    ['2024-01-15T10:30:00Z', '2024-01-15T10:30:00Z'],
    [null, null],
  ])('%j is %j', (value, expected) => expect(createdAt(value)).toBe(expected));

  it('of a unit are found again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (ms) => {
        const expected = new Date(ms).toISOString();
        expect(epochConversion('microseconds')(String(ms * 1000))).toBe(expected);
        expect(epochConversion('milliseconds')(ms)).toBe(expected);
        expect(epochConversion('seconds')(ms / 1000)).toBe(expected);
        expect(epochConversion('seconds')((ms / 1000).toFixed(3))).toBe(expected);
        expect(epochConversion('days')(Math.floor(ms / 86_400_000))).toBe(`${expected.slice(0, 10)}T00:00:00.000Z`);
      }),
    );
  });

  it.each(['', ' ', true, [1], '0x10'])('%j is no number of a unit', (value) => {
    expect(isFault(epochConversion('seconds')(value))).toBe(true);
  });

  it.each(['infinity', 'soon', 1e300])('%j is none', (value) => expect(isFault(createdAt(value))).toBe(true));
});

describe('columns', () => {
  it('of int8 are numbers while a number holds them, and text beyond', () => {
    const read = textReaderOf(20);
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(String(read(String(value)))).toBe(String(value));
      }),
    );
  });

  it('of bytea come back from base64', () => {
    const read = textReaderOf(17);
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = String(read(`\\x${Buffer.from(bytes).toString('hex')}`));
        expect([...Buffer.from(text, 'base64')]).toEqual([...bytes]);
      }),
    );
  });

  it('of arrays are lists, with what their elements are', () => {
    expect(textReaderOf(1007)('{1,NULL,3}')).toEqual([1, null, 3]);
    expect(textReaderOf(1231)('{1.50,2}')).toEqual(['1.50', '2']);
    expect(textReaderOf(1009)('{"a,b","c\\"d",NULL}')).toEqual(['a,b', 'c"d', null]);
    expect(textReaderOf(99_999, true)('{new,used}')).toEqual(['new', 'used']);
    expect(textReaderOf(99_999)('{new,used}')).toBe('{new,used}');
  });

  it('of floats that JSON cannot hold are text', () => {
    expect(['NaN', 'Infinity', '0.1'].map(textReaderOf(701))).toEqual(['NaN', 'Infinity', 0.1]);
  });
});

describe('places and snapshots', () => {
  it('a place is its text', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (lsn) => {
        expect(parseLsn(lsnText(lsn))).toBe(lsn);
      }),
    );
    expect(lsnText(parseLsn('16/B374D848'))).toBe('16/B374D848');
  });

  it('a snapshot has seen what was over before it, also when 32 bits have run over', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 10n, max: 2n ** 40n }), fc.array(fc.integer({ min: 1, max: 9 })), (xmax, gaps) => {
        const running = new Set(gaps.map((gap) => xmax - BigInt(gap)));
        const xmin = [...running].reduce((least, id) => (id < least ? id : least), xmax);
        const seen = parseVisibility(`${xmin}:${xmax}:${[...running].join(',')}`);
        const told = (xid: bigint) => hasSeen(seen, Number(xid % 2n ** 32n));
        expect(told(xmax)).toBe(false);
        expect(told(xmin - 1n)).toBe(true);
        for (const id of running) expect(told(id)).toBe(false);
        for (let id = xmin; id < xmax; id++) expect(told(id)).toBe(!running.has(id));
      }),
    );
  });
});

describe('ids', () => {
  const bits = eventIdBits();
  const row = fc.integer({ min: 0, max: 2 ** 28 - 1 });

  it('are UUIDs that differ by source, place, number and kind', () => {
    const change = fc.tuple(fc.constantFrom('a', 'b'), fc.maxSafeNat(), row, fc.integer({ min: 0, max: 15 }));
    fc.assert(
      fc.property(fc.uniqueArray(change, { selector: String, minLength: 2 }), (changes) => {
        const ids = changes.map(([source, lsn, number, kind]) => transactionIds(source, lsn)(number, kind));
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) {
          readEventId(id, bits);
          expect(bits.kind).toBe(EventIdKind.UUID);
        }
      }),
    );
  });

  it('of snapshots differ by generation, table and row', () => {
    const ids = [1, 2].flatMap((generation) =>
      ['public.a', 'public.b'].flatMap((table) => [0, 1, 2 ** 33].map(snapshotIds('s', generation, table))),
    );
    expect(new Set(ids).size).toBe(12);
    readEventId(ids[5] ?? '', bits);
    expect(bits.kind).toBe(EventIdKind.UUID);
  });
});

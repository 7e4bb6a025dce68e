/** Time functions: input → what Flink gives. */
import { describe, expect, test } from 'vitest';
import type { DataType } from '../../../../src/row/data-type.ts';
import type { Value } from '../../../../src/row/row.ts';
import { parseDate } from '../../../../src/row/timestamp.ts';
import {
  BIGINT,
  call,
  callValue,
  column,
  columnCallValue,
  DATE,
  DOUBLE,
  decimal,
  evaluate,
  INT,
  INTERVAL_DAY,
  INTERVAL_YEAR,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMP_LTZ,
  type Typed,
} from '../build.ts';

const at = (text: string): Typed => [Date.parse(`${text.replace(' ', 'T')}Z`), TIMESTAMP];
const day = (text: string): Typed => [parseDate(text) ?? null, DATE];
const text = (value: string | null): Typed => [value, STRING];

function check(name: string, args: readonly Typed[], type: DataType, expected: Value): void {
  expect(callValue(name, args, type)).toEqual(expected);
  const units = args.flatMap(([value], index) => (typeof value === 'string' && /^[A-Z]+$/.test(value) ? [index] : []));
  expect(columnCallValue(name, args, type, units)).toEqual(expected);
}

describe('fields and rounding', () => {
  test.each<[string, Typed, number]>([
    ['YEAR', at('2024-03-15 10:20:30.456'), 2024],
    ['HOUR', at('2024-03-15 10:20:30.456'), 10],
    ['DOW', at('2024-03-17 00:00:00'), 1],
    ['WEEK', day('2024-12-30'), 1],
    ['DOY', day('2024-03-01'), 61],
    ['MINUTE', [37_800_000, TIME], 30],
    ['MICROSECOND', at('2024-03-15 10:20:30.456'), 456_000],
    ['DAY', [-90_000_000, INTERVAL_DAY], -1],
    ['HOUR', [90_000_000, INTERVAL_DAY], 1],
    ['MONTH', [14, INTERVAL_YEAR], 2],
  ])('EXTRACT(%s FROM %j) is %i', (unit, value, expected) => {
    check('EXTRACT', [text(unit), value], BIGINT, expected);
  });

  test('FLOOR and CEIL keep the type', () => {
    check('FLOOR_TIME', [at('2024-03-15 10:20:30.456'), text('HOUR')], TIMESTAMP, at('2024-03-15 10:00:00')[0]);
    check('CEIL_TIME', [at('2024-03-15 10:20:30.456'), text('DAY')], TIMESTAMP, at('2024-03-16 00:00:00')[0]);
    check('FLOOR_TIME', [day('2024-03-15'), text('MONTH')], DATE, parseDate('2024-03-01') ?? null);
    check('CEIL_TIME', [[null, DATE], text('MONTH')], DATE, null);
  });
});

describe('intervals', () => {
  test.each<[string, Typed, Typed, DataType, Value]>([
    ['DATETIME_PLUS', at('2024-01-31 10:00:00'), [1, INTERVAL_YEAR], TIMESTAMP, at('2024-02-29 10:00:00')[0]],
    ['DATETIME_MINUS', at('2024-01-01 00:00:05'), [10_000, INTERVAL_DAY], TIMESTAMP, at('2023-12-31 23:59:55')[0]],
    ['DATETIME_PLUS', day('2024-01-31'), [86_400_000, INTERVAL_DAY], DATE, parseDate('2024-02-01') ?? null],
    ['DATETIME_MINUS', day('2024-03-31'), [1, INTERVAL_YEAR], DATE, parseDate('2024-02-29') ?? null],
    ['DATETIME_PLUS', [82_800_000, TIME], [7_200_000, INTERVAL_DAY], TIME, 3_600_000],
    ['DATETIME_MINUS', [3_600_000, TIME], [7_200_000, INTERVAL_DAY], TIME, 82_800_000],
  ])('%s(%j, %j)', (name, time, interval, type, expected) => {
    check(name, [time, interval], type, expected);
  });

  test.each<[string, Typed, Typed, number]>([
    ['SECOND', at('2024-01-01 00:00:00'), at('2024-01-01 00:00:59.999'), 59],
    ['MINUTE', at('2024-01-01 00:00:59'), at('2024-01-01 00:00:00'), 0],
    ['HOUR', at('2024-01-02 00:00:00'), at('2024-01-01 00:00:00'), -24],
    ['DAY', day('2024-01-01'), at('2024-01-03 12:00:00'), 2],
    ['WEEK', day('2024-01-01'), day('2024-01-14'), 1],
    ['MONTH', at('2024-01-31 00:00:00'), at('2024-02-29 00:00:00'), 1],
    ['QUARTER', day('2024-01-01'), day('2024-12-31'), 3],
    ['YEAR', day('2024-02-29'), day('2025-02-28'), 1],
  ])('TIMESTAMPDIFF(%s, %j, %j) is %i', (unit, from, to, expected) => {
    check('TIMESTAMPDIFF', [text(unit), from, to], INT, expected);
  });
});

describe('formats', () => {
  const moment = at('2024-03-05 14:07:09.042');
  test.each([
    ['yyyy-MM-dd', '2024-03-05'],
    ['yyyy-MM-dd HH:mm', '2024-03-05 14:07'],
    ["yyyyMMdd'T'HHmmss.SSS", '20240305T140709.042'],
    ['d/M/yy h:mm a', '5/3/24 2:07 PM'],
    ['EEE, dd MMM yyyy', 'Tue, 05 Mar 2024'],
    ['EEEE d MMMM', 'Tuesday 5 March'],
    ["HH 'o''clock'", "14 o'clock"],
    ['DDD', '065'],
    ['SS', '04'],
  ])('DATE_FORMAT with %s', (format, expected) => {
    check('DATE_FORMAT', [moment, text(format)], STRING, expected);
  });

  test('DATE_FORMAT of a text', () => {
    check('DATE_FORMAT', [text('2024-03-05 14:07:09'), text('HH:mm')], STRING, '14:07');
    check('DATE_FORMAT', [text('soon'), text('HH:mm')], STRING, null);
  });

  test('a letter that depends on place or zone is refused', () => {
    expect(() => check('DATE_FORMAT', [moment, text('HH:mm z')], STRING, null)).toThrow('the letter z');
    expect(() => check('DATE_FORMAT', [moment, text('HH:mm XXX')], STRING, null)).toThrow('the letter X');
  });

  test.each<[string, string | undefined, string | null]>([
    ['2024-03-05 14:07:09', undefined, '2024-03-05 14:07:09'],
    ['2024-03-05 14:07:09.0429', undefined, '2024-03-05 14:07:09.042'],
    ['2024-03-05', undefined, '2024-03-05 00:00:00'],
    ['05.03.2024 14:07', 'dd.MM.yyyy HH:mm', '2024-03-05 14:07:00'],
    ['20240305140709', 'yyyyMMddHHmmss', '2024-03-05 14:07:09'],
    ['2024-03-05T14:07:09Z', "yyyy-MM-dd'T'HH:mm:ss'Z'", '2024-03-05 14:07:09'],
    ['2024-02-31', 'yyyy-MM-dd', '2024-02-29 00:00:00'],
    ['3/5/2024 2:07 PM', 'M/d/yyyy h:mm a', '2024-03-05 14:07:00'],
    ['Mar 5 2024', 'MMM d yyyy', '2024-03-05 00:00:00'],
    ['2024-03-05', 'yyyy-MM-dd[ HH:mm]', '2024-03-05 00:00:00'],
    ['2024-3-5 4:5:6', 'yyyy/MM/dd', '2024-03-05 04:05:06'],
    ['2024-13-05', 'yyyy-MM-dd', null],
    ['nonsense', 'yyyy-MM-dd', null],
    ['nonsense', undefined, null],
  ])('TO_TIMESTAMP(%s, %s)', (value, format, expected) => {
    const args = format === undefined ? [text(value)] : [text(value), text(format)];
    check('TO_TIMESTAMP', args, TIMESTAMP, expected === null ? null : at(expected)[0]);
  });

  test('TO_TIMESTAMP_LTZ of numbers and zoned texts', () => {
    check(
      'TO_TIMESTAMP_LTZ',
      [
        [1_700_000_000, BIGINT],
        [0, INT],
      ],
      TIMESTAMP_LTZ,
      1_700_000_000_000,
    );
    check(
      'TO_TIMESTAMP_LTZ',
      [
        [1_700_000_000_123, BIGINT],
        [3, INT],
      ],
      TIMESTAMP_LTZ,
      1_700_000_000_123,
    );
    check(
      'TO_TIMESTAMP_LTZ',
      [
        [1.5, DOUBLE],
        [0, INT],
      ],
      TIMESTAMP_LTZ,
      1500,
    );
    check(
      'TO_TIMESTAMP_LTZ',
      [
        [150, decimal(5, 2)],
        [0, INT],
      ],
      TIMESTAMP_LTZ,
      1000,
    );
    check(
      'TO_TIMESTAMP_LTZ',
      [
        [1e15, BIGINT],
        [0, INT],
      ],
      TIMESTAMP_LTZ,
      null,
    );
    const zoned = [text('2024-07-01 12:00:00'), text('yyyy-MM-dd HH:mm:ss'), text('Europe/Berlin')];
    check('TO_TIMESTAMP_LTZ', zoned, TIMESTAMP_LTZ, at('2024-07-01 10:00:00')[0]);
  });

  test('dates and seconds', () => {
    check('TO_DATE', [text('2024-03-05')], DATE, parseDate('2024-03-05') ?? null);
    check('TO_DATE', [text('05.03.2024'), text('dd.MM.yyyy')], DATE, parseDate('2024-03-05') ?? null);
    check('TO_DATE', [text('x')], DATE, null);
    check('FROM_UNIXTIME', [[44, BIGINT]], STRING, '1970-01-01 00:00:44');
    check('FROM_UNIXTIME', [[44, BIGINT], text('mm:ss')], STRING, '00:44');
    check('UNIX_TIMESTAMP', [text('1970-01-01 00:00:44')], BIGINT, 44);
    check('UNIX_TIMESTAMP', [text('1970/01/02'), text('yyyy/MM/dd')], BIGINT, 86_400);
  });

  test.each([
    ['1970-01-01 00:00:00', 'UTC', 'America/Los_Angeles', '1969-12-31 16:00:00'],
    ['2024-07-01 12:00:00', 'Europe/Berlin', 'Asia/Kolkata', '2024-07-01 15:30:00'],
    ['2024-01-01 12:00:00', 'GMT+8', 'UTC', '2024-01-01 04:00:00'],
  ])('CONVERT_TZ(%s, %s, %s)', (value, from, to, expected) => {
    expect(callValue('CONVERT_TZ', [text(value), text(from), text(to)], STRING)).toBe(expected);
    expect(columnCallValue('CONVERT_TZ', [text(value), text(from), text(to)], STRING)).toBe(expected);
  });
});

test('the clock is refused where no arrival time is known', () => {
  expect(() => evaluate(call('CURRENT_TIMESTAMP', [], TIMESTAMP_LTZ), [])).toThrow(
    'CURRENT_TIMESTAMP is not available here',
  );
  expect(evaluate(call('COALESCE', [column(0, STRING)], STRING), ['x'])).toBe('x');
});

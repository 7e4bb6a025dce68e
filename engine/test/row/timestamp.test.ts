/** Times as text and calendar arithmetic, against Date and Intl. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMonths, monthsBetween } from '../../src/row/add-months.ts';
import { civilFromDays, daysFromCivil, isoWeek } from '../../src/row/civil-date.ts';
import { extractField, type TimeField } from '../../src/row/time-field.ts';
import { ceilToUnit, floorToUnit, type TimeUnit } from '../../src/row/time-unit.ts';
import {
  formatDate,
  formatIsoTimestamp,
  formatTime,
  formatTimestamp,
  MAX_TIMESTAMP,
  MIN_TIMESTAMP,
  parseDate,
  parseIsoTimestamp,
  parseSqlTimestamp,
  parseTime,
} from '../../src/row/timestamp.ts';

const timestamps = fc.integer({ min: MIN_TIMESTAMP, max: MAX_TIMESTAMP });
const runs = { numRuns: 5000 };
const at = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`);

describe('timestamps as text', () => {
  test('formats as Date does and reads it back', () => {
    fc.assert(
      fc.property(timestamps, (ms) => {
        const iso = new Date(ms).toISOString();
        expect(formatIsoTimestamp(ms)).toBe(iso);
        expect(formatTimestamp(ms)).toBe(iso.slice(0, 23).replace('T', ' '));
        expect(parseIsoTimestamp(iso)).toBe(ms);
        expect(parseSqlTimestamp(formatTimestamp(ms))).toBe(ms);
        expect(parseDate(formatDate(Math.floor(ms / 86_400_000)))).toBe(Math.floor(ms / 86_400_000));
      }),
      runs,
    );
  });

  test.each([
    ['2024-01-15 10:30:00', at('2024-01-15 10:30:00.000')],
    ['2024-01-15 10:30:00.5', at('2024-01-15 10:30:00.500')],
    ['2024-01-15 10:30:00.123000', at('2024-01-15 10:30:00.123')],
    ['2024-01-15', at('2024-01-15 00:00:00')],
    ['2024-1-5 9:3:7', at('2024-01-05 09:03:07')],
    ['2024-02-30 00:00:00', at('2024-02-29 00:00:00')],
    ['2023-02-31', at('2023-02-28 00:00:00')],
    ['2024-01-15 10:30:00.1234', undefined],
    ['2024-01-15T10:30:00', undefined],
    ['2024-01-15 24:00:00', undefined],
    ['2024-01-15 10:60:00', undefined],
    ['2024-01-15 10:30', undefined],
    ['2024-01-15 10:30:00 ', undefined],
    ['2024-13-01', undefined],
    ['0000-01-01', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ])('SQL: %s', (text, expected) => {
    expect(parseSqlTimestamp(text)).toBe(expected);
  });

  test('digits below the millisecond can be cut instead', () => {
    expect(parseSqlTimestamp('2024-01-15 10:30:00.1239', 'cut')).toBe(at('2024-01-15 10:30:00.123'));
  });

  test.each([
    ['2024-01-15T10:30:00Z', 'required', at('2024-01-15 10:30:00')],
    ['2024-01-15T10:30:00+02:00', 'optional', at('2024-01-15 08:30:00')],
    ['2024-01-15T10:30:00-0530', 'optional', at('2024-01-15 16:00:00')],
    ['2024-01-15T10:30:00.25', 'none', at('2024-01-15 10:30:00.250')],
    ['2024-01-15T10:30:00', 'required', undefined],
    ['2024-01-15T10:30:00Z', 'none', undefined],
    ['2024-01-15T10:30:00.', 'optional', undefined],
    ['2024-01-15T10:30:00Zulu', 'optional', undefined],
    ['2024-02-30T10:30:00Z', 'optional', undefined],
    ['2024-01-15 10:30:00Z', 'optional', undefined],
  ] as const)('ISO: %s with zone %s', (text, zone, expected) => {
    expect(parseIsoTimestamp(text, zone)).toBe(expected);
  });

  test('a date that does not exist is not remembered', () => {
    expect(parseIsoTimestamp('2024-01-15T00:00:00Z')).toBe(at('2024-01-15 00:00:00'));
    expect(parseIsoTimestamp('2024-02-31T00:00:00Z')).toBeUndefined();
    expect(parseIsoTimestamp('2024-02-31T00:00:00Z')).toBeUndefined();
  });

  test.each([
    [0, '2024-01-15 10:30:00'],
    [3, '2024-01-15 10:30:00.000'],
    [6, '2024-01-15 10:30:00.000000'],
  ])('precision %i', (precision, expected) => {
    expect(formatTimestamp(at('2024-01-15 10:30:00'), precision)).toBe(expected);
  });

  test('times', () => {
    expect(parseTime('10:30')).toBe(37_800_000);
    expect(parseTime('10:30:01.250')).toBe(37_801_250);
    expect(parseTime('25:00:00')).toBeUndefined();
    expect(formatTime(37_801_250, 3)).toBe('10:30:01.25');
    expect(formatTime(37_800_000, 3)).toBe('10:30:00.0');
    expect(formatTime(37_800_000)).toBe('10:30:00');
  });

  test('dates as CAST reads them', () => {
    expect(parseDate('2024-01-15 10:30:00')).toBe(daysFromCivil(2024, 1, 15));
    expect(parseDate('2024-1-5')).toBe(daysFromCivil(2024, 1, 5));
    expect(parseDate('2024')).toBe(daysFromCivil(2024, 1, 1));
    expect(parseDate('2024-02-30')).toBeUndefined();
  });
});

describe('calendar', () => {
  test('dates and days convert as in Date', () => {
    fc.assert(
      fc.property(timestamps, (ms) => {
        const date = new Date(ms);
        const days = Math.floor(ms / 86_400_000);
        const civil = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
        expect(civilFromDays(days)).toEqual(civil);
        expect(daysFromCivil(civil.year, civil.month, civil.day)).toBe(days);
      }),
      runs,
    );
  });

  test('fields agree with Date', () => {
    fc.assert(
      fc.property(timestamps, (ms) => {
        const date = new Date(ms);
        expect(extractField('HOUR', ms)).toBe(date.getUTCHours());
        expect(extractField('MINUTE', ms)).toBe(date.getUTCMinutes());
        expect(extractField('SECOND', ms)).toBe(date.getUTCSeconds());
        expect(extractField('MILLISECOND', ms)).toBe(date.getUTCMilliseconds());
        expect(extractField('DOW', ms)).toBe(date.getUTCDay() + 1);
        expect(extractField('EPOCH', ms)).toBe(Math.floor(ms / 1000));
        expect(extractField('QUARTER', ms)).toBe(Math.floor(date.getUTCMonth() / 3) + 1);
      }),
      runs,
    );
  });

  test.each([
    ['2021-01-03', 2020, 53],
    ['2021-01-04', 2021, 1],
    ['2024-12-30', 2025, 1],
    ['2016-01-01', 2015, 53],
    ['2024-01-15', 2024, 3],
  ])('ISO week of %s', (text, year, week) => {
    expect(isoWeek(parseDate(text) ?? 0)).toEqual({ year, week });
  });

  test.each<[TimeField, number]>([
    ['CENTURY', 21],
    ['DECADE', 202],
    ['MILLENNIUM', 3],
    ['DOY', 366],
    ['ISODOW', 2],
    ['ISOYEAR', 2025],
    ['WEEK', 1],
  ])('%s of 2024-12-31', (field, expected) => {
    expect(extractField(field, at('2024-12-31 10:00:00'))).toBe(expected);
  });

  test.each<[TimeUnit, string, string]>([
    ['SECOND', '2024-05-15 10:30:45', '2024-05-15 10:30:46'],
    ['MINUTE', '2024-05-15 10:30:00', '2024-05-15 10:31:00'],
    ['HOUR', '2024-05-15 10:00:00', '2024-05-15 11:00:00'],
    ['DAY', '2024-05-15 00:00:00', '2024-05-16 00:00:00'],
    ['WEEK', '2024-05-12 00:00:00', '2024-05-19 00:00:00'],
    ['MONTH', '2024-05-01 00:00:00', '2024-06-01 00:00:00'],
    ['QUARTER', '2024-04-01 00:00:00', '2024-07-01 00:00:00'],
    ['YEAR', '2024-01-01 00:00:00', '2025-01-01 00:00:00'],
    ['DECADE', '2020-01-01 00:00:00', '2030-01-01 00:00:00'],
    ['CENTURY', '2001-01-01 00:00:00', '2101-01-01 00:00:00'],
    ['MILLENNIUM', '2001-01-01 00:00:00', '3001-01-01 00:00:00'],
  ])('FLOOR and CEIL to %s', (unit, floor, ceiling) => {
    const ms = at('2024-05-15 10:30:45.678');
    expect(formatTimestamp(floorToUnit(unit, ms), 0)).toBe(floor);
    expect(formatTimestamp(ceilToUnit(unit, ms), 0)).toBe(ceiling);
  });

  test('months clamp to the last day and count whole', () => {
    expect(addMonths(at('2024-01-31 10:00:00'), 1)).toBe(at('2024-02-29 10:00:00'));
    expect(addMonths(at('2024-03-31 10:00:00'), -13)).toBe(at('2023-02-28 10:00:00'));
    expect(monthsBetween(at('2024-01-31 00:00:00'), at('2024-02-29 00:00:00'))).toBe(1);
    expect(monthsBetween(at('2024-01-15 12:00:00'), at('2024-02-15 11:59:59'))).toBe(0);
    expect(monthsBetween(at('2024-02-15 00:00:00'), at('2024-01-15 00:00:00'))).toBe(-1);
  });

  test('adding the whole months between never overshoots', () => {
    fc.assert(
      fc.property(timestamps, timestamps, (a, b) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const months = monthsBetween(from, to);
        expect(addMonths(from, months)).toBeLessThanOrEqual(to);
        expect(addMonths(from, months + 1)).toBeGreaterThan(to);
      }),
      runs,
    );
  });
});

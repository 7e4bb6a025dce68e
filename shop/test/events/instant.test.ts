import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatInstant, parseInstant } from '../../src/events/instant.ts';

const inYears = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});

test('writes as toISOString does, and reads that again', () => {
  fc.assert(
    fc.property(inYears, (date) => {
      expect(formatInstant(date.getTime())).toBe(date.toISOString());
      expect(parseInstant(date.toISOString())).toBe(date.getTime());
    }),
  );
});

test.each([
  ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ['2024-12-31T23:59:59.999999999Z', Date.UTC(2024, 11, 31, 23, 59, 59, 999)],
  ['2024-01-15T10:30:00-08:00', Date.UTC(2024, 0, 15, 18, 30)],
])('reads %s', (text, epochMs) => {
  expect(parseInstant(text)).toBe(epochMs);
});

test.each([
  '2023-02-29T00:00:00Z',
  '2024-04-31T00:00:00Z',
  '2024-13-01T00:00:00Z',
  '2024-01-00T00:00:00Z',
  '2024-01-15T24:00:00Z',
  '2024-01-15T10:60:00Z',
  '2024-01-15T10:30:60Z',
  '2024-01-15T10:30:00',
  '2024-01-15 10:30:00Z',
  '2024-01-15T10:30Z',
  '2024-01-15T10:30:00+25:00',
  '+002024-01-15T10:30:00Z',
  'Jan 15 2024',
  '',
])('refuses %j', (text) => {
  expect(parseInstant(text)).toBeNaN();
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortKey, sortKeyOfRow } from '../../src/results/sort-key.ts';
import { LAKE_ONLY, STORED_VIEWS } from '../../src/results/stored-views.ts';

const tables = readFileSync(new URL('../../../pipelines/tables/embedded.sql', import.meta.url), 'utf8');

/** The primary key of each result table. */
const keys = new Map(
  [...tables.matchAll(/CREATE TABLE (\w+) \(([^;]*?)PRIMARY KEY \(([^)]*)\)/g)].map(([, name = '', , key = '']) => [
    name,
    key.split(', '),
  ]),
);

describe('what is stored', () => {
  it('is decided for each result table of the pipelines, and none is stored and left out', () => {
    const decided = [...keys.keys()].filter((name) => STORED_VIEWS.has(name) !== name in LAKE_ONLY);
    expect(keys.size).toBeGreaterThan(20);
    expect(decided).toEqual([...keys.keys()]);
  });

  it('is found by the primary key of its table', () => {
    for (const [name, key] of keys)
      if (STORED_VIEWS.has(name)) expect([name, STORED_VIEWS.get(name)?.key]).toEqual([name, key]);
  });

  it('has no decisions, which have a table of their own, and has cases, lists and alerts', () => {
    expect(STORED_VIEWS.has('decisions')).toBe(false);
    for (const name of ['fraud_cases', 'fraud_queue', 'fraud_lists', 'alerts', 'alert_silences']) {
      expect(STORED_VIEWS.has(name)).toBe(true);
    }
  });
});

describe('the key of a row as text', () => {
  it('sorts times and numbers as they are', () => {
    const key = (windowStart: string, place: number) => sortKeyOfRow({ windowStart, place }, ['windowStart', 'place']);
    const sorted = [
      key('2026-11-26T10:00:00.000Z', 2),
      key('2026-11-26T10:00:00.000Z', 10),
      key('2026-11-26T10:05:00.000Z', 1),
    ];
    expect([...sorted].sort()).toEqual(sorted);
  });

  it('is another for each key, whatever texts there are in it', () => {
    const part = fc.oneof(fc.string(), fc.constantFrom('a#b', '#', '%23', '%'));
    fc.assert(
      fc.property(fc.tuple(part, part), fc.tuple(part, part), (left, right) => {
        expect(sortKey(left) === sortKey(right)).toBe(JSON.stringify(left) === JSON.stringify(right));
      }),
    );
  });
});

/** The contract of views/view-store.ts, in memory and in LMDB. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { STRING } from '../../src/row/data-type.ts';
import { openStateEnvironment } from '../../src/state/environment-state-store.ts';
import type { Environment } from '../../src/storage/environment.ts';
import { MemoryEnvironment } from '../../src/storage/memory-environment.ts';
import { clearViews, openViewReader, openViewWriter } from '../../src/views/environment-view.ts';
import type { KeyPart, ViewDefinition, ViewEntry } from '../../src/views/view-store.ts';

const forms: readonly { readonly name: string; readonly make: () => Environment }[] = [
  { name: 'memory', make: () => new MemoryEnvironment() },
  { name: 'LMDB', make: () => openStateEnvironment(mkdtempSync(join(tmpdir(), 'millrace-views-'))) },
];

const definition = (name: string, feedLength = 100): ViewDefinition => ({
  name,
  schema: [
    { name: 'window_start', type: { kind: 'TIMESTAMP', precision: 3, nullable: false } },
    { name: 'category', type: STRING },
    { name: 'revenue', type: STRING },
  ],
  primaryKey: ['window_start', 'category'],
  feedLength,
});
const entry = (start: KeyPart, category: KeyPart, revenue = '1.00', final = true): ViewEntry => ({
  key: [start, category],
  row: { window_start: String(start), category, revenue },
  final,
});

const open: Environment[] = [];
afterEach(async () => {
  for (const environment of open.splice(0)) await environment.close();
});

describe.each(forms)('a view in $name', ({ make }) => {
  const fresh = () => {
    const environment = make();
    open.push(environment);
    return environment;
  };

  test('a row with the same key replaces the earlier one, and the feed has both changes', () => {
    const environment = fresh();
    const view = openViewWriter(environment, definition('revenue'));
    environment.transaction(() => view.put(entry(1000, 'books', '1.00', false)));
    environment.transaction(() => view.put(entry(1000, 'books', '2.50')));
    expect(view.get([1000, 'books'])).toEqual(entry(1000, 'books', '2.50'));
    expect(view.range({ limit: 10 })).toEqual([entry(1000, 'books', '2.50')]);
    expect(view.changes(0, 10)).toEqual([
      { number: 1, deleted: false, ...entry(1000, 'books', '1.00', false) },
      { number: 2, deleted: false, ...entry(1000, 'books', '2.50') },
    ]);
    expect(view.lastChange()).toBe(2);
  });

  test('a removed row leaves the table and says so in the feed; a missing one is no change', () => {
    const environment = fresh();
    const view = openViewWriter(environment, definition('revenue'));
    environment.transaction(() => {
      view.put(entry(1, 'a'));
      view.remove([1, 'a']);
      view.remove([1, 'never there']);
    });
    expect(view.get([1, 'a'])).toBeUndefined();
    expect(view.changes(1, 10)).toEqual([{ number: 2, deleted: true, ...entry(1, 'a') }]);
    expect(view.lastChange()).toBe(2);
  });

  test('ranges follow the key order, by prefix, by bounds, backwards and up to a limit', () => {
    const environment = fresh();
    const view = openViewWriter(environment, definition('revenue'));
    const other = openViewWriter(environment, definition('revenue2'));
    const keys: [number, KeyPart][] = [
      [-5, 'z'],
      [10, null],
      [10, 'a'],
      [10, 'b'],
      [20, 'a'],
      [100, 'a'],
    ];
    environment.transaction(() => {
      for (const [start, category] of [...keys].reverse()) view.put(entry(start, category));
      other.put(entry(10, 'not mine'));
    });
    const range = (bounds: object) => view.range({ limit: 10, ...bounds }).map(({ key }) => key);
    expect(range({})).toEqual(keys);
    expect(range({ from: [10], to: [20] })).toEqual([
      [10, null],
      [10, 'a'],
      [10, 'b'],
    ]);
    expect(range({ from: [10, 'b'] })).toEqual([
      [10, 'b'],
      [20, 'a'],
      [100, 'a'],
    ]);
    expect(range({ to: [10] })).toEqual([[-5, 'z']]);
    expect(range({ reverse: true, limit: 2 })).toEqual([
      [100, 'a'],
      [20, 'a'],
    ]);
    expect(range({ from: [10, 'a'], to: [100], reverse: true })).toEqual([
      [20, 'a'],
      [10, 'b'],
      [10, 'a'],
    ]);
  });

  test('ranges hold what sorting and filtering the entries gives', () => {
    const environment = fresh();
    const part = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(null, '', 'a', 'b'));
    const keys = fc.array(fc.tuple(part, part), { maxLength: 12 });
    const bound = fc.option(fc.array(part, { minLength: 1, maxLength: 2 }), { nil: undefined });
    let run = 0;
    fc.assert(
      fc.property(keys, bound, bound, fc.nat(6), fc.boolean(), (stored, from, to, limit, reverse) => {
        const view = openViewWriter(environment, definition(`view ${run++}`));
        environment.transaction(() =>
          stored.forEach(([a, b]) => {
            view.put(entry(a, b));
          }),
        );
        const rank = (value: KeyPart) => (value === null ? 0 : typeof value === 'number' ? 1 : 2);
        const compareParts = (a: KeyPart, b: KeyPart) =>
          rank(a) - rank(b) || (a === b ? 0 : (a ?? 0) < (b ?? 0) ? -1 : 1);
        const compare = (a: readonly KeyPart[], b: readonly KeyPart[]) =>
          a.reduce<number>((order, value, index) => {
            const other = b[index];
            return order || (other === undefined ? 1 : compareParts(value, other));
          }, 0) || a.length - b.length;
        const unique = [...new Map(stored.map((key) => [JSON.stringify(key), key])).values()].sort(compare);
        const within = unique.filter((key) => (!from || compare(key, from) >= 0) && (!to || compare(key, to) < 0));
        const expected = (reverse ? within.reverse() : within).slice(0, limit);
        const bounds = { ...(from && { from }), ...(to && { to }) };
        expect(view.range({ limit, reverse, ...bounds }).map(({ key }) => key)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  test('the feed keeps its newest changes and its numbers have no gaps, also after it was made shorter', () => {
    const environment = fresh();
    const view = openViewWriter(environment, definition('v', 5));
    for (let batch = 0; batch < 4; batch++) {
      environment.transaction(() =>
        [1, 2, 3].forEach((n) => {
          view.put(entry(batch * 3 + n, 'a'));
        }),
      );
    }
    expect(view.changes(0, 100).map(({ number }) => number)).toEqual([8, 9, 10, 11, 12]);
    expect(view.changes(10, 1).map(({ number }) => number)).toEqual([11]);
    const shorter = openViewWriter(environment, definition('v', 2));
    environment.transaction(() => shorter.put(entry(99, 'a')));
    expect(shorter.changes(0, 100).map(({ number }) => number)).toEqual([12, 13]);
    expect(shorter.range({ limit: 100 })).toHaveLength(13);
  });

  test('a transaction that fails leaves no row, no change and no gap in the numbers', () => {
    const environment = fresh();
    const view = openViewWriter(environment, definition('v'));
    environment.transaction(() => view.put(entry(1, 'a')));
    const failing = () =>
      environment.transaction(() => {
        view.put(entry(2, 'a'));
        view.remove([1, 'a']);
        throw new Error('on purpose');
      });
    expect(failing).toThrow('on purpose');
    environment.transaction(() => view.put(entry(3, 'a')));
    expect(view.range({ limit: 9 }).map(({ key }) => key)).toEqual([
      [1, 'a'],
      [3, 'a'],
    ]);
    expect(view.changes(0, 9).map(({ number }) => number)).toEqual([1, 2]);
  });

  test('rows older than the retention leave, counted from the newest row', () => {
    const environment = fresh();
    const view = openViewWriter(environment, definition('v', 10_000), { retentionMs: 100 });
    for (let start = 0; start <= 1000; start += 10) {
      environment.transaction(() =>
        ['a', 'b'].forEach((category) => {
          view.put(entry(start, category));
        }),
      );
    }
    const starts = view.range({ limit: 1000 }).map(({ key }) => key[0]);
    expect(starts[0]).toBe(900);
    expect(starts.at(-1)).toBe(1000);
    expect(view.lastChange()).toBe(202);
  });

  test('a retention needs a time in the key', () => {
    const view = { ...definition('v'), primaryKey: ['category'] };
    expect(() => openViewWriter(fresh(), view, { retentionMs: 1 })).toThrow(
      expect.objectContaining({ code: 'VIEW_RETENTION' }),
    );
  });

  test('keys with long texts stay apart', () => {
    const environment = fresh();
    const view = openViewWriter(environment, definition('v'));
    const long = 'k'.repeat(4000);
    environment.transaction(() => {
      view.put(entry(1, `${long}1`, 'one'));
      view.put(entry(1, `${long}2`, 'two'));
    });
    expect(view.get([1, `${long}1`])?.row.revenue).toBe('one');
    expect(view.get([1, `${long}2`])?.row.revenue).toBe('two');
  });

  test('a view can be opened by name for reading, and cleared', () => {
    const environment = fresh();
    expect(openViewReader(environment, 'v')).toBeUndefined();
    const view = openViewWriter(environment, definition('v'));
    environment.transaction(() => view.put(entry(1, 'a')));
    const reader = openViewReader(environment, 'v');
    expect(reader?.definition).toEqual(definition('v'));
    expect(reader?.get([1, 'a'])).toEqual(entry(1, 'a'));
    clearViews(environment);
    expect(reader?.range({ limit: 1 })).toEqual([]);
    expect(reader?.lastChange()).toBe(0);
  });
});

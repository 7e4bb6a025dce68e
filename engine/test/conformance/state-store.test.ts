/** The contract of state/state-store.ts, held by both of its forms. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { LmdbStateStore, MemoryStateStore } from '../../src/state/environment-state-store.ts';
import type { StateStore, StateValue } from '../../src/state/state-store.ts';

const forms: readonly { readonly name: string; readonly make: () => StateStore }[] = [
  { name: 'memory', make: () => new MemoryStateStore() },
  { name: 'LMDB', make: () => new LmdbStateStore(mkdtempSync(join(tmpdir(), 'millrace-state-'))) },
];

const open: StateStore[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

describe.each(forms)('the state store in $name', ({ make }) => {
  const fresh = () => {
    const store = make();
    open.push(store);
    return store;
  };
  const all = (store: StateStore, name: string) => [...store.table(name).entries()];

  test('gives back what was put, in slot order', () => {
    const store = fresh();
    store.transaction(() => {
      for (const slot of [700, 3, 0, 65_536, 4_294_967_295]) store.table('a').put(slot, [slot, 'x']);
    });
    expect(all(store, 'a')).toEqual([0, 3, 700, 65_536, 4_294_967_295].map((slot) => [slot, [slot, 'x']]));
  });

  test('keeps tables apart, and a missing table is empty', () => {
    const store = fresh();
    store.transaction(() => {
      store.table('q/1').put(1, 'one');
      store.table('q/10').put(1, 'ten');
    });
    expect(all(store, 'q/1')).toEqual([[1, 'one']]);
    expect(all(store, 'q/10')).toEqual([[1, 'ten']]);
    expect(all(store, 'q')).toEqual([]);
  });

  test('replaces and removes entries; removing a missing one does nothing', () => {
    const store = fresh();
    const table = store.table('a');
    store.transaction(() => {
      table.put(1, 'old');
      table.put(2, 'gone');
    });
    store.transaction(() => {
      table.put(1, 'new');
      table.remove(2);
      table.remove(3);
    });
    expect(all(store, 'a')).toEqual([[1, 'new']]);
  });

  test('a transaction that throws leaves nothing, passes the error on, and the next one works', () => {
    const store = fresh();
    store.transaction(() => store.table('a').put(1, 'kept'));
    const failure = new TypeError('no');
    const failing = () =>
      store.transaction(() => {
        store.table('a').put(1, 'lost');
        store.table('a').put(2, 'lost');
        store.table('made in it').put(1, 'lost');
        throw failure;
      });
    expect(failing).toThrow(failure);
    expect(all(store, 'a')).toEqual([[1, 'kept']]);
    store.transaction(() => store.table('another').put(1, 'mine'));
    store.transaction(() => store.table('made in it').put(2, 'also mine'));
    expect(all(store, 'made in it')).toEqual([[2, 'also mine']]);
    expect(all(store, 'another')).toEqual([[1, 'mine']]);
  });

  test('refuses writes outside a transaction', () => {
    const store = fresh();
    expect(() => store.table('a').put(1, 'x')).toThrow('inside a transaction');
  });

  test('does not share what was stored with anyone', () => {
    const store = fresh();
    const list: StateValue[] = [1, 2];
    store.transaction(() => store.table('a').put(0, list));
    list.push(3);
    expect(all(store, 'a')).toEqual([[0, [1, 2]]]);
  });

  test('keeps −0, NaN, infinities, large bigints, bytes and nesting exactly', () => {
    const store = fresh();
    const values: StateValue[] = [
      -0,
      Number.NaN,
      Infinity,
      2n ** 200n,
      -1n,
      Uint8Array.of(0, 255),
      { a: [null, { b: 'ü\ud800' }] },
    ];
    store.transaction(() =>
      values.forEach((value, slot) => {
        store.table('a').put(slot, value);
      }),
    );
    expect(all(store, 'a').map(([, value]) => value)).toStrictEqual(values);
  });

  test('reads more entries than it takes at once', () => {
    const store = fresh();
    store.transaction(() => {
      for (let slot = 0; slot < 10_000; slot++) store.table('a').put(slot, slot);
    });
    expect(all(store, 'a')).toEqual(Array.from({ length: 10_000 }, (_, slot) => [slot, slot]));
  });

  test('clear drops every entry and leaves the tables good to use', () => {
    const store = fresh();
    const table = store.table('a');
    store.transaction(() => table.put(1, 'x'));
    store.clear();
    expect(all(store, 'a')).toEqual([]);
    store.transaction(() => table.put(2, 'y'));
    expect(all(store, 'a')).toEqual([[2, 'y']]);
  });

  test('holds what a plain map holds after any transactions, some of which fail', () => {
    const change = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(20), fc.option(fc.integer()));
    const transaction = fc.record({ changes: fc.array(change, { maxLength: 10 }), fails: fc.boolean() });
    const store = fresh();
    fc.assert(
      fc.property(fc.array(transaction, { maxLength: 8 }), (transactions) => {
        store.clear();
        let model = new Map<string, Map<number, number>>();
        for (const { changes, fails } of transactions) {
          const next = structuredClone(model);
          const run = () =>
            store.transaction(() => {
              for (const [name, slot, value] of changes) {
                if (!next.has(name)) next.set(name, new Map());
                if (value === null) store.table(name).remove(slot);
                else store.table(name).put(slot, value);
                if (value === null) next.get(name)?.delete(slot);
                else next.get(name)?.set(slot, value);
              }
              if (fails) throw new Error('on purpose');
            });
          if (fails) expect(run).toThrow('on purpose');
          else run();
          if (!fails) model = next;
        }
        for (const name of ['a', 'b', 'c']) {
          const expected = [...(model.get(name) ?? [])].sort(([a], [b]) => a - b);
          expect(all(store, name)).toEqual(expected);
        }
      }),
      { numRuns: 100 },
    );
  });
});

test('LMDB state is there after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-state-'));
  const before = new LmdbStateStore(folder);
  before.transaction(() => {
    before.table('first').put(1, 'one');
    before.table('second').put(1, 'two');
  });
  await before.close();
  const after = new LmdbStateStore(folder);
  open.push(after);
  expect([...after.table('second').entries()]).toEqual([[1, 'two']]);
  after.transaction(() => after.table('third').put(1, 'three'));
  expect([...after.table('first').entries()]).toEqual([[1, 'one']]);
});

/** The tables of folds: what a fold sees does not depend on where its state lies, or how much of it is in memory. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FoldTables } from '../../src/fold/fold.ts';
import { JsonTables } from '../../src/fold/json-tables.ts';
import { StoredTables } from '../../src/fold/stored-tables.ts';
import { MemoryEnvironment } from '../../src/storage/memory-environment.ts';

type Step =
  | { readonly kind: 'put'; readonly key: string; readonly value: number }
  | { readonly kind: 'add'; readonly key: string; readonly value: number }
  | { readonly kind: 'remove'; readonly key: string }
  | { readonly kind: 'commit' };

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), key, value: fc.integer() }),
  fc.record({ kind: fc.constant('add' as const), key, value: fc.integer() }),
  fc.record({ kind: fc.constant('remove' as const), key }),
  fc.record({ kind: fc.constant('commit' as const) }),
);

/** Changes the state as a fold would: in place where there is one. */
function apply(tables: FoldTables, change: Exclude<Step, { kind: 'commit' }>): void {
  const table = tables.table<{ values: number[] }>('numbers');
  if (change.kind === 'remove') {
    table.remove(change.key);
    return;
  }
  const state = change.kind === 'add' ? (table.get(change.key) ?? { values: [] }) : { values: [] };
  state.values.push(change.value);
  table.put(change.key, state);
}

function seen(tables: FoldTables): readonly unknown[] {
  const table = tables.table('numbers');
  return ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => table.get(name));
}

describe('stored tables', () => {
  it('show a fold what plain maps would, with room for few states and after a restart', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 2, max: 6 }), (steps, room) => {
        const environment = new MemoryEnvironment();
        const stored = new StoredTables(environment, room);
        const plain = new JsonTables();
        for (const change of steps) {
          if (change.kind === 'commit') {
            commit(environment, stored);
          } else {
            apply(stored, change);
            apply(plain, change);
          }
        }
        expect(seen(stored)).toEqual(seen(plain));
        commit(environment, stored);
        expect(seen(new StoredTables(environment, room))).toEqual(seen(plain));
      }),
    );
  });

  it('keep what had changed when a commit fails', () => {
    const environment = new MemoryEnvironment();
    const tables = new StoredTables(environment);
    tables.table<number>('counts').put('a', 1);
    const failing = () =>
      environment.transaction(() => {
        tables.write();
        throw new RangeError('the disk is full');
      });
    expect(failing).toThrow(RangeError);
    tables.failed();
    expect(tables.changed).toBe(true);
    commit(environment, tables);
    expect(new StoredTables(environment).table('counts').get('a')).toBe(1);
  });

  it('hold no more unchanged states in memory than they may', () => {
    const environment = new MemoryEnvironment();
    const tables = new StoredTables(environment, 10);
    for (let index = 0; index < 1_000; index++) tables.table<number>('counts').put(`k${index}`, index);
    commit(environment, tables);
    for (let index = 0; index < 1_000; index++) expect(tables.table('counts').get(`k${index}`)).toBe(index);
    expect(tables.counts().counts?.entries).toBeLessThanOrEqual(10);
  });
});

function commit(environment: MemoryEnvironment, tables: StoredTables): void {
  environment.transaction(() => tables.write());
  tables.committed();
}

/** The tables of folds: what a fold sees does not depend on where its state lies, or how much of it is in memory. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FoldTables } from '../../src/fold/fold.ts';
import type { FoldPace } from '../../src/fold/fold-journal.ts';
import { JsonTables } from '../../src/fold/json-tables.ts';
import { readStoredTables, StoredTables } from '../../src/fold/stored-tables.ts';
import { MemoryEnvironment } from '../../src/storage/memory-environment.ts';

type Step =
  | { readonly kind: 'put' | 'add'; readonly key: string; readonly value: number }
  | { readonly kind: 'remove'; readonly key: string }
  /** `late` commits while the fold goes on; `crash` goes on from the last commit. */
  | { readonly kind: 'commit' | 'fail' | 'late' | 'crash' };

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const key = fc.constantFrom(...KEYS);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('put', 'add'), key, value: fc.integer() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove'), key }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('commit', 'commit', 'late', 'fail', 'crash') }) },
);
const pace: fc.Arbitrary<FoldPace> = fc.record({
  roundBytes: fc.integer({ min: 1, max: 400 }),
  roundKeys: fc.integer({ min: 1, max: 20 }),
});

/** Changes the state as a fold would: in place where there is one. */
function apply(tables: FoldTables, change: Extract<Step, { key: string }>): void {
  // Two tables, so that their states have to be told apart.
  const table = tables.table<{ values: number[] }>(change.key < 'e' ? 'low' : 'high');
  if (change.kind === 'remove') {
    table.remove(change.key);
    return;
  }
  const state = change.kind === 'add' ? (table.get(change.key) ?? { values: [] }) : { values: [] };
  state.values.push(change.value);
  table.put(change.key, state);
}

function seen(tables: FoldTables): readonly unknown[] {
  return KEYS.flatMap((name) => [tables.table('low').get(name), tables.table('high').get(name)]);
}

/** What is in the tables, apart from them. */
function copied(tables: JsonTables): JsonTables {
  return JsonTables.load(JSON.parse(JSON.stringify(tables.save())));
}

describe('stored tables', () => {
  it('show a fold what plain maps would, through failures and restarts at any moment, with room for few states', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.integer({ min: 2, max: 6 }), pace, (steps, room, ofJournal) => {
        const environment = new MemoryEnvironment();
        const options = { cachedKeys: room, pace: ofJournal };
        let stored = new StoredTables(environment, options);
        let plain = new JsonTables();
        let committed = copied(plain);
        /** A commit that is on its way. */
        let underWay: JsonTables | undefined;
        const arrive = () => {
          if (underWay) stored.committed();
          committed = underWay ?? committed;
          underWay = undefined;
        };
        for (const change of steps) {
          if ('key' in change) {
            apply(stored, change);
            apply(plain, change);
            continue;
          }
          arrive();
          if (change.kind === 'crash') {
            stored = new StoredTables(environment, options);
            plain = copied(committed);
          } else if (change.kind === 'fail') {
            expect(() => failingCommit(environment, stored)).toThrow(RangeError);
          } else {
            underWay = copied(plain);
            environment.transaction(() => stored.write());
            if (change.kind === 'commit') arrive();
          }
          expect(seen(stored)).toEqual(seen(plain));
        }
        arrive();
        expect(seen(stored)).toEqual(seen(plain));
        commit(environment, stored);
        expect(seen(new StoredTables(environment, options))).toEqual(seen(plain));
        expect(seen(JsonTables.load(readStoredTables(environment)))).toEqual(seen(plain));
      }),
      { numRuns: 400 },
    );
  });

  it('keep a journal that is bounded, however long it goes on', () => {
    const environment = new MemoryEnvironment();
    const roundBytes = 20_000;
    const tables = new StoredTables(environment, { pace: { roundBytes, roundKeys: 1_000 } });
    let longest = 0;
    for (let round = 0; round < 700; round++) {
      for (let index = 0; index < 10; index++)
        tables.table<number[]>('counts').put(`k${(round * 7 + index * 31) % 500}`, [round]);
      commit(environment, tables);
      longest = Math.max(longest, journalBytes(environment));
    }
    expect(longest).toBeGreaterThan(roundBytes);
    expect(longest).toBeLessThan(3 * roundBytes);
  });

  it('write what changes all the time into its place once a round', () => {
    const environment = new MemoryEnvironment();
    const tables = new StoredTables(environment, { pace: { roundBytes: 5_000, roundKeys: 1_000 } });
    let written = 0;
    const places = environment.table('fold-states');
    const put = places.put.bind(places);
    places.put = (...entry) => {
      written++;
      put(...entry);
    };
    let bytes = 0;
    for (let index = 0; index < 2_000; index++) {
      tables.table<number>('counts').put('hot', index);
      const before = journalBytes(environment);
      commit(environment, tables);
      bytes += Math.max(0, journalBytes(environment) - before);
    }
    expect(written).toBeGreaterThan(2);
    expect(written).toBeLessThanOrEqual(bytes / 5_000);
  });

  it('keep what had changed when a commit fails', () => {
    const environment = new MemoryEnvironment();
    const tables = new StoredTables(environment);
    tables.table<number>('counts').put('a', 1);
    expect(() => failingCommit(environment, tables)).toThrow(RangeError);
    expect(tables.changed).toBe(true);
    commit(environment, tables);
    expect(new StoredTables(environment).table('counts').get('a')).toBe(1);
  });

  it('hold no more unchanged states in memory than they may', () => {
    const environment = new MemoryEnvironment();
    const tables = new StoredTables(environment, { cachedKeys: 10, pace: { roundBytes: 1, roundKeys: 1 } });
    for (let index = 0; index < 1_000; index++) tables.table<number>('counts').put(`k${index}`, index);
    for (let commits = 0; commits < 3; commits++) {
      commit(environment, tables);
      tables.table<number>('counts').put('one more', commits);
    }
    for (let index = 0; index < 1_000; index++) expect(tables.table('counts').get(`k${index}`)).toBe(index);
    expect(tables.cachedKeys).toBeLessThanOrEqual(10);
  });
});

function commit(environment: MemoryEnvironment, tables: StoredTables): void {
  environment.transaction(() => tables.write());
  tables.committed();
}

function failingCommit(environment: MemoryEnvironment, tables: StoredTables): void {
  try {
    environment.transaction(() => {
      tables.write();
      throw new RangeError('the disk is full');
    });
  } finally {
    tables.failed();
  }
}

function journalBytes(environment: MemoryEnvironment): number {
  const pieces = environment.table('fold-journal').scan({}, Number.MAX_SAFE_INTEGER);
  return pieces.reduce((sum, [, piece]) => sum + piece.length, 0);
}

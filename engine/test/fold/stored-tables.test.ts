/** The tables of folds: what a fold sees does not depend on where its state lies, or how much of it is in memory. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FoldTables } from '../../src/fold/fold.ts';
import type { FoldPace } from '../../src/fold/fold-journal.ts';
import { JsonTables } from '../../src/fold/json-tables.ts';
import { readStoredTables, StoredTables, tablesOfStates } from '../../src/fold/stored-tables.ts';
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

  it('keep a journal that is bounded when commits are large, too', () => {
    const environment = new MemoryEnvironment();
    const roundBytes = 4 * 1024 * 1024;
    const tables = new StoredTables(environment, { pace: { roundBytes, roundKeys: 1_000_000 } });
    let longest = 0;
    for (let round = 0; round < 8; round++) {
      for (let key = 0; key < 250; key++) tables.table<string>('texts').put(`k${key}`, String(round).repeat(50_000));
      commit(environment, tables);
      longest = Math.max(longest, journalBytes(environment));
    }
    // A commit is three times a round here.
    expect(longest).toBeLessThan(4 * 3 * roundBytes);
  });

  it('have nothing on disk of what a state was some commits after they were hastened, also by a commit on its way', () => {
    for (const isLate of [false, true]) {
      const environment = new MemoryEnvironment();
      const tables = new StoredTables(environment);
      const texts = tables.table<string>('texts');
      for (let index = 0; index < 20_000; index++) texts.put(`k${index}`, `said ${index}`);
      texts.put('gone', 'a secret');
      texts.put('changed', 'a secret');
      environment.transaction(() => tables.write());
      if (!isLate) tables.committed();
      texts.remove('gone');
      texts.put('changed', 'nothing');
      tables.hasten();
      if (isLate) tables.committed();
      for (let commits = 0; commits < 15; commits++) commit(environment, tables);
      expect(storedText(environment)).not.toContain('secret');
      expect(texts.get('changed')).toBe('nothing');
      expect(readStoredTables(environment).texts).toMatchObject({ changed: 'nothing', k19999: 'said 19999' });
      expect(readStoredTables(environment).texts).not.toHaveProperty('gone');
    }
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

/** Everything that lies in the environment's tables of states, journal and all. */
function storedText(environment: MemoryEnvironment): string {
  const entries = tablesOfStates(environment).flatMap((table) => table.scan({}, Number.MAX_SAFE_INTEGER));
  return entries.map(([key, value]) => Buffer.concat([key, value]).toString('latin1')).join();
}

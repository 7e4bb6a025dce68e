/** The journal of the state: whatever is committed, fails, goes round or is opened again, the newest change counts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { EnvironmentStateStore, openStateEnvironment } from '../../src/state/environment-state-store.ts';
import type { JournalPace } from '../../src/state/state-journal.ts';
import type { StateStore } from '../../src/state/state-store.ts';
import type { Environment } from '../../src/storage/environment.ts';
import { MemoryEnvironment } from '../../src/storage/memory-environment.ts';

const TABLES = ['a', 'b', 'c'];
const pace: fc.Arbitrary<JournalPace> = fc.record({
  commitsPerRound: fc.integer({ min: 1, max: 6 }),
  fewestSettled: fc.integer({ min: 0, max: 3 }),
  mostUnsettled: fc.integer({ min: 1, max: 30 }),
  largestPieceBytes: fc.integer({ min: 20, max: 400 }),
});

const change = fc.record({
  table: fc.constantFrom(...TABLES),
  slot: fc.nat(12),
  value: fc.option(fc.string({ maxLength: 6 })),
});
const act = fc.record({
  kind: fc.constantFrom('commit', 'commit', 'commit', 'fail', 'reopen'),
  changes: fc.array(change, { maxLength: 12 }),
});

type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;
type Model = ReadonlyMap<string, ReadonlyMap<number, string>>;

const FAILURE = new Error('on purpose');

function commit(store: StateStore, { changes }: Act, fails: boolean): void {
  store.transaction(() => {
    for (const { table, slot, value } of changes) {
      if (value === null) store.table(table).remove(slot);
      else store.table(table).put(slot, value);
    }
    if (fails) throw FAILURE;
  });
}

function after(model: Model, { changes }: Act): Model {
  const next = new Map([...model].map(([table, entries]) => [table, new Map(entries)] as const));
  for (const { table, slot, value } of changes) {
    const entries = next.get(table) ?? new Map<number, string>();
    next.set(table, entries);
    if (value === null) entries.delete(slot);
    else entries.set(slot, value);
  }
  return next;
}

function expectModel(store: StateStore, model: Model): void {
  for (const table of TABLES) {
    const expected = [...(model.get(table) ?? [])].sort(([a], [b]) => a - b);
    expect([...store.table(table).entries()]).toEqual(expected);
  }
}

function holdsThroughout(environment: Environment, acts: readonly Act[], pace: JournalPace): void {
  let store = new EnvironmentStateStore(environment, pace);
  let model: Model = new Map();
  for (const step of acts) {
    if (step.kind === 'reopen') store = new EnvironmentStateStore(environment, pace);
    else if (step.kind === 'fail') expect(() => commit(store, step, true)).toThrow(FAILURE);
    else {
      commit(store, step, false);
      model = after(model, step);
    }
    expectModel(store, model);
  }
  expectModel(new EnvironmentStateStore(environment, pace), model);
}

describe('the journal of the state', () => {
  it('gives back the newest change, through failures and restarts at any moment', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), pace, (acts, pace) =>
        holdsThroughout(new MemoryEnvironment(), acts, pace),
      ),
      { numRuns: 500 },
    );
  });

  it('is bounded while the same entries change for ever, and empties when all is quiet', () => {
    const environment = new MemoryEnvironment();
    const store = new EnvironmentStateStore(environment);
    const pieces = () => environment.table('state-journal').keys({}, 10_000).length;
    for (let round = 0; round < 1_000; round += 1) {
      store.transaction(() => {
        for (let slot = 0; slot < 200; slot += 1) store.table('a').put((round * 37 + slot * 11) % 5_000, round);
      });
    }
    expect(pieces()).toBeGreaterThan(0);
    expect(pieces()).toBeLessThanOrEqual(300);
    for (let round = 0; round < 300; round += 1) store.transaction(() => undefined);
    expect(pieces()).toBe(0);
    expect([...store.table('a').entries()]).toHaveLength(5_000);
  });
});

describe('the journal on disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-journal-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is read when the state is opened again, and goes on from there', async () => {
    for (let round = 0; round < 6; round += 1) {
      const store = new EnvironmentStateStore(openStateEnvironment(folder));
      expect([...store.table('a').entries()]).toHaveLength(round * 100);
      for (let slot = 0; slot < 100; slot += 1) {
        store.transaction(() => {
          store.table('a').put(round * 100 + slot, { round });
          store.table('b').put(0, slot);
        });
      }
      expect([...store.table('b').entries()]).toEqual([[0, 99]]);
      await store.close();
    }
  });
});

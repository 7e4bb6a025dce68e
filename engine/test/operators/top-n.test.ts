import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TopN, type TopNOptions } from '../../src/operators/top-n.ts';
import { Change, type Row, type Value } from '../../src/row/row.ts';
import type { RowKey } from '../../src/row/row-key.ts';
import { type Emitted, MemoryTable, plainRows, Recorder, rowOf, valuesOf } from './harness.ts';

/** Rows (key, value, number): the largest values rank first, NULL last. */
const compare = (a: Row, b: Row): number => Number(b.c1 ?? -1) - Number(a.c1 ?? -1);

interface Shape {
  readonly first: number;
  readonly last: number;
  readonly ranked: boolean;
  readonly takesBack: boolean;
  readonly keepsPlace?: boolean;
}

function make(shape: Shape, output: Recorder): TopN {
  const options: TopNOptions = {
    id: 'q/1',
    keyOf: (row) => row.c0 as RowKey,
    compare,
    first: shape.first,
    last: shape.last,
    withRank: shape.ranked ? (row, rank) => rowOf(...valuesOf(row), rank) : undefined,
    identityOf: shape.takesBack ? (row) => valuesOf(row).join() : undefined,
    keepsPlace: shape.keepsPlace ?? false,
    updateBefore: true,
    rows: plainRows,
    ttlMs: 0,
    forgets: 'partitions',
    output,
  };
  return new TopN(options);
}

type Fact = readonly [key: string, value: number | null, number: number];
type Act = { readonly kind: 'row'; readonly fact: Fact; readonly change: Change } | { readonly kind: 'restart' };

function play(shape: Shape, acts: readonly Act[]): Recorder {
  const recorder = new Recorder();
  const table = new MemoryTable();
  let operator = make(shape, recorder);
  for (const act of acts) {
    if (act.kind === 'row') operator.onRow(rowOf(...act.fact), act.change);
    else {
      operator.onBatchEnd();
      operator.snapshot(table);
      operator = make(shape, recorder);
      operator.restore(table);
    }
  }
  operator.onBatchEnd();
  return recorder;
}

/** What is left when all that was taken back has gone. @throws when something is taken back that was not there */
function left(emitted: readonly Emitted[]): readonly string[] {
  const rows: string[] = [];
  for (const item of emitted) {
    if (item.kind !== 'row') continue;
    const row = JSON.stringify(item.values);
    if (item.change === Change.INSERT || item.change === Change.UPDATE_AFTER) rows.push(row);
    else {
      const place = rows.indexOf(row);
      if (place === -1) throw new Error(`${row} is taken back, but was not there`);
      rows.splice(place, 1);
    }
  }
  return rows.sort();
}

/** The ranks of the rows that are there, in order of value and then of arrival. */
function expected({ first, last, ranked }: Shape, facts: readonly Fact[]): readonly string[] {
  const rows: string[] = [];
  for (const key of new Set(facts.map(([each]) => each))) {
    const own = facts.filter(([each]) => each === key).map((fact, arrival) => ({ fact, arrival }));
    own.sort((a, b) => compare(rowOf(...a.fact), rowOf(...b.fact)) || a.arrival - b.arrival);
    for (const [place, { fact }] of own.entries()) {
      const rank = place + 1;
      if (rank >= first && rank <= last) rows.push(JSON.stringify(ranked ? [...fact, rank] : fact));
    }
  }
  return rows.sort();
}

const value: fc.Arbitrary<number | null> = fc.oneof({ weight: 5, arbitrary: fc.nat({ max: 6 }) }, fc.constant(null));
const fact: fc.Arbitrary<Fact> = fc.tuple(fc.constantFrom('a', 'b'), value, fc.nat({ max: 3 }));
const shape = (takesBack: boolean): fc.Arbitrary<Shape> =>
  fc.record({
    first: fc.integer({ min: 1, max: 3 }),
    last: fc.integer({ min: 1, max: 5 }),
    ranked: fc.boolean(),
    takesBack: fc.constant(takesBack),
  });

interface Script {
  readonly acts: readonly Act[];
  /** The rows that are there in the end, by arrival; an updated row arrives anew. */
  readonly facts: readonly Fact[];
}

/** Inserts, deletes and updates of what is there; some updates lose one of their halves, as behind a filter. */
const script: fc.Arbitrary<Script> = fc
  .array(fc.record({ fact, what: fc.nat({ max: 9 }), which: fc.nat() }), { maxLength: 60 })
  .map((moves) => {
    const acts: Act[] = [];
    const facts: Fact[] = [];
    for (const { fact: next, what, which } of moves) {
      const old = facts[which % Math.max(facts.length, 1)];
      if (what === 9) acts.push({ kind: 'restart' });
      else if (what < 4 || old === undefined) {
        acts.push({ kind: 'row', fact: next, change: Change.INSERT });
        facts.push(next);
      } else {
        // Of equal rows the earliest goes.
        facts.splice(
          facts.findIndex((each) => each.join() === old.join()),
          1,
        );
        acts.push({ kind: 'row', fact: old, change: what < 6 ? Change.DELETE : Change.UPDATE_BEFORE });
        if (what < 7) continue;
        acts.push({ kind: 'row', fact: next, change: Change.UPDATE_AFTER });
        facts.push(next);
      }
    }
    return { acts, facts };
  });

describe('Top-N', () => {
  it('of rows that stay gives the ranks of all rows, over restarts', () => {
    const rows = fc.array(fc.option(fact, { freq: 8 }), { maxLength: 40 });
    fc.assert(
      fc.property(shape(false), rows, (form, facts) => {
        const acts = facts.map(
          (each): Act => (each === null ? { kind: 'restart' } : { kind: 'row', fact: each, change: Change.INSERT }),
        );
        const kept = facts.flatMap((each) => (each === null ? [] : [each]));
        expect(left(play(form, acts).emitted)).toEqual(expected(form, kept));
      }),
      { numRuns: 300 },
    );
  });

  it('of rows that are taken back gives the ranks of what is left, over restarts', () => {
    fc.assert(
      fc.property(shape(true), script, (form, { acts, facts }) => {
        expect(left(play(form, acts).emitted)).toEqual(expected(form, facts));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps no more rows than may be asked for where rows stay', () => {
    const recorder = new Recorder();
    const operator = make({ first: 1, last: 3, ranked: true, takesBack: false }, recorder);
    for (let number = 0; number < 100; number += 1) operator.onRow(rowOf('a', number, number), Change.INSERT);
    expect(operator.gauges()).toEqual({ partitions: 1, keptRows: 3 });
  });

  it('tells an update that stays in its place once', () => {
    const acts: Act[] = [
      { kind: 'row', fact: ['a', 5, 1], change: Change.INSERT },
      { kind: 'row', fact: ['a', 4, 2], change: Change.INSERT },
      { kind: 'row', fact: ['a', 5, 1], change: Change.UPDATE_BEFORE },
      { kind: 'row', fact: ['a', 6, 1], change: Change.UPDATE_AFTER },
    ];
    const recorder = play({ first: 1, last: 2, ranked: true, takesBack: true }, acts);
    expect(recorder.emitted.slice(2, 4)).toEqual([
      { kind: 'row', values: ['a', 5, 1, 1], change: Change.UPDATE_BEFORE },
      { kind: 'row', values: ['a', 6, 1, 1], change: Change.UPDATE_AFTER },
    ]);
  });

  it('leaves an updated row among its equals where updates only move up, and puts it behind them elsewhere', () => {
    const acts: Act[] = [
      { kind: 'row', fact: ['a', 5, 1], change: Change.INSERT },
      { kind: 'row', fact: ['a', 5, 2], change: Change.INSERT },
      { kind: 'row', fact: ['a', 5, 1], change: Change.UPDATE_BEFORE },
      { kind: 'row', fact: ['a', 5, 9], change: Change.UPDATE_AFTER },
    ];
    const best = (keepsPlace: boolean): readonly string[] =>
      left(play({ first: 1, last: 1, ranked: false, takesBack: true, keepsPlace }, acts).emitted);
    expect(best(true)).toEqual(['["a",5,9]']);
    expect(best(false)).toEqual(['["a",5,2]']);
  });

  it('ranks a large partition in the order of a plain sort', () => {
    const recorder = new Recorder();
    const operator = make({ first: 1, last: 4, ranked: true, takesBack: true }, recorder);
    const facts: Fact[] = Array.from({ length: 5000 }, (_, index) => ['a', (index * 7919) % 1009, index]);
    for (const each of facts) operator.onRow(rowOf(...each), Change.INSERT);
    const gone = facts.filter(([, value]) => Number(value) > 500);
    for (const each of gone) operator.onRow(rowOf(...each), Change.DELETE);
    const rest = facts.filter((each) => !gone.includes(each));
    expect(left(recorder.emitted)).toEqual(expected({ first: 1, last: 4, ranked: true, takesBack: true }, rest));
  });
});

describe('the number of ranks from a column', () => {
  it('is that of the first row of each partition, over restarts too', () => {
    const recorder = new Recorder();
    const table = new MemoryTable();
    const options = {
      id: 'q/1',
      keyOf: (row: Row) => row.c0 as RowKey,
      compare,
      first: 1,
      last: (row: Row) => Number(row.c2),
      withRank: undefined,
      identityOf: undefined,
      keepsPlace: false,
      updateBefore: true,
      rows: plainRows,
      ttlMs: 0,
      forgets: 'partitions' as const,
      output: recorder,
    };
    let operator = new TopN(options);
    operator.onRow(rowOf('a', 1, 2), Change.INSERT);
    operator.onRow(rowOf('b', 1, 0), Change.INSERT);
    operator.snapshot(table);
    operator = new TopN(options);
    operator.restore(table);
    for (const value of [2, 3]) for (const key of ['a', 'b']) operator.onRow(rowOf(key, value, 9), Change.INSERT);
    const rows: readonly Value[] = left(recorder.emitted).map((text) => JSON.parse(text));
    expect(rows).toEqual([
      ['a', 2, 9],
      ['a', 3, 9],
    ]);
  });
});

/** MIN and MAX over a time and a text give what comparing the whole texts gives, in any order, merged and stored. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareText } from '../../../../src/row/compare.ts';
import type { DataType } from '../../../../src/row/data-type.ts';
import { rowClass } from '../../../../src/row/row-class.ts';
import { formatTimestamp } from '../../../../src/row/timestamp.ts';
import type { AggregateCall, Expression } from '../../../../src/sql/bind/expression.ts';
import { compileAccumulator } from '../../../../src/sql/compile/aggregates/compile-accumulator.ts';
import { timedText } from '../../../../src/sql/compile/aggregates/timed-text.ts';
import { nodesOfKind, planOf } from '../../plan/plan-text.ts';
import { call, column, STRING, span } from '../build.ts';

const TIME: DataType = { kind: 'TIMESTAMP_LTZ', precision: 3, nullable: true };
const SCHEMA = [TIME, STRING].map((type, index) => ({ name: `f${index}`, type }));
const Input = rowClass(SCHEMA);

function textOf(type: DataType): Expression {
  const printed: Expression = { kind: 'cast', input: column(0, type), safe: false, type: STRING, span };
  return call('CONCAT', [printed, column(1, STRING)], STRING);
}

const aggregate = (name: string): AggregateCall => ({
  function: name,
  args: [textOf(TIME)],
  distinct: false,
  type: STRING,
  name,
  span,
});
const Extremes = compileAccumulator([aggregate('MIN'), aggregate('MAX')], SCHEMA);

// Few times, so that some are equal; years before 0 and after 9999, whose texts do not order as the times do.
const times = fc.constantFrom(null, 0, 1, 1_705_314_600_000, -62_167_219_200_001, 253_402_300_800_000);
const rows = fc.array(fc.tuple(times, fc.option(fc.string({ unit: 'grapheme', maxLength: 3 }))));

function accumulated(part: readonly (readonly [number | null, string | null])[]) {
  const accumulator = new Extremes();
  for (const columns of part) accumulator.accumulate(new Input(...columns));
  return accumulator;
}

test('the least and the greatest text by code points', () => {
  fc.assert(
    fc.property(rows, rows, (first, second) => {
      const texts = [...first, ...second].flatMap(([ms, text]) =>
        ms === null || text === null ? [] : [formatTimestamp(ms, 3) + text],
      );
      const sorted = texts.sort(compareText);
      const whole = Extremes.fromState(accumulated(first).toState());
      whole.merge(accumulated(second));
      expect(whole.results()).toEqual([sorted[0] ?? null, sorted.at(-1) ?? null]);
    }),
  );
});

test('times whose texts differ in length are compared as texts', () => {
  expect(timedText(textOf(TIME))).toBeDefined();
  expect(timedText(textOf({ kind: 'TIMESTAMP', precision: 0, nullable: true }))).toBeUndefined();
});

test('that is how a query writes it', () => {
  const plan = planOf(
    'SELECT userId, MIN(CAST(ts AS STRING) || id), MAX(CONCAT(CAST(ts AS STRING), id)) FROM events GROUP BY userId;',
  );
  const texts = nodesOfKind(plan, 'group-aggregate').flatMap(({ aggregates, input }) =>
    aggregates.map(({ args: [arg] }) =>
      arg?.kind === 'column' && input.kind === 'calc' ? input.projections[arg.index] : arg,
    ),
  );
  expect(texts.length).toBe(2);
  for (const text of texts) expect(timedText(text)).toBeDefined();
});

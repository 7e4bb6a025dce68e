/** PERCENTILE: how often each value is there, in order, and what lies at some part of the way through them. */
import { MillraceError } from '../../../errors/millrace-error.ts';
import type { Value } from '../../../row/row.ts';
import { type AggregateCompiler, type AggregateSite, aggregateArgument } from './aggregate-code.ts';
import { SortedCounts } from './sorted-counts.ts';
import { doubleCode } from './variance.ts';

type Percentages = number | readonly number[];

/** The percentages are those of the first row, as in Flink, even where that row has no value. */
export const percentile: AggregateCompiler = (site) => {
  const { index, writer } = site;
  const [counts, wanted] = [`counts${index}`, `wanted${index}`];
  const initial = `new ${writer.bind('SortedCounts', SortedCounts)}(${writer.bind('compareDoubles', compareDoubles)})`;
  const check = writer.bind('checkedPercentages', checkedPercentages);
  return {
    fields: [
      { name: wanted, initial: 'null' },
      { name: counts, initial, save: (code) => `${code}.save()`, load: (code) => `${initial}.load(${code})` },
    ],
    skipsNulls: false,
    accumulate: (args) => {
      writer.line(`if (this.${wanted} === null) this.${wanted} = ${check}(${args[1]});`);
      writeChange(site, args, 'add');
    },
    retract: (args) => writeChange(site, args, 'remove'),
    merge: (other) => {
      writer.line(`if (this.${wanted} === null) this.${wanted} = ${other}.${wanted};`);
      writer.line(`this.${counts}.addAll(${other}.${counts});`);
    },
    result: () => `${writer.bind('percentilesOf', percentilesOf)}(this.${counts}, this.${wanted})`,
  };
};

/** A value without a frequency, or with one that is not positive, is left out. */
function writeChange(site: AggregateSite, args: readonly string[], does: 'add' | 'remove'): void {
  const [value = '', , frequency] = args;
  const guards = aggregateArgument(site, 0).type.nullable ? [`${value} !== null`] : [];
  if (frequency !== undefined) guards.push(`${frequency} > 0`);
  const times = frequency === undefined ? '' : `, Number(${frequency})`;
  const change = () => site.writer.line(`this.counts${site.index}.${does}(${doubleCode(site, value)}${times});`);
  if (guards.length === 0) change();
  else site.writer.block(`if (${guards.join(' && ')})`, change);
}

/** @throws MillraceError NUMBER_OUT_OF_RANGE, where Flink fails too. */
function checkedPercentages(percentages: Percentages): Percentages {
  const wrong = [percentages].flat().find((percentage) => !(percentage >= 0 && percentage <= 1));
  if (wrong === undefined) return percentages;
  throw new MillraceError(`A percentage of PERCENTILE is ${wrong}`, {
    code: 'NUMBER_OUT_OF_RANGE',
    domain: 'user',
    retry: 'never',
    hint: 'give percentages from 0 to 1: PERCENTILE(value, 0.9)',
  });
}

/** NULL over no values, and for no percentages. */
function percentilesOf(counts: SortedCounts, wanted: Percentages | null): Value {
  const entries = counts.save().map(Number);
  if (wanted === null || entries.length === 0) return null;
  if (typeof wanted === 'number') return percentileOf(entries, wanted);
  return wanted.length === 0 ? null : wanted.map((percentage) => percentileOf(entries, percentage));
}

/** `entries`: values and counts by turns. What lies between two values is on the straight line from one to the other. */
function percentileOf(entries: readonly number[], percentage: number): number {
  const total = entries.reduce((sum, count, place) => (place % 2 === 1 ? sum + count : sum), 0);
  const position = percentage * (total - 1) + 1;
  const [lower, higher] = [Math.floor(position), Math.ceil(position)];
  let place = 0;
  let passed = entries[1] ?? 0;
  while (passed < lower) {
    place += 2;
    passed += entries[place + 1] ?? 0;
  }
  const value = entries[place] ?? 0;
  if (passed >= higher) return value;
  return (higher - position) * value + (position - lower) * (entries[place + 2] ?? 0);
}

/** NaN comes last and -0 before 0, as in Java. */
function compareDoubles(a: Value, b: Value): number {
  const [x, y] = [Number(a), Number(b)];
  if (x < y) return -1;
  if (x > y) return 1;
  return rank(x) - rank(y);
}

function rank(value: number): number {
  if (Number.isNaN(value)) return 2;
  return Object.is(value, -0) ? 0 : 1;
}

/** Accumulator fields that hold all values of a group, where rows are taken back: in order of value, or of arrival. */
import { type Comparator, valueComparator } from '../../../row/compare.ts';
import type { DataType } from '../../../row/data-type.ts';
import type { Value } from '../../../row/row.ts';
import {
  type AccumulatorField,
  type AggregateCode,
  type AggregateSite,
  aggregateArgument,
  listField,
} from './aggregate-code.ts';
import { OrderedValues } from './ordered-values.ts';
import { SortedCounts } from './sorted-counts.ts';

/** The smallest or the largest value. Types that have an order hold no maps, so state takes their values as they are. */
export function sortedCounts(site: AggregateSite, end: 'first' | 'last'): AggregateCode {
  const { index, writer } = site;
  const held = `this.sorted${index}`;
  const Counts = writer.bind('SortedCounts', SortedCounts);
  const initial = `new ${Counts}(${writer.bind('order', totalOrder(aggregateArgument(site, 0).type))})`;
  return {
    fields: [{ name: `sorted${index}`, initial, save: (code) => `${code}.save()`, load: loader(initial) }],
    skipsNulls: true,
    accumulate: ([value = '']) => writer.line(`${held}.add(${value});`),
    retract: ([value = '']) => writer.line(`${held}.remove(${value});`),
    merge: (other) => writer.line(`${held}.addAll(${other}.sorted${index});`),
    result: () => `${held}.${end}()`,
  };
}

/** All values in order of arrival. The result is what the function makes of `orderedField(site)`. */
export function orderedValues(site: AggregateSite): Omit<AggregateCode, 'result'> {
  const { index, writer } = site;
  const held = orderedField(site);
  return {
    fields: [valuesField(site)],
    skipsNulls: true,
    accumulate: ([value = '']) => writer.line(`${held}.add(${value});`),
    retract: ([value = '']) => writer.line(`${held}.remove(${value});`),
    merge: (other) => writer.line(`${held}.load(${other}.values${index}.list());`),
  };
}

/** Code of the OrderedValues of a call. */
export function orderedField({ index }: AggregateSite): string {
  return `this.values${index}`;
}

function valuesField(site: AggregateSite): AccumulatorField {
  const { index, writer } = site;
  const initial = `new ${writer.bind('OrderedValues', OrderedValues)}()`;
  const { save, load } = listField('', aggregateArgument(site, 0).type, writer);
  return {
    name: `values${index}`,
    initial,
    save: (code) => save?.(`${code}.list()`) ?? `${code}.list()`,
    load: (code) => loader(initial)(load?.(code) ?? code),
  };
}

function loader(initial: string): (code: string) => string {
  return (code) => `${initial}.load(${code})`;
}

/** NaN, which `<` cannot place, comes last, as in Java. */
function totalOrder(type: DataType): Comparator {
  return type.kind === 'DOUBLE' || type.kind === 'FLOAT' ? compareFloating : valueComparator(type);
}

function compareFloating(a: Value, b: Value): number {
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  return x - y || 0;
}

/** MIN, MAX, FIRST_VALUE and LAST_VALUE: one value that a later one may replace. */
import { compareBytes, compareText, valueComparator } from '../../../row/compare.ts';
import type { DataType } from '../../../row/data-type.ts';
import {
  type AggregateCode,
  type AggregateCompiler,
  type AggregateSite,
  neverRetracts,
  valueField,
} from './aggregate-code.ts';
import { orderedField, orderedValues, sortedCounts } from './retracting-values.ts';
import { timedText, timedTextExtreme } from './timed-text.ts';

/** `replaces` is code that tells whether the new value takes the place of the one that is held. */
function keeper(site: AggregateSite, replaces: (value: string, held: string) => string): AggregateCode {
  const name = `value${site.index}`;
  const held = `this.${name}`;
  const take = (value: string) => site.writer.line(`if (${replaces(value, held)}) ${held} = ${value};`);
  return {
    fields: [valueField(name, site.call.type, site.writer)],
    skipsNulls: true,
    accumulate: ([value = '']) => take(value),
    retract: neverRetracts,
    merge: (other) => site.writer.block(`if (${other}.${name} !== null)`, () => take(`${other}.${name}`)),
    result: () => held,
  };
}

function extreme(operator: '<' | '>'): AggregateCompiler {
  return (site) => {
    if (site.retracts) return sortedCounts(site, operator === '<' ? 'first' : 'last');
    const timed = timedText(site.call.args[0]);
    if (timed !== undefined) return timedTextExtreme(site, timed, operator);
    return keeper(site, (value, held) => `${held} === null || ${orderCode(site, value, operator, held)}`);
  };
}

function orderCode({ call, writer }: AggregateSite, value: string, operator: '<' | '>', held: string): string {
  const compare = orderFunction(call.args[0]?.type ?? call.type);
  if (compare === undefined) return `${value} ${operator} ${held}`;
  return `${writer.bind('compare', compare)}(${value}, ${held}) ${operator} 0`;
}

/** Undefined where JavaScript's own operators order the values: numbers, decimals of one scale, booleans. */
function orderFunction(type: DataType): unknown {
  switch (type.kind) {
    case 'CHAR':
    case 'VARCHAR':
      return compareText;
    case 'BINARY':
    case 'VARBINARY':
      return compareBytes;
    case 'ARRAY':
    case 'MULTISET':
    case 'MAP':
    case 'ROW':
      return valueComparator(type);
    default:
      return undefined;
  }
}

export const minimum = extreme('<');
export const maximum = extreme('>');

export const firstValue: AggregateCompiler = (site) =>
  site.retracts ? endOfList(site, 'first') : keeper(site, (_, held) => `${held} === null`);
export const lastValue: AggregateCompiler = (site) =>
  site.retracts ? endOfList(site, 'last') : keeper(site, () => 'true');

function endOfList(site: AggregateSite, end: 'first' | 'last'): AggregateCode {
  return { ...orderedValues(site), result: () => `${orderedField(site)}.${end}()` };
}

/**
 * DISTINCT where rows are taken back: each value is counted, so that it goes with the last row that had it. Values that
 * JavaScript compares as SQL does are kept as they are; the others, and several arguments at once, by their key.
 */
import type { CodeWriter } from '../../../row/code-writer.ts';
import type { DataType } from '../../../row/data-type.ts';
import { containsMap, fromPlainValue, toPlainValue } from '../../../row/row-class.ts';
import { valueKey } from '../../../row/row-key.ts';
import type { AccumulatorField, AggregateCode, AggregateSite } from './aggregate-code.ts';
import { CountedValues } from './counted-values.ts';

/** The aggregate over the distinct values of one argument that is its own key. */
export function countedByValue({ call, index, writer }: AggregateSite, inner: AggregateCode): AggregateCode {
  const name = `distinct${index}`;
  const held = `this.${name}`;
  const Counts = writer.bind('CountedValues', CountedValues);
  const field: AccumulatorField = {
    name,
    initial: `new ${Counts}()`,
    save: (code) => `${code}.save()`,
    load: (code) => `${Counts}.load(${code})`,
  };
  const onlyCounts = call.function === 'COUNT';
  const change = (does: string, then: () => void) => {
    if (onlyCounts) writer.line(`${does};`);
    else writer.block(`if (${does})`, then);
  };
  return {
    fields: onlyCounts ? [field] : [...inner.fields, field],
    skipsNulls: inner.skipsNulls,
    accumulate: (args) => change(`${held}.add(${args[0]})`, () => inner.accumulate(args)),
    retract: (args) => change(`${held}.remove(${args[0]})`, () => inner.retract(args)),
    merge: (other) => {
      const [value, count] = [writer.variable('value'), writer.variable('count')];
      writer.block(`for (const [${value}, ${count}] of ${other}.${name})`, () => {
        change(`${held}.add(${value}, ${count})`, () => inner.accumulate([value]));
      });
    },
    result: () => (onlyCounts ? `${held}.size` : inner.result()),
  };
}

/** The aggregate over the distinct values of its arguments, which are found by their key. */
export function countedByKey(site: AggregateSite, types: readonly DataType[], inner: AggregateCode): AggregateCode {
  const { index, writer } = site;
  const name = `distinct${index}`;
  const held = `this.${name}`;
  const key = writer.bind('valueKey', valueKey);
  const listed = (args: readonly string[]) => `[${args.slice(0, types.length).join(', ')}]`;
  const add = (args: readonly string[], values: string, times: string) => {
    const [found, entry] = [writer.variable('key'), writer.variable('entry')];
    writer.line(`const ${found} = ${key}(${values}), ${entry} = ${held}.get(${found});`);
    writer.line(`if (${entry} !== undefined) ${entry}.count += ${times};`);
    writer.block('else', () => {
      writer.line(`${held}.set(${found}, { values: ${values}, count: ${times} });`);
      inner.accumulate(args);
    });
  };
  return {
    ...inner,
    fields: [...inner.fields, keyedField(name, types, writer)],
    accumulate: (args) => add(args, listed(args), '1'),
    retract: (args) => {
      const [found, entry] = [writer.variable('key'), writer.variable('entry')];
      writer.line(`const ${found} = ${key}(${listed(args)}), ${entry} = ${held}.get(${found});`);
      writer.block(`if (${entry} !== undefined && --${entry}.count === 0)`, () => {
        writer.line(`${held}.delete(${found});`);
        inner.retract(args);
      });
    },
    merge: (other) => {
      const entry = writer.variable('entry');
      const args = types.map((_, position) => `${entry}.values[${position}]`);
      writer.block(`for (const ${entry} of ${other}.${name}.values())`, () => {
        add(args, `${entry}.values`, `${entry}.count`);
      });
    },
  };
}

function keyedField(name: string, types: readonly DataType[], writer: CodeWriter): AccumulatorField {
  const row: DataType = { kind: 'ROW', fields: types.map((type) => ({ name: '', type })), nullable: false };
  const key = writer.bind('valueKey', valueKey);
  const plain = containsMap(row) ? `${writer.bind('toPlainValue', toPlainValue)}(values)` : 'values';
  const value = containsMap(row)
    ? `${writer.bind('fromPlainValue', fromPlainValue)}(saved, ${writer.bind('type', row)})`
    : 'saved';
  return {
    name,
    initial: 'new Map()',
    save: (code) => `Array.from(${code}.values(), ({ values, count }) => [${plain}, count])`,
    load: (code) =>
      `new Map(${code}.map(([saved, count]) => { const values = ${value}; return [${key}(values), { values, count }]; }))`,
  };
}

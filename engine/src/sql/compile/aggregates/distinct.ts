/**
 * DISTINCT: each accumulator remembers the values that it has seen, so that merged windows count a value once. Values
 * that JavaScript compares as SQL does are kept as they are; the others, and several arguments at once, by their key.
 */
import type { CodeWriter } from '../../../row/code-writer.ts';
import type { DataType } from '../../../row/data-type.ts';
import { containsMap, fromPlainValue, toPlainValue } from '../../../row/row-class.ts';
import { valueKey } from '../../../row/row-key.ts';
import { type AccumulatorField, type AggregateCode, type AggregateSite, neverRetracts } from './aggregate-code.ts';
import { countedByKey, countedByValue } from './counted-distinct.ts';
import {
  addDistinct,
  countDistinct,
  hasDistinct,
  listDistinct,
  loadDistinct,
  mergeDistinct,
} from './distinct-values.ts';

/** The aggregate over the distinct values of its arguments. */
export function distinct(site: AggregateSite, inner: AggregateCode): AggregateCode {
  if (site.call.function === 'MIN' || site.call.function === 'MAX') return inner;
  const types = distinctTypes(site);
  const [only] = types;
  const counts = site.call.function === 'COUNT';
  const byValue = types.length === 1 && only !== undefined && isPrimitive(only);
  if (site.retracts) return byValue ? countedByValue(site, inner) : countedByKey(site, types, inner);
  return byValue ? distinctByValue(site, inner, counts) : distinctByKey(site, types, inner);
}

/** The separator of LISTAGG is no part of what must be distinct. */
function distinctTypes({ call }: AggregateSite): DataType[] {
  const types = call.args.map((arg) => arg.type);
  return call.function === 'LISTAGG' ? types.slice(0, 1) : types;
}

function isPrimitive(type: DataType): boolean {
  switch (type.kind) {
    case 'BINARY':
    case 'VARBINARY':
    case 'ARRAY':
    case 'MULTISET':
    case 'MAP':
    case 'ROW':
      return false;
    default:
      return true;
  }
}

/** For COUNT the values are all there is to keep. */
function distinctByValue({ index, writer }: AggregateSite, inner: AggregateCode, counts: boolean): AggregateCode {
  const name = `distinct${index}`;
  const seen = `this.${name}`;
  const add = writer.bind('addDistinct', addDistinct);
  const list = writer.bind('listDistinct', listDistinct);
  const field: AccumulatorField = {
    name,
    initial: 'undefined',
    save: (code) => `${list}(${code})`,
    load: (code) => `${writer.bind('loadDistinct', loadDistinct)}(${code})`,
  };
  const take = (args: readonly string[]) => {
    const [value = ''] = args;
    const remember = () => writer.line(`${seen} = ${add}(${seen}, ${value});`);
    if (counts) return remember();
    writer.block(`if (!${writer.bind('hasDistinct', hasDistinct)}(${seen}, ${value}))`, () => {
      remember();
      inner.accumulate(args);
    });
  };
  return {
    fields: counts ? [field] : [...inner.fields, field],
    skipsNulls: inner.skipsNulls,
    accumulate: take,
    retract: neverRetracts,
    merge: (other) => {
      if (counts) {
        writer.line(`${seen} = ${writer.bind('mergeDistinct', mergeDistinct)}(${seen}, ${other}.${name});`);
        return;
      }
      const value = writer.variable('value');
      writer.block(`for (const ${value} of ${list}(${other}.${name}))`, () => take([value]));
    },
    result: () => (counts ? `${writer.bind('countDistinct', countDistinct)}(${seen})` : inner.result()),
  };
}

function distinctByKey(
  { index, writer }: AggregateSite,
  types: readonly DataType[],
  inner: AggregateCode,
): AggregateCode {
  const name = `distinct${index}`;
  const seen = `this.${name}`;
  const key = writer.bind('valueKey', valueKey);
  const take = (args: readonly string[], values: string) => {
    const found = writer.variable('key');
    writer.line(`const ${found} = ${key}(${values});`);
    writer.block(`if (!${seen}.has(${found}))`, () => {
      writer.line(`${seen}.set(${found}, ${values});`);
      inner.accumulate(args);
    });
  };
  return {
    ...inner,
    fields: [...inner.fields, keyedField(name, types, writer)],
    accumulate: (args) => take(args, `[${args.slice(0, types.length).join(', ')}]`),
    retract: neverRetracts,
    merge: (other) => {
      const values = writer.variable('values');
      const args = types.map((_, position) => `${values}[${position}]`);
      writer.block(`for (const ${values} of ${other}.${name}.values())`, () => take(args, values));
    },
  };
}

function keyedField(name: string, types: readonly DataType[], writer: CodeWriter): AccumulatorField {
  const row: DataType = { kind: 'ROW', fields: types.map((type) => ({ name: '', type })), nullable: false };
  const key = writer.bind('valueKey', valueKey);
  const plain = (code: string) => (containsMap(row) ? `${writer.bind('toPlainValue', toPlainValue)}(${code})` : code);
  const value = (code: string) =>
    containsMap(row) ? `${writer.bind('fromPlainValue', fromPlainValue)}(${code}, ${writer.bind('type', row)})` : code;
  return {
    name,
    initial: 'new Map()',
    save: (code) => `Array.from(${code}.values(), (values) => ${plain('values')})`,
    load: (code) =>
      `new Map(${code}.map((saved) => { const values = ${value('saved')}; return [${key}(values), values]; }))`,
  };
}

/** COUNT, LISTAGG, COLLECT and ARRAY_AGG. */
import {
  type AggregateCode,
  type AggregateCompiler,
  type AggregateSite,
  aggregateArgument,
  listField,
  neverRetracts,
} from './aggregate-code.ts';
import type { OrderedValues } from './ordered-values.ts';
import { orderedField, orderedValues } from './retracting-values.ts';

export const count: AggregateCompiler = ({ index, writer }) => ({
  fields: [{ name: `count${index}`, initial: '0' }],
  skipsNulls: true,
  accumulate: () => writer.line(`this.count${index} += 1;`),
  retract: () => writer.line(`this.count${index} -= 1;`),
  merge: (other) => writer.line(`this.count${index} += ${other}.count${index};`),
  result: () => `this.count${index}`,
});

/** The texts in arrival order, strung together. */
export const listAggregate: AggregateCompiler = (site) => {
  const { index, writer } = site;
  const held = `this.text${index}`;
  const separator = aggregateArgument(site, 1);
  if (site.retracts) {
    const code = orderedValues(site);
    const joined = writer.bind('joinTexts', joinTexts(separator.kind === 'literal' ? String(separator.value) : ','));
    return { ...code, result: () => `${joined}(${orderedField(site)})` };
  }
  const between = writer.bind('separator', separator.kind === 'literal' ? separator.value : ',');
  const append = (text: string) =>
    writer.line(`${held} = ${held} === null ? ${text} : ${held} + ${between} + ${text};`);
  return {
    fields: [{ name: `text${index}`, initial: 'null' }],
    skipsNulls: true,
    accumulate: ([text = '']) => append(text),
    retract: neverRetracts,
    merge: (other) => writer.block(`if (${other}.text${index} !== null)`, () => append(`${other}.text${index}`)),
    result: () => held,
  };
};

function joinTexts(separator: string): (values: OrderedValues) => string | null {
  return (values) => (values.size === 0 ? null : values.list().join(separator));
}

function list(site: AggregateSite): AggregateCode {
  if (site.retracts) return { ...orderedValues(site), result: () => `${orderedField(site)}.list()` };
  const { index, writer } = site;
  const name = `list${index}`;
  return {
    fields: [listField(name, aggregateArgument(site, 0).type, writer)],
    skipsNulls: true,
    accumulate: ([value = '']) => writer.line(`this.${name}.push(${value});`),
    retract: neverRetracts,
    merge: (other) => writer.line(`for (const value of ${other}.${name}) this.${name}.push(value);`),
    result: () => `this.${name}.slice()`,
  };
}

export const collect: AggregateCompiler = list;

/** NULLs are elements; over no rows the result is NULL. */
export const arrayAggregate: AggregateCompiler = (site) => {
  const code = list(site);
  const size = site.retracts ? `${orderedField(site)}.size` : `this.list${site.index}.length`;
  return { ...code, skipsNulls: false, result: () => `(${size} === 0 ? null : ${code.result()})` };
};

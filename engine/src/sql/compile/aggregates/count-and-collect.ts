/** COUNT, LISTAGG, COLLECT and ARRAY_AGG. */
import {
  type AggregateCode,
  type AggregateCompiler,
  type AggregateSite,
  aggregateArgument,
  listField,
} from './aggregate-code.ts';

export const count: AggregateCompiler = ({ index, writer }) => ({
  fields: [{ name: `count${index}`, initial: '0' }],
  skipsNulls: true,
  accumulate: () => writer.line(`this.count${index} += 1;`),
  merge: (other) => writer.line(`this.count${index} += ${other}.count${index};`),
  result: () => `this.count${index}`,
});

/** The texts in arrival order, strung together. */
export const listAggregate: AggregateCompiler = (site) => {
  const { index, writer } = site;
  const held = `this.text${index}`;
  const separator = aggregateArgument(site, 1);
  const between = writer.bind('separator', separator.kind === 'literal' ? separator.value : ',');
  const append = (text: string) =>
    writer.line(`${held} = ${held} === null ? ${text} : ${held} + ${between} + ${text};`);
  return {
    fields: [{ name: `text${index}`, initial: 'null' }],
    skipsNulls: true,
    accumulate: ([text = '']) => append(text),
    merge: (other) => writer.block(`if (${other}.text${index} !== null)`, () => append(`${other}.text${index}`)),
    result: () => held,
  };
};

function list(site: AggregateSite): AggregateCode {
  const { index, writer } = site;
  const name = `list${index}`;
  return {
    fields: [listField(name, aggregateArgument(site, 0).type, writer)],
    skipsNulls: true,
    accumulate: ([value = '']) => writer.line(`this.${name}.push(${value});`),
    merge: (other) => writer.line(`for (const value of ${other}.${name}) this.${name}.push(value);`),
    result: () => `this.${name}.slice()`,
  };
}

export const collect: AggregateCompiler = list;

/** NULLs are elements; over no rows the result is NULL. */
export const arrayAggregate: AggregateCompiler = (site) => {
  const code = list(site);
  const held = `this.list${site.index}`;
  return { ...code, skipsNulls: false, result: () => `${held}.length === 0 ? null : ${code.result()}` };
};

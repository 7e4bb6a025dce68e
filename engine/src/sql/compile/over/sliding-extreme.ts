/**
 * MIN and MAX over a frame from which the oldest row goes first. Of the values, only those are kept that no later one
 * has made useless: the first of them is the result, and a value goes with the row that brought it, if it is still there.
 */
import { compareText } from '../../../row/compare.ts';
import type { DataType } from '../../../row/data-type.ts';
import { type AggregateCode, type AggregateSite, aggregateArgument } from '../aggregates/aggregate-code.ts';

export function slidingExtreme(site: AggregateSite, operator: '<' | '>'): AggregateCode {
  const { index, writer } = site;
  const held = `this.values${index}`;
  const head = `this.head${index}`;
  const { type } = aggregateArgument(site, 0);
  const isBetter = (value: string, other: string) =>
    isText(type)
      ? `${writer.bind('compareText', compareText)}(${value}, ${other}) ${operator} 0`
      : `${value} ${operator} ${other}`;
  return {
    // Not saved: the frame's entries tell it.
    fields: [
      { name: `values${index}`, initial: '[]', save: () => 'null', load: () => '[]' },
      { name: `head${index}`, initial: '0', save: () => 'null', load: () => '0' },
    ],
    skipsNulls: true,
    accumulate: ([value = '']) => {
      const [values, last] = [writer.variable('values'), writer.variable('last')];
      writer.line(`const ${values} = ${held};`);
      writer.line(`let ${last} = ${values}.length - 1;`);
      writer.line(`while (${last} >= ${head} && ${isBetter(value, `${values}[${last}]`)}) ${last} -= 1;`);
      writer.line(`${values}.length = ${last} + 1;`);
      writer.line(`${values}.push(${value});`);
    },
    retract: ([value = '']) => {
      writer.block(
        `if (${isSame(type, value, `${held}[${head}]`)} && ++${head} > 32 && ${head} * 2 > ${held}.length)`,
        () => {
          writer.line(`${held} = ${held}.slice(${head});`);
          writer.line(`${head} = 0;`);
        },
      );
    },
    merge: neverMerges,
    result: () => `(${held}.length > ${head} ? ${held}[${head}] : null)`,
  };
}

function isText(type: DataType): boolean {
  return type.kind === 'CHAR' || type.kind === 'VARCHAR';
}

/** NaN is the same as NaN. */
function isSame(type: DataType, a: string, b: string): string {
  const same = `${a} === ${b}`;
  return type.kind === 'DOUBLE' || type.kind === 'FLOAT' ? `(${same} || Object.is(${a}, ${b}))` : same;
}

function neverMerges(): never {
  throw new TypeError('frames do not grow together');
}

/** What exists only with OVER: LAG and the numbers of rows. */
import { MillraceError } from '../../../errors/millrace-error.ts';
import type { DataType } from '../../../row/data-type.ts';
import type { OverFunctionName } from '../../functions/over-functions.ts';
import {
  type AggregateCode,
  type AggregateCompiler,
  type AggregateSite,
  aggregateArgument,
  neverRetracts,
  valueField,
} from '../aggregates/aggregate-code.ts';

/** Flink counts every row for RANK and DENSE_RANK too: rows of one time share the number of the last of them. */
const rowCount: AggregateCompiler = ({ index, writer }) => ({
  fields: [{ name: `count${index}`, initial: '0' }],
  skipsNulls: false,
  accumulate: () => writer.line(`this.count${index} += 1;`),
  retract: neverRetracts,
  merge: neverMerges,
  result: () => `this.count${index}`,
});

/**
 * LAG(value, offset, default): the value so many rows before the last row that was taken in, whatever it is; offset and
 * default are those of the last row.
 */
const lag: AggregateCompiler = (site): AggregateCode => {
  const { index, writer, call } = site;
  const [held, distance, otherwise] = [`this.recent${index}`, `this.distance${index}`, `this.otherwise${index}`];
  const list = valueField(`recent${index}`, { kind: 'ARRAY', element: valueType(site), nullable: false }, writer);
  return {
    fields: [
      {
        ...list,
        initial: '[]',
        save: list.save ?? ((code) => `${code}.slice()`),
        load: list.load ?? ((code) => `${code}.slice()`),
      },
      { name: `distance${index}`, initial: '1' },
      valueField(`otherwise${index}`, valueType(site), writer),
    ],
    skipsNulls: false,
    accumulate: ([value = 'null', offset, fallback]) => {
      if (offset !== undefined) writer.line(`${distance} = ${writer.bind('lagDistance', lagDistance)}(${offset});`);
      if (fallback !== undefined) writer.line(`${otherwise} = ${fallback};`);
      writer.line(`${held}.push(${value});`);
      writer.line(`while (${held}.length > ${distance} + 1) ${held}.shift();`);
    },
    retract: neverRetracts,
    merge: neverMerges,
    result: () => `(${held}.length > ${distance} ? ${held}[0] : ${call.args.length > 2 ? otherwise : 'null'})`,
  };
};

export const overFunctions: Readonly<Record<OverFunctionName, AggregateCompiler>> = {
  ROW_NUMBER: rowCount,
  RANK: rowCount,
  DENSE_RANK: rowCount,
  LAG: lag,
};

function valueType(site: AggregateSite): DataType {
  return aggregateArgument(site, 0).type;
}

/** @throws MillraceError NUMBER_OUT_OF_RANGE, where Flink fails too. */
function lagDistance(offset: number | null): number {
  if (offset !== null && offset >= 0) return offset;
  throw new MillraceError(`LAG goes back by ${offset} rows, which is not a number of rows`, {
    code: 'NUMBER_OUT_OF_RANGE',
    domain: 'user',
    retry: 'never',
    hint: 'write an offset of 0 or more',
  });
}

function neverMerges(): never {
  throw new TypeError('frames do not grow together');
}

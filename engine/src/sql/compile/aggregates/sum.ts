/**
 * SUM, SUM0 and AVG. Sums are kept exact whatever the order of rows: integers and decimals in numbers while they are
 * safe; an integer that leaves ±(2^53 − 1) is an error at once, one that leaves its type only when it is asked for.
 */
import { MillraceError } from '../../../errors/millrace-error.ts';
import type { DataType, DecimalType } from '../../../row/data-type.ts';
import { type Decimal, decimalDivide, fitsPrecision, normalizeDecimal } from '../../../row/decimal.ts';
import { rangeChecked } from '../number-range.ts';
import {
  type AggregateCode,
  type AggregateCompiler,
  type AggregateSite,
  aggregateArgument,
  neverRetracts,
} from './aggregate-code.ts';

const COUNT_AS_DECIMAL = { precision: 20, scale: 0 };
/** Numbers of so many digits are never bigints. */
const EXACT_DIGITS = 15;

/** Where rows are taken back, the sum of none is told from a sum of 0 by their number. */
export const sum: AggregateCompiler = (site) => {
  const total = sumCode(site);
  if (site.retracts) return counted(site, total, () => total.result());
  const filled = `this.filled${site.index}`;
  return {
    ...total,
    fields: [...total.fields, { name: `filled${site.index}`, initial: 'false' }],
    accumulate(args) {
      total.accumulate(args);
      site.writer.line(`${filled} = true;`);
    },
    retract: neverRetracts,
    merge(other) {
      total.merge(other);
      site.writer.line(`if (${other}.filled${site.index}) ${filled} = true;`);
    },
    result: () => `${filled} ? ${total.result()} : null`,
  };
};

/** SUM0: the sum of nothing is 0. */
export const sumOrZero: AggregateCompiler = (site) => sumCode(site);

export const average: AggregateCompiler = (site) =>
  counted(site, sumCode(site), (count) => quotient(site, `this.sum${site.index}`, count));

/** A sum with the number of its values; over none the result is NULL. */
function counted(site: AggregateSite, total: AggregateCode, result: (count: string) => string): AggregateCode {
  const { writer, index } = site;
  const count = `this.count${index}`;
  return {
    ...total,
    fields: [...total.fields, { name: `count${index}`, initial: '0' }],
    accumulate(args) {
      total.accumulate(args);
      writer.line(`${count} += 1;`);
    },
    retract(args) {
      total.retract(args);
      writer.line(`${count} -= 1;`);
    },
    merge(other) {
      total.merge(other);
      writer.line(`${count} += ${other}.count${index};`);
    },
    result: () => `${count} === 0 ? null : ${result(count)}`,
  };
}

function quotient({ call, writer }: AggregateSite, total: string, count: string): string {
  const { type } = call;
  switch (type.kind) {
    case 'DECIMAL': {
      const from: DecimalType = {
        kind: 'DECIMAL',
        precision: 38,
        scale: decimalScale(call.args[0]?.type),
        nullable: false,
      };
      return `${writer.bind('average', decimalDivide(from, COUNT_AS_DECIMAL, type))}(${total}, ${count})`;
    }
    case 'DOUBLE':
      return `${total} / ${count}`;
    case 'FLOAT':
      return `Math.fround(${total} / ${count})`;
    default:
      return `Math.trunc(${total} / ${count}) + 0`;
  }
}

function decimalScale(type: DataType | undefined): number {
  return type?.kind === 'DECIMAL' ? type.scale : 0;
}

function sumCode(site: AggregateSite): AggregateCode {
  const type = aggregateArgument(site, 0).type;
  const field = `sum${site.index}`;
  const base = { fields: [{ name: field, initial: '0' }], skipsNulls: true };
  switch (type.kind) {
    case 'DECIMAL':
      return { ...base, ...decimalSum(site, `this.${field}`, type) };
    case 'FLOAT':
    case 'DOUBLE': {
      const single = site.call.type.kind === 'FLOAT' && site.call.function !== 'AVG';
      const add = (value: string) =>
        site.writer.line(
          single ? `this.${field} = Math.fround(this.${field} + ${value});` : `this.${field} += ${value};`,
        );
      return {
        ...base,
        accumulate: ([value = '']) => add(value),
        retract: ([value = '']) => add(`-(${value})`),
        merge: (other) => add(`${other}.${field}`),
        result: () => `this.${field}`,
      };
    }
    default:
      return { ...base, ...integerSum(site, `this.${field}`) };
  }
}

type SumOperations = Pick<AggregateCode, 'accumulate' | 'retract' | 'merge' | 'result'>;

function integerSum({ call, writer, index }: AggregateSite, field: string): SumOperations {
  const fail = writer.bind('sumOverflow', sumOverflow);
  const add = (value: string) => {
    writer.line(`${field} += ${value};`);
    writer.line(`if (${field} > Number.MAX_SAFE_INTEGER || ${field} < Number.MIN_SAFE_INTEGER) ${fail}();`);
  };
  return {
    accumulate: ([value = '']) => add(value),
    retract: ([value = '']) => add(`-(${value})`),
    merge: (other) => add(`${other}.sum${index}`),
    result: () => `(${rangeChecked(field, call.type, call.span, { writer, row: '' })})`,
  };
}

function decimalSum({ call, writer, index }: AggregateSite, field: string, type: DecimalType): SumOperations {
  const slowAdd = writer.bind('addExactly', addExactly);
  const add = (value: string, isNumber: boolean) => {
    const next = writer.variable('next');
    const areNumbers = `typeof ${field} === 'number'${isNumber ? '' : ` && typeof ${value} === 'number'`}`;
    writer.line(`const ${next} = ${areNumbers} ? ${field} + ${value} : Infinity;`);
    writer.line(
      `${field} = ${next} <= Number.MAX_SAFE_INTEGER && ${next} >= Number.MIN_SAFE_INTEGER ? ${next} : ${slowAdd}(${field}, ${value});`,
    );
  };
  const precision = call.type.kind === 'DECIMAL' ? call.type.precision : 38;
  const fits = writer.bind('fitsPrecision', fitsPrecision);
  return {
    accumulate: ([value = '']) => add(value, type.precision <= EXACT_DIGITS),
    retract: ([value = '']) => {
      const taken = writer.variable('taken');
      writer.line(`const ${taken} = -(${value});`);
      add(taken, type.precision <= EXACT_DIGITS);
    },
    merge: (other) => add(`${other}.sum${index}`, false),
    result: () => `(${fits}(${field}, ${precision}) ? ${field} : null)`,
  };
}

function addExactly(a: Decimal, b: Decimal): Decimal {
  return normalizeDecimal(BigInt(a) + BigInt(b));
}

function sumOverflow(): never {
  throw new MillraceError('The sum of integers left the range ±(2^53 − 1) that Millrace holds exactly', {
    code: 'NUMBER_OUT_OF_RANGE',
    domain: 'user',
    retry: 'never',
    hint: 'sum a DECIMAL instead: SUM(CAST(x AS DECIMAL(38, 0)))',
  });
}

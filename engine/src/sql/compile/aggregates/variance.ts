/**
 * STDDEV_POP, STDDEV_SAMP, VAR_POP, VAR_SAMP by Welford's algorithm (B. P. Welford, Technometrics 4, 1962) with the
 * parallel merge of Chan, Golub and LeVeque, in double precision and then brought to the call's type.
 */
import type { DataType } from '../../../row/data-type.ts';
import { decimalToDouble } from '../../../row/decimal.ts';
import type { Value } from '../../../row/row.ts';
import { converter } from '../cast/converter.ts';
import { type AggregateCompiler, type AggregateSite, aggregateArgument } from './aggregate-code.ts';

/** `sample` divides by n − 1 and is NULL for one row; `root` takes the square root. */
export function variance(sample: boolean, root: boolean): AggregateCompiler {
  return (site) => {
    const { index, writer } = site;
    const [n, mean, m2] = ['count', 'mean', 'squares'].map((name) => `${name}${index}`);
    return {
      fields: [
        { name: `count${index}`, initial: '0' },
        { name: `mean${index}`, initial: '0' },
        { name: `squares${index}`, initial: '0' },
      ],
      skipsNulls: true,
      accumulate: ([value = '']) => {
        const delta = writer.variable('delta');
        const number = doubleCode(site, value);
        writer.line(`this.${n} += 1;`);
        writer.line(`const ${delta} = ${number} - this.${mean};`);
        writer.line(`this.${mean} += ${delta} / this.${n};`);
        writer.line(`this.${m2} += ${delta} * (${number} - this.${mean});`);
      },
      retract: ([value = '']) => {
        const [delta, number] = [writer.variable('delta'), doubleCode(site, value)];
        // Without this the mean of no values would be 0 / 0, and rounding would be left of what is no longer there.
        writer.block(`if (this.${n} === 1)`, () => {
          for (const name of [n, mean, m2]) writer.line(`this.${name} = 0;`);
        });
        writer.block('else', () => {
          writer.line(`const ${delta} = ${number} - this.${mean};`);
          writer.line(`this.${n} -= 1;`);
          writer.line(`this.${mean} -= ${delta} / this.${n};`);
          writer.line(`this.${m2} = Math.max(0, this.${m2} - ${delta} * (${number} - this.${mean}));`);
        });
      },
      merge: (other) => {
        const [total, delta] = [writer.variable('total'), writer.variable('delta')];
        writer.block(`if (${other}.${n} > 0)`, () => {
          writer.line(`const ${total} = this.${n} + ${other}.${n};`);
          writer.line(`const ${delta} = ${other}.${mean} - this.${mean};`);
          writer.line(`this.${m2} += ${other}.${m2} + ${delta} * ${delta} * this.${n} * ${other}.${n} / ${total};`);
          writer.line(`this.${mean} += ${delta} * ${other}.${n} / ${total};`);
          writer.line(`this.${n} = ${total};`);
        });
      },
      result: () => {
        const spread = `this.${m2} / (this.${n}${sample ? ' - 1' : ''})`;
        const value = root ? `Math.sqrt(${spread})` : spread;
        return `this.${n} < ${sample ? 2 : 1} ? null : ${resultCode(site, value)}`;
      },
    };
  };
}

/** Code of the first argument as a DOUBLE. */
export function doubleCode(site: AggregateSite, value: string): string {
  const { type } = aggregateArgument(site, 0);
  if (type.kind !== 'DECIMAL') return value;
  return `${site.writer.bind('decimalToDouble', decimalToDouble)}(${value}, ${type.scale})`;
}

function resultCode({ call, writer }: AggregateSite, value: string): string {
  if (call.type.kind === 'DOUBLE') return value;
  const double: DataType = { kind: 'DOUBLE', nullable: false };
  const convert = converter(double, call.type);
  const orNull = (result: Value) => convert?.(result) ?? null;
  return `${writer.bind('toResultType', orNull)}(${value})`;
}

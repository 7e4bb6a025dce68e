/** What one aggregate call contributes to the generated accumulator class. */
import assert from 'node:assert/strict';
import type { CodeWriter } from '../../../row/code-writer.ts';
import type { DataType } from '../../../row/data-type.ts';
import { containsMap, fromPlainValue, toPlainValue } from '../../../row/row-class.ts';
import type { AggregateCall, Expression } from '../../bind/expression.ts';

/** A property of the accumulator, how it begins, and how it goes to state and comes back. */
export interface AccumulatorField {
  readonly name: string;
  readonly initial: string;
  /** Code of the stored form of `code`; the value itself when missing. */
  readonly save?: (code: string) => string;
  readonly load?: (code: string) => string;
}

export interface AggregateCode {
  readonly fields: readonly AccumulatorField[];
  /** What `accumulate` takes in, where that is not the call's arguments themselves. */
  readonly args?: readonly Expression[];
  /** Whether a row with a NULL argument is left out (all but COUNT(*) and ARRAY_AGG). */
  readonly skipsNulls: boolean;
  /** Writes statements that take in the arguments, given as code. */
  accumulate(args: readonly string[]): void;
  /** Writes statements that take back what `accumulate` took in. Only asked for at a site that retracts. */
  retract(args: readonly string[]): void;
  /** Writes statements that take in `other`, code of another accumulator. */
  merge(other: string): void;
  /** Code of the result; statements that it needs are written before. */
  result(): string;
}

/** A call with its place in the accumulator, which makes its field names unique. */
export interface AggregateSite {
  readonly call: AggregateCall;
  readonly index: number;
  readonly writer: CodeWriter;
  /** Whether rows are taken back, so that the accumulator must remember what it would otherwise forget. */
  readonly retracts: boolean;
}

export type AggregateCompiler = (site: AggregateSite) => AggregateCode;

/** The argument that the signature guarantees. */
export function aggregateArgument({ call }: AggregateSite, position: number): Expression {
  const arg = call.args[position];
  assert(arg !== undefined, `${call.function} has no argument ${position}`);
  return arg;
}

/** A field that holds one value of a type, or null. */
export function valueField(name: string, type: DataType, writer: CodeWriter): AccumulatorField {
  if (!containsMap(type)) return { name, initial: 'null' };
  return {
    name,
    initial: 'null',
    save: (code) => `${writer.bind('toPlainValue', toPlainValue)}(${code})`,
    load: (code) => `${writer.bind('fromPlainValue', fromPlainValue)}(${code}, ${writer.bind('type', type)})`,
  };
}

/** A field that holds a list of values of a type. */
export function listField(name: string, element: DataType, writer: CodeWriter): AccumulatorField {
  if (!containsMap(element))
    return { name, initial: '[]', save: (code) => `${code}.slice()`, load: (code) => `${code}.slice()` };
  const list: DataType = { kind: 'ARRAY', element, nullable: false };
  return { ...valueField(name, list, writer), initial: '[]' };
}

/** `retract` of code that stands only at sites where no row is taken back. */
export function neverRetracts(): never {
  throw new TypeError('code for rows that stay was asked to take a row back');
}

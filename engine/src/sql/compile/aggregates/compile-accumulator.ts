/**
 * Generates the accumulator class of a list of aggregate calls. Calls with the same FILTER stand under one test, and
 * an argument that several of them share is computed once.
 */
import { MillraceError } from '../../../errors/millrace-error.ts';
import { CodeWriter } from '../../../row/code-writer.ts';
import type { Schema } from '../../../row/data-type.ts';
import type { AggregateCall, Expression } from '../../bind/expression.ts';
import { isAggregateFunctionName } from '../../functions/names.ts';
import { compileCondition, compileExpression, type Fragment } from '../expression.ts';
import { expressionKey } from '../expression-key.ts';
import type { AccumulatorClass } from './accumulator.ts';
import type { AggregateCode } from './aggregate-code.ts';
import { aggregateFunctions } from './aggregate-functions.ts';
import { distinct } from './distinct.ts';

interface CompiledCall {
  readonly call: AggregateCall;
  readonly code: AggregateCode;
}

/** The class of accumulators for these calls over rows of `inputSchema`. */
export function compileAccumulator(aggregates: readonly AggregateCall[], _inputSchema: Schema): AccumulatorClass {
  return accumulatorWriter(aggregates).evaluate<AccumulatorClass>();
}

/** The writer that holds the class's code, for debugging and golden tests. */
export function accumulatorWriter(aggregates: readonly AggregateCall[]): CodeWriter {
  const writer = new CodeWriter('accumulator');
  const calls = aggregates.map((call, index) => ({ call, code: aggregateCode(call, index, writer) }));
  const fields = calls.flatMap(({ code }) => code.fields);
  writer.block('return class Accumulator', () => {
    writer.block('constructor()', () => {
      for (const { name, initial } of fields) writer.line(`this.${name} = ${initial};`);
    });
    writer.block('accumulate(row)', () => writeAccumulate(calls, writer));
    writer.block('merge(other)', () => {
      for (const { code } of calls) code.merge('other');
    });
    writer.block('results()', () => {
      const results = calls.map(({ code }) => code.result());
      writer.line(`return [${results.join(', ')}];`);
    });
    writer.block('toState()', () => {
      const saved = fields.map(({ name, save }) => save?.(`this.${name}`) ?? `this.${name}`);
      writer.line(`return [${saved.join(', ')}];`);
    });
    writer.block('takeState(state)', () => {
      for (const [index, { name, load }] of fields.entries()) {
        writer.line(`this.${name} = ${load?.(`state[${index}]`) ?? `state[${index}]`};`);
      }
    });
    writer.block('static fromState(state)', () => {
      writer.line('const accumulator = new Accumulator();');
      writer.line('accumulator.takeState(state);');
      writer.line('return accumulator;');
    });
  });
  return writer;
}

function aggregateCode(call: AggregateCall, index: number, writer: CodeWriter): AggregateCode {
  if (!isAggregateFunctionName(call.function)) {
    throw new MillraceError(`There is no implementation of the aggregate ${call.function}`, {
      code: 'UNKNOWN_FUNCTION',
      domain: 'internal',
      retry: 'never',
    });
  }
  const site = { call, index, writer };
  const code = aggregateFunctions[call.function](site);
  return call.distinct ? distinct(site, code) : code;
}

function writeAccumulate(calls: readonly CompiledCall[], writer: CodeWriter): void {
  const byFilter = Map.groupBy(calls, ({ call }) => (call.filter === undefined ? '' : expressionKey(call.filter)));
  for (const group of byFilter.values()) {
    const filter = group[0]?.call.filter;
    if (filter === undefined) writeCalls(group, writer);
    else {
      writer.block(`if (${compileCondition(filter, { writer, row: 'row' })})`, () => writeCalls(group, writer));
    }
  }
}

function writeCalls(calls: readonly CompiledCall[], writer: CodeWriter): void {
  const computed = new Map<string, Fragment>();
  const compile = (expression: Expression): Fragment => {
    const key = expressionKey(expression);
    const known = computed.get(key);
    if (known !== undefined) return known;
    const fragment = compileExpression(expression, { writer, row: 'row' });
    computed.set(key, fragment);
    return fragment;
  };
  for (const { call, code } of calls) writeCall((code.args ?? call.args).map(compile), code, writer);
}

function writeCall(args: readonly Fragment[], code: AggregateCode, writer: CodeWriter): void {
  const values = args.map((arg) => arg.code);
  const guard = args.filter((arg) => arg.nullable).map((arg) => `${arg.code} !== null`);
  if (code.skipsNulls && guard.length > 0) {
    writer.block(`if (${guard.join(' && ')})`, () => code.accumulate(values));
  } else {
    code.accumulate(values);
  }
}

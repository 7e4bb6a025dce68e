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
import type { AccumulatorClass, RetractingAccumulatorClass } from './accumulator.ts';
import type { AggregateCode, AggregateSite } from './aggregate-code.ts';
import { aggregateFunctions } from './aggregate-functions.ts';
import { distinct } from './distinct.ts';

type RowEffect = 'accumulate' | 'retract';

interface CompiledCall {
  readonly call: AggregateCall;
  readonly code: AggregateCode;
}

/** The class of accumulators for these calls over rows of `inputSchema`, which are never taken back. */
export function compileAccumulator(aggregates: readonly AggregateCall[], _inputSchema: Schema): AccumulatorClass {
  return accumulatorWriter(aggregates, false).evaluate<AccumulatorClass>();
}

/** As compileAccumulator, for rows that are taken back. Such accumulators remember more. */
export function compileRetractingAccumulator(aggregates: readonly AggregateCall[]): RetractingAccumulatorClass {
  return accumulatorWriter(aggregates, true).evaluate<RetractingAccumulatorClass>();
}

/** The writer that holds the class's code, for debugging and golden tests. */
export function accumulatorWriter(aggregates: readonly AggregateCall[], retracts: boolean): CodeWriter {
  const writer = new CodeWriter('accumulator');
  const calls = aggregates.map((call, index) => ({ call, code: aggregateCode({ call, index, writer, retracts }) }));
  const fields = calls.flatMap(({ code }) => code.fields);
  writer.block('return class Accumulator', () => {
    writer.block('constructor()', () => {
      for (const { name, initial } of fields) writer.line(`this.${name} = ${initial};`);
    });
    writer.block('accumulate(row)', () => writeForRow(calls, writer, 'accumulate'));
    if (retracts) {
      writer.block('retract(row)', () => writeForRow(calls, writer, 'retract'));
      writer.block('reset()', () => {
        for (const { name, initial } of fields) writer.line(`this.${name} = ${initial};`);
      });
    }
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

function aggregateCode(site: AggregateSite): AggregateCode {
  const { call } = site;
  if (!isAggregateFunctionName(call.function)) {
    throw new MillraceError(`There is no implementation of the aggregate ${call.function}`, {
      code: 'UNKNOWN_FUNCTION',
      domain: 'internal',
      retry: 'never',
    });
  }
  const code = aggregateFunctions[call.function](site);
  return call.distinct ? distinct(site, code) : code;
}

/** What a row does to all calls. */
function writeForRow(calls: readonly CompiledCall[], writer: CodeWriter, does: RowEffect): void {
  const byFilter = Map.groupBy(calls, ({ call }) => (call.filter === undefined ? '' : expressionKey(call.filter)));
  for (const group of byFilter.values()) {
    const filter = group[0]?.call.filter;
    if (filter === undefined) writeCalls(group, writer, does);
    else {
      writer.block(`if (${compileCondition(filter, { writer, row: 'row' })})`, () => writeCalls(group, writer, does));
    }
  }
}

function writeCalls(calls: readonly CompiledCall[], writer: CodeWriter, does: RowEffect): void {
  const computed = new Map<string, Fragment>();
  const compile = (expression: Expression): Fragment => {
    const key = expressionKey(expression);
    const known = computed.get(key);
    if (known !== undefined) return known;
    const fragment = compileExpression(expression, { writer, row: 'row' });
    computed.set(key, fragment);
    return fragment;
  };
  for (const { call, code } of calls) {
    const args = (code.args ?? call.args).map(compile);
    writeCall(args, code, writer, does);
  }
}

function writeCall(args: readonly Fragment[], code: AggregateCode, writer: CodeWriter, does: RowEffect): void {
  const values = args.map((arg) => arg.code);
  const guard = args.filter((arg) => arg.nullable).map((arg) => `${arg.code} !== null`);
  if (code.skipsNulls && guard.length > 0) {
    writer.block(`if (${guard.join(' && ')})`, () => code[does](values));
  } else {
    code[does](values);
  }
}

/**
 * Generates the class of frames of an OVER (…): the aggregates, and of each row in a frame that slides what they read of
 * it, a column an array, so that taking a row back reads no row.
 */
import type { OverFrameClass } from '../../../operators/over-frame.ts';
import { PAGE } from '../../../operators/over-state.ts';
import { CodeWriter } from '../../../row/code-writer.ts';
import { MIN_WATERMARK } from '../../../row/row.ts';
import { containsMap, fromPlainValue, rowClass, toPlainValue } from '../../../row/row-class.ts';
import { appendToShortList } from '../../../row/short-list.ts';
import type { AggregateCall, Expression } from '../../bind/expression.ts';
import { isAggregateFunctionName } from '../../functions/names.ts';
import { isOverFunctionName } from '../../functions/over-functions.ts';
import type { OverAggregateNode } from '../../plan/physical-plan.ts';
import type { AggregateCode, AggregateSite } from '../aggregates/aggregate-code.ts';
import { aggregateFunctions } from '../aggregates/aggregate-functions.ts';
import { distinct } from '../aggregates/distinct.ts';
import { compileExpression } from '../expression.ts';
import { expressionKey } from '../expression-key.ts';
import { overFunctions } from './over-functions.ts';
import { slidingExtreme } from './sliding-extreme.ts';

interface FrameParts {
  readonly writer: CodeWriter;
  readonly node: OverAggregateNode;
  readonly calls: readonly { readonly call: AggregateCall; readonly code: AggregateCode }[];
  /** What the calls read of a row, each thing once. */
  readonly reads: readonly Expression[];
  readonly slides: boolean;
}

export function compileFrameClass(node: OverAggregateNode): OverFrameClass {
  const writer = new CodeWriter(`frame-${node.id}`);
  const slides = node.frame.preceding !== 'unbounded';
  const calls = node.calls.map((call, index) => ({ call, code: callCode({ call, index, writer, retracts: slides }) }));
  const parts: FrameParts = { writer, node, calls, reads: readsOf(calls), slides };
  writer.block('return class Frame', () => {
    writeConstructor(parts);
    writer.line('get end() { return this.base + this.times.length; }');
    writeAdd(parts);
    writer.block(`accumulate(${names(parts, 'a')})`, () => writeEffect(parts, 'accumulate'));
    if (slides) writer.block(`retract(${names(parts, 'a')})`, () => writeEffect(parts, 'retract'));
    writeDrop(parts);
    writeEntries(parts);
    writeState(parts);
    writeResult(parts);
  });
  return writer.evaluate<OverFrameClass>();
}

function callCode(site: AggregateSite): AggregateCode {
  const { call, retracts } = site;
  if (isOverFunctionName(call.function)) return overFunctions[call.function](site);
  if (retracts && call.function === 'MIN') return slidingExtreme(site, '<');
  if (retracts && call.function === 'MAX') return slidingExtreme(site, '>');
  if (!isAggregateFunctionName(call.function)) throw new TypeError(`no aggregate ${call.function}`);
  const code = aggregateFunctions[call.function](site);
  return call.distinct ? distinct(site, code) : code;
}

function readsOf(calls: FrameParts['calls']): readonly Expression[] {
  const reads = new Map<string, Expression>();
  for (const { call, code } of calls) {
    for (const arg of code.args ?? call.args) if (arg.kind !== 'literal') reads.set(expressionKey(arg), arg);
  }
  return [...reads.values()];
}

/** `a0, a1`, one for each thing read. */
function names({ reads }: FrameParts, prefix: string, suffix = ''): string {
  return reads.map((_, index) => `${prefix}${index}${suffix}`).join(', ');
}

function writeConstructor({ writer, calls, reads, slides }: FrameParts): void {
  const none = writer.bind('none', Object.freeze([]));
  writer.block('constructor(key)', () => {
    writer.line('this.key = key;');
    writer.line('this.slot = 0;');
    writer.line('this.firedMs = 0;');
    writer.line(`this.expiresMs = ${MIN_WATERMARK};`);
    writer.line(`this.checks = ${none};`);
    writer.line('this.first = 0;');
    writer.line('this.base = 0;');
    writer.line(`this.pageSlots = ${none};`);
    writer.line('this.firstPage = 0;');
    writer.line(`this.times = ${none};`);
    if (slides) for (const index of reads.keys()) writer.line(`this.e${index} = ${none};`);
    for (const { name, initial } of fieldsOf(calls)) writer.line(`this.${name} = ${initial};`);
  });
}

function fieldsOf(calls: FrameParts['calls']): readonly AggregateCode['fields'][number][] {
  return calls.flatMap(({ code }) => code.fields);
}

function writeAdd({ writer, reads, slides }: FrameParts): void {
  writer.block('add(row, ms)', () => {
    const values = reads.map((read) => compileExpression(read, { writer, row: 'row' }).code);
    if (slides) {
      writeAppend(writer, 'times', 'ms');
      for (const [index, value] of values.entries()) writeAppend(writer, `e${index}`, value);
    }
    writer.line(`this.accumulate(${values.join(', ')});`);
  });
}

/** Most keys have a row or two. */
function writeAppend(writer: CodeWriter, column: string, value: string): void {
  writer.line(`this.${column} = ${writer.bind('appendToShortList', appendToShortList)}(this.${column}, ${value});`);
}

/** What a row, of which the arguments are what is read, does to all calls. */
function writeEffect({ writer, calls, reads }: FrameParts, does: 'accumulate' | 'retract'): void {
  const place = new Map(reads.map((read, index) => [expressionKey(read), `a${index}`]));
  for (const { call, code } of calls) {
    const args = code.args ?? call.args;
    const values = args.map((arg) => place.get(expressionKey(arg)) ?? compileExpression(arg, { writer, row: '' }).code);
    const guards = args.flatMap((arg, index) => (arg.type.nullable ? [`${values[index]} !== null`] : []));
    if (code.skipsNulls && guards.length > 0) writer.block(`if (${guards.join(' && ')})`, () => code[does](values));
    else code[does](values);
  }
}

function writeDrop(parts: FrameParts): void {
  const { writer, slides, reads } = parts;
  if (!slides) {
    for (const name of ['dropBefore', 'keepLast']) writer.line(`${name}() {}`);
    return;
  }
  const drop = (head: string, isOver: string) =>
    writer.block(head, () => {
      writer.line('const times = this.times;');
      writer.line('let place = this.first - this.base;');
      writer.block(`while (${isOver})`, () => {
        writer.line(`this.retract(${names(parts, 'this.e', '[place]')});`);
        writer.line('place += 1;');
      });
      writer.line('this.first = this.base + place;');
      writer.line(`if (place > ${2 * PAGE} && place * 2 > times.length) this.compact();`);
    });
  drop('dropBefore(ms)', 'place < times.length && times[place] < ms');
  drop('keepLast(count)', 'times.length - place > count');
  writer.block('compact()', () => {
    writer.line(`const gone = Math.floor((this.first - this.base) / ${PAGE}) * ${PAGE};`);
    for (const column of ['times', ...reads.map((_, index) => `e${index}`)]) {
      writer.line(`this.${column} = this.${column}.slice(gone);`);
    }
    writer.line('this.base += gone;');
  });
}

function writeEntries({ writer, reads, slides }: FrameParts): void {
  if (!slides) {
    writer.line('saveEntries() { return null; }');
    writer.line('loadEntries() {}');
    return;
  }
  writer.block('saveEntries(from, to)', () => {
    writer.line('const start = from - this.base, end = to - this.base;');
    const columns = reads.map(({ type }, index) => {
      const slice = `this.e${index}.slice(start, end)`;
      return containsMap(type) ? `${slice}.map(${writer.bind('toPlainValue', toPlainValue)})` : slice;
    });
    writer.line(`return [${['this.times.slice(start, end)', ...columns].join(', ')}];`);
  });
  writer.block('loadEntries(from, saved)', () => {
    writer.line('if (this.times.length === 0) this.base = from;');
    writer.block('for (const ms of saved[0])', () => writeAppend(writer, 'times', 'ms'));
    reads.forEach(({ type }, index) => {
      const value = containsMap(type)
        ? `${writer.bind('fromPlainValue', fromPlainValue)}(value, ${writer.bind('type', type)})`
        : 'value';
      writer.block(`for (const value of saved[${index + 1}])`, () => writeAppend(writer, `e${index}`, value));
    });
  });
}

/** Of a frame that slides only plain numbers are saved, for the sums of DOUBLEs are what they are by their history. */
function writeState(parts: FrameParts): void {
  const { writer, calls, slides } = parts;
  const fields = fieldsOf(calls).filter(({ save }) => !slides || save === undefined);
  writer.block('save()', () => {
    const saved = fields.map(({ name, save }) => save?.(`this.${name}`) ?? `this.${name}`);
    writer.line(`return [${saved.join(', ')}];`);
  });
  writer.block('load(saved, first)', () => {
    writer.line('this.first = first;');
    if (slides) {
      writer.block('for (let place = first - this.base; place < this.times.length; place += 1)', () => {
        writer.line(`this.accumulate(${names(parts, 'this.e', '[place]')});`);
      });
    }
    fields.forEach(({ name, load }, index) => {
      writer.line(`this.${name} = ${load?.(`saved[${index}]`) ?? `saved[${index}]`};`);
    });
  });
}

function writeResult({ writer, node, calls }: FrameParts): void {
  const Result = writer.bind('Result', rowClass(node.schema, node.id));
  writer.block('result(row)', () => {
    const results = calls.map(({ code }) => {
      const result = writer.variable('result');
      writer.line(`const ${result} = ${code.result()};`);
      return result;
    });
    const columns = node.input.schema.map((_, index) => `row.c${index}`);
    writer.line(`return new ${Result}(${[...columns, ...results].join(', ')});`);
  });
}

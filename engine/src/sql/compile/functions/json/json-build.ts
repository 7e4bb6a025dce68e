/** Values as JSON text: JSON_OBJECT, JSON_ARRAY, JSON_STRING. */
import type { DataType } from '../../../../row/data-type.ts';
import { formatDecimal } from '../../../../row/decimal.ts';
import { formatDouble } from '../../../../row/format-floating.ts';
import type { Value } from '../../../../row/row.ts';
import { formatIsoTimestamp } from '../../../../row/timestamp.ts';
import { valueFormatter } from '../../../../row/value-format.ts';
import type { Expression } from '../../../bind/expression.ts';
import {
  assign,
  assignUnlessNull,
  type CallSite,
  type Fragment,
  type FunctionCompiler,
} from '../../expression-scope.ts';
import { compileArguments, literalText } from '../implementation.ts';
import { bigDecimalText } from './json-document.ts';

type ToJson = (value: Value) => string;

/** How values of a type are written; NULL is `null`. */
export function jsonWriter(type: DataType): ToJson {
  const write = notNullWriter(type);
  return (value) => (value === null ? 'null' : write(value));
}

function notNullWriter(type: DataType): ToJson {
  switch (type.kind) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
    case 'BOOLEAN':
      return String;
    case 'FLOAT':
      return (value) => floating(formatDouble(Number(value)));
    case 'DOUBLE':
      return (value) => floating(formatDouble(Number(value)));
    case 'DECIMAL':
      return (value) => formatDecimal(typeof value === 'bigint' ? value : Number(value), type.scale);
    case 'TIMESTAMP':
      return (value) => JSON.stringify(formatIsoTimestamp(Number(value), 0, ''));
    case 'TIMESTAMP_LTZ':
      return (value) => JSON.stringify(formatIsoTimestamp(Number(value), 0, 'Z'));
    case 'BINARY':
    case 'VARBINARY':
      return (value) => JSON.stringify(value instanceof Uint8Array ? Buffer.from(value).toString('base64') : '');
    case 'ARRAY':
      return arrayWriter(jsonWriter(type.element));
    case 'MULTISET':
      return multisetWriter;
    case 'MAP':
      return mapWriter(jsonWriter(type.value));
    case 'ROW': {
      const writers = type.fields.map((field) => ({ name: field.name, write: jsonWriter(field.type) }));
      return (value) =>
        objectText(writers.map(({ name, write }, index) => [name, write(itemsOf(value)[index] ?? null)]));
    }
    default: {
      const format = valueFormatter(type);
      return (value) => JSON.stringify(format(value));
    }
  }
}

/** JSON has no words for what is not finite; Jackson writes them as texts. */
function floating(text: string): string {
  return /\d/.test(text) ? bigDecimalText(text) : JSON.stringify(text);
}

function itemsOf(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [];
}

function arrayWriter(write: ToJson): ToJson {
  return (value) => `[${itemsOf(value).map(write).join(',')}]`;
}

function mapWriter(write: ToJson): ToJson {
  return (value) =>
    objectText(Array.from(value instanceof Map ? value : [], ([key, item]) => [String(key), write(item)]));
}

/** How often each text is in the multiset. */
const multisetWriter: ToJson = (value) => {
  const counts = Map.groupBy(itemsOf(value), String);
  return objectText(Array.from(counts, ([key, items]) => [key, String(items.length)]));
};

/** Names are sorted, and the last of equal names counts, as in Flink. */
export function objectText(entries: Iterable<readonly [name: string, text: string]>): string {
  const texts = new Map(entries);
  const names = Array.from(texts.keys()).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${texts.get(name)}`).join(',')}}`;
}

/** What is JSON already goes in as it is. */
const RAW_FUNCTIONS: ReadonlySet<string> = new Set(['JSON_OBJECT', 'JSON_ARRAY', 'JSON']);

function writerOf(expression: Expression): ToJson {
  if (expression.kind !== 'call' || !RAW_FUNCTIONS.has(expression.function)) return jsonWriter(expression.type);
  return (value) => (value === null ? 'null' : String(value));
}

/** (on null, key, value, key, value …). */
export const jsonObject: FunctionCompiler = (site) => {
  const absent = literalText(site, 0) === 'ABSENT';
  const [, ...expressions] = site.call.args;
  const writers = expressions.map(writerOf);
  const build = (...args: Value[]) => {
    const entries: [string, string][] = [];
    for (let index = 0; index < args.length; index += 2) {
      const value = args[index + 1] ?? null;
      if (absent && value === null) continue;
      entries.push([String(args[index]), writers[index + 1]?.(value) ?? 'null']);
    }
    return objectText(entries);
  };
  return buildCall(site, build);
};

/** (on null, value …). */
export const jsonArray: FunctionCompiler = (site) => {
  const absent = literalText(site, 0) === 'ABSENT';
  const [, ...expressions] = site.call.args;
  const writers = expressions.map(writerOf);
  const build = (...args: Value[]) => {
    const texts = args.map((value, index) => (absent && value === null ? undefined : writers[index]?.(value)));
    return `[${texts.filter((text) => text !== undefined).join(',')}]`;
  };
  return buildCall(site, build);
};

function buildCall(site: CallSite, build: (...args: Value[]) => string): Fragment {
  const [, ...args] = compileArguments(site);
  const callee = site.scope.writer.bind('buildJson', build);
  return assign(site.scope, 'json', `${callee}(${args.map((arg) => arg.code).join(', ')})`, false);
}

export const jsonString: FunctionCompiler = (site) => {
  const [expression] = site.call.args;
  const args = compileArguments(site);
  if (expression === undefined) return { code: 'null', nullable: true };
  const callee = site.scope.writer.bind('toJson', writerOf(expression));
  return assignUnlessNull(site.scope, 'json', args, { code: `${callee}(${args[0]?.code})`, nullable: false });
};

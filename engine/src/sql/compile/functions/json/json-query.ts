/** JSON_EXISTS, JSON_VALUE and JSON_QUERY. An empty result and an error each have a behaviour of their own. */
import { MillraceError } from '../../../../errors/millrace-error.ts';
import type { DataType } from '../../../../row/data-type.ts';
import type { Value } from '../../../../row/row.ts';
import { textParser } from '../../cast/text-cast.ts';
import type { CallSite, FunctionCompiler } from '../../expression-scope.ts';
import { assignUnlessNull } from '../../expression-scope.ts';
import { integerRange } from '../../number-range.ts';
import { argumentAt, compileArguments, hintOf, literalText } from '../implementation.ts';
import {
  certainNumber,
  containsNumber,
  isJsonArray,
  isJsonScalar,
  JsonNumber,
  type JsonValue,
  jsonText,
  parseDocument,
  parseExactly,
} from './json-document.ts';
import { evaluatePath } from './json-evaluate.ts';
import { type JsonPath, parseJsonPath } from './json-path.ts';

/** What the path gave: a value, nothing (`empty`), or the reason why the text or the path could not be read. */
type Found =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'empty' }
  | { readonly kind: 'error'; readonly reason: string };

const EMPTY: Found = { kind: 'empty' };

/** In lax mode whatever is missing or malformed is empty; in strict mode it is an error. A JSON null counts as missing. */
function find(path: JsonPath, json: string): Found {
  const document = parseDocument(json).value;
  // Flink's path library takes no document that is null: an error in either mode.
  if (document === null) return { kind: 'error', reason: 'the document is null' };
  if (document === undefined) return missing(path, 'the text is not JSON');
  const value = evaluatePath(path, document);
  if (value === undefined) return missing(path, 'the path leads nowhere');
  if (value === null) return missing(path, 'the path leads to null');
  if (!containsNumber(value)) return { kind: 'value', value };
  const certain = path.function === undefined ? certainNumber(json, value) : undefined;
  const exact = certain ?? evaluatePath(path, parseExactly(json).value ?? null);
  return { kind: 'value', value: exact ?? null };
}

function missing(path: JsonPath, reason: string): Found {
  return path.mode === 'lax' ? EMPTY : { kind: 'error', reason };
}

function failure(site: CallSite, reason: string): MillraceError {
  return new MillraceError(`${site.call.function}: ${reason}`, {
    code: 'JSON_PATH_FAILED',
    domain: 'user',
    retry: 'never',
    hint: 'NULL ON ERROR gives NULL instead',
  });
}

/** A function of the document, made for the constant path, that also gets the arguments listed in `passed`. */
function withPath(
  make: (path: JsonPath, site: CallSite) => (json: never, ...defaults: never[]) => Value,
  passed: readonly number[] = [],
): FunctionCompiler {
  return (site) => {
    const path = parseJsonPath(literalText(site, 1));
    const args = compileArguments(site);
    const json = argumentAt(args, 0);
    const callee = site.scope.writer.bind(hintOf(site), make(path, site));
    const code = `${callee}(${[json, ...passed.map((index) => argumentAt(args, index))].map((arg) => arg.code).join(', ')})`;
    return assignUnlessNull(site.scope, hintOf(site), [json], { code, nullable: true });
  };
}

export const jsonExists = withPath((path, site) => {
  const onError = literalText(site, 2);
  return (json: string) => {
    const found = find(path, json);
    // A path with a wildcard or a filter leads to a list, which is there even when it is empty.
    if (found.kind !== 'error') return found.kind === 'value';
    if (onError === 'ERROR') throw failure(site, found.reason);
    return onError === 'UNKNOWN' ? null : onError === 'TRUE';
  };
});

/** (json, path, on empty, empty default, on error, error default). */
export const jsonValue = withPath(
  (path, site) => {
    const [onEmpty, onError] = [literalText(site, 2), literalText(site, 4)];
    const convert = scalarConverter(site.call.type);
    const fail = (reason: string, errorDefault: Value) => {
      if (onError === 'ERROR') throw failure(site, reason);
      return onError === 'DEFAULT' ? errorDefault : null;
    };
    return (json: string, emptyDefault: Value, errorDefault: Value) => {
      const found = find(path, json);
      if (found.kind === 'error') return fail(found.reason, errorDefault);
      const isScalar = found.kind === 'value' && isJsonScalar(found.value);
      if (found.kind === 'value' && isScalar) {
        return convert(found.value) ?? fail(`${jsonText(found.value)} is no ${site.call.type.kind}`, errorDefault);
      }
      if (found.kind === 'value' && path.mode === 'strict') return fail('the path leads to no scalar', errorDefault);
      if (onEmpty === 'ERROR') throw failure(site, 'the result is empty');
      return onEmpty === 'DEFAULT' ? emptyDefault : null;
    };
  },
  [3, 5],
);

/** A JSON scalar as a value of the type; undefined when it is none. */
function scalarConverter(type: DataType): (value: JsonValue) => Value | undefined {
  switch (type.kind) {
    case 'CHAR':
    case 'VARCHAR':
      return (value) => (value instanceof JsonNumber ? value.text : String(value));
    case 'BOOLEAN':
      return (value) => (typeof value === 'boolean' ? value : undefined);
    default: {
      const parse = textParser(type);
      const isInteger = integerRange(type) !== undefined;
      return (value) => {
        if (!(value instanceof JsonNumber) || (isInteger && !/^-?\d+$/.test(value.text))) return undefined;
        return parse?.(value.text);
      };
    }
  }
}

/** (json, path, wrapper, on empty, on error). */
export const jsonQuery = withPath((path, site) => {
  const [wrapper, onEmpty, onError] = [literalText(site, 2), literalText(site, 3), literalText(site, 4)];
  const asArray = site.call.type.kind === 'ARRAY';
  const instead = (behaviour: string, reason: string): Value => {
    if (behaviour === 'ERROR') throw failure(site, reason);
    if (behaviour === 'EMPTY_ARRAY') return asArray ? [] : '[]';
    return behaviour === 'EMPTY_OBJECT' ? '{}' : null;
  };
  return (json: string) => {
    const found = find(path, json);
    if (found.kind === 'error') return instead(onError, found.reason);
    if (found.kind === 'empty') return instead(onEmpty, 'the result is empty');
    const value = wrapped(found.value, wrapper);
    if (isJsonScalar(value)) {
      return path.mode === 'lax'
        ? instead(onEmpty, 'the result is empty')
        : instead(onError, 'the path leads to a scalar');
    }
    if (!asArray) return jsonText(value);
    return isJsonArray(value) ? value.map(elementText) : instead(onError, 'the path leads to no array');
  };
});

function wrapped(value: JsonValue, wrapper: string): JsonValue {
  if (wrapper === 'UNCONDITIONAL') return [value];
  return wrapper === 'CONDITIONAL' && !isJsonArray(value) ? [value] : value;
}

function elementText(value: JsonValue): Value {
  if (value === null || typeof value === 'string') return value;
  return jsonText(value);
}

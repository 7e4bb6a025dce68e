/** The JSON functions, by name. */
import type { Value } from '../../../../row/row.ts';
import type { ScalarFunctionName } from '../../../functions/names.ts';
import { assign, type FunctionCompiler } from '../../expression-scope.ts';
import { argumentAt, compileArguments, literalText, partialCall, strictCall } from '../implementation.ts';
import { invalidArgument } from '../text/encoding.ts';
import { jsonArray, jsonObject, jsonString } from './json-build.ts';
import {
  isJsonArray,
  isJsonObject,
  isJsonScalar,
  type JsonValue,
  jsonText,
  parseDocument,
  parseExactly,
} from './json-document.ts';
import { jsonExists, jsonQuery, jsonValue } from './json-query.ts';

const IS_JSON: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  VALUE: () => true,
  OBJECT: isJsonObject,
  ARRAY: isJsonArray,
  SCALAR: isJsonScalar,
};

/** (text, type); FALSE for NULL. */
const isJson: FunctionCompiler = (site) => {
  const test = IS_JSON[literalText(site, 1)] ?? (() => true);
  const implementation = (text: string | null) => {
    const value = text === null ? undefined : parseDocument(text).value;
    return value !== undefined && test(value);
  };
  const text = argumentAt(compileArguments(site), 0);
  return assign(site.scope, 'isJson', `${site.scope.writer.bind('isJson', implementation)}(${text.code})`, false);
};

/** Beyond ASCII everything is escaped, and so is the slash, as in Flink. */
function quote(text: string): string {
  const inner = text
    .replace(/["\\/]/g, '\\$&')
    .replace(/[\b\f\n\r\t]/g, (control) => JSON.stringify(control).slice(1, -1))
    .replace(/\P{ASCII}/gu, escapedUnits);
  return `"${inner}"`;
}

function escapedUnits(character: string): string {
  const units = character.split('');
  return units.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}

/** Takes off the quotes and the escapes of a JSON string; anything else comes back as it is. */
function unquote(text: string): string {
  if (!/^".*"$/s.test(text) || parseDocument(text).value === undefined) return text;
  return text.slice(1, -1).replace(/\\(u[0-9A-Fa-f]{4}|.)/g, (_, escaped: string) => unescaped(escaped));
}

const CONTROLS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unescaped(escaped: string): string {
  if (escaped.length > 1) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
  return CONTROLS[escaped] ?? escaped;
}

/** The text in compact form; NULL when there is none. */
function asJson(text: string): Value {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const { value } = parseExactly(trimmed);
  if (value === undefined) throw invalidArgument(`JSON: '${text.slice(0, 100)}' is not JSON`);
  return jsonText(value);
}

export const jsonFunctions = {
  JSON_EXISTS: jsonExists,
  JSON_VALUE: jsonValue,
  JSON_QUERY: jsonQuery,
  JSON_OBJECT: jsonObject,
  JSON_ARRAY: jsonArray,
  JSON_STRING: jsonString,
  JSON_QUOTE: strictCall(quote),
  JSON_UNQUOTE: strictCall(unquote),
  JSON: partialCall(asJson),
  IS_JSON: isJson,
} satisfies Partial<Record<ScalarFunctionName, FunctionCompiler>>;

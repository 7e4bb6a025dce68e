/** Text functions. Lengths and positions count code points where Flink counts characters of its UTF-8 texts. */
import { compareBytes } from '../../../../row/compare.ts';
import type { DataType } from '../../../../row/data-type.ts';
import type { Value } from '../../../../row/row.ts';
import type { ScalarFunctionName } from '../../../functions/names.ts';
import { isApproximate, isBinary, isInteger, isText } from '../../../functions/type-build.ts';
import { assign, type FunctionCompiler } from '../../expression-scope.ts';
import { compileArguments, nullAwareCall, partialCall, strict, strictCall } from '../implementation.ts';
import { codePointIndex, codePointLength, codePointSlice, hasSurrogates, unitIndex } from './code-points.ts';
import { invalidArgument } from './encoding.ts';
import { isAlphabetic, isDecimalText, isNumericText } from './text-classes.ts';

/** Java's toUpperCase and JavaScript's agree on Unicode's full case mapping. */
const upper = strict(([text]) => `${text}.toUpperCase()`);
const lower = strict(([text]) => `${text}.toLowerCase()`);

/** Words are runs of ASCII letters and digits, as in Calcite. */
function capitalizeWords(text: string): string {
  return text.replace(/[A-Za-z0-9]+/g, (word) => word.slice(0, 1).toUpperCase() + asciiLower(word.slice(1)));
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A negative start counts from the end; one before the beginning gives the empty text, a negative length NULL. */
function substring(text: string, start: number, length = Number.MAX_SAFE_INTEGER): string | null {
  if (length < 0) return null;
  if (start < 0 || hasSurrogates(text)) return substringFrom(text, start, length);
  const from = start > 0 ? start - 1 : 0;
  return text.slice(from, from + length);
}

function substringFrom(text: string, start: number, length: number): string {
  const from = start > 0 ? start - 1 : start < 0 ? codePointLength(text) + start : 0;
  return from < 0 ? '' : codePointSlice(text, from, from + length);
}

function left(text: string, length: number): string {
  return length <= 0 ? '' : codePointSlice(text, 0, length);
}

function right(text: string, length: number): string {
  if (length <= 0) return '';
  const characters = codePointLength(text);
  return characters <= length ? text : codePointSlice(text, characters - length, characters);
}

/** Removes any of the characters from the chosen ends. */
function trimmer(atStart: boolean, atEnd: boolean): (text: string, characters?: string) => string {
  return (text, characters = ' ') => {
    const removed = new Set(characters);
    const letters = hasSurrogates(text) ? Array.from(text) : text.split('');
    let start = 0;
    let end = letters.length;
    while (atStart && start < end && removed.has(letters[start] ?? '')) start += 1;
    while (atEnd && end > start && removed.has(letters[end - 1] ?? '')) end -= 1;
    return start === 0 && end === letters.length ? text : letters.slice(start, end).join('');
  };
}

/** In UTF-16 units, as Flink's LPAD and RPAD. NULL for a negative length or an empty pad. */
function padStart(text: string, length: number, pad: string): string | null {
  if (length < 0 || pad === '') return null;
  return text.length >= length ? text.slice(0, length) : text.padStart(length, pad);
}

function padEnd(text: string, length: number, pad: string): string | null {
  if (length < 0 || pad === '') return null;
  return text.length >= length ? text.slice(0, length) : text.padEnd(length, pad);
}

function replaceAll(text: string, search: string, replacement: string): string {
  return text.replaceAll(search, () => replacement);
}

function repeat(text: string, count: number): string {
  return count <= 0 ? '' : text.repeat(count);
}

function reverse(text: string): string {
  return Array.from(text).reverse().join('');
}

/** The first of equal characters in `from` counts; characters beyond the end of `to` are removed. */
function translate(text: string | null, from: string | null, to: string | null): string | null {
  if (text === null || from === null) return text;
  const targets = Array.from(to ?? '');
  const mapping = new Map<string, string>();
  for (const [index, character] of Array.from(from).entries()) {
    if (!mapping.has(character)) mapping.set(character, targets[index] ?? '');
  }
  return Array.from(text, (character) => mapping.get(character) ?? character).join('');
}

/** In UTF-16 units, as Flink. What follows the replaced part is lost when `length` is not positive, also as in Flink. */
function overlay(text: string, replacement: string, start: number, length = replacement.length): string {
  if (start <= 0 || start > text.length) return text;
  const rest = length > 0 ? text.slice(start - 1 + length) : '';
  return text.slice(0, start - 1) + replacement + rest;
}

/** The position in code points of `search` at or after position `start`, 0 when absent. */
function position(search: string, text: string, start = 1): number {
  if (search === '') return 1;
  const from = unitIndex(text, Math.max(start - 1, 0));
  return codePointIndex(text, text.indexOf(search, from)) + 1;
}

/** The nth occurrence; a negative start searches backwards from the end. */
function occurrence(text: string, search: string, start = 1, nth = 1): number {
  if (nth <= 0) throw invalidArgument(`INSTR counts occurrences from 1, not ${nth}`);
  if (start === 0) return 0;
  if (start < 0) {
    const found = occurrence(reverse(text), reverse(search), -start, nth);
    return found === 0 ? 0 : codePointLength(text) + 2 - found - codePointLength(search);
  }
  let found = start - 1;
  for (let count = 0; count < nth; count += 1) {
    found = position(search, text, found + 1);
    if (found === 0) return 0;
  }
  return found;
}

const joined = strict((texts) => (texts.length === 1 ? `${texts[0]}` : texts.join(' + ')));

/** STARTSWITH and ENDSWITH: by the text's own method, or by comparing the bytes at the edge. */
function edgeTest(
  method: 'startsWith' | 'endsWith',
  edgeOf: (bytes: Uint8Array, edge: Uint8Array) => Uint8Array,
): FunctionCompiler {
  const ofBytes = strictCall((bytes: Uint8Array, edge: Uint8Array) => compareBytes(edgeOf(bytes, edge), edge) === 0);
  const ofText = strict(([text, edge]) => `${text}.${method}(${edge})`);
  return (site) => (site.call.args.some(({ type }) => isBinary(type)) ? ofBytes(site) : ofText(site));
}

/** The first byte of the UTF-8 text as a signed byte, as Flink gives it. */
function ascii(text: string): number {
  const first = text.codePointAt(0);
  if (first === undefined) return 0;
  return first < 128 ? first : Buffer.from(String.fromCodePoint(first)).readInt8(0);
}

function characterOf(code: number): string {
  return code < 0 ? '' : String.fromCharCode(code % 256);
}

/** `separator` is a text (whitespace when it is empty) or a character code from 1 to 255. */
function splitIndex(text: string, separator: string | number, index: number): string | null {
  if (index < 0 || text === '') return null;
  if (typeof separator === 'number' && (separator < 1 || separator > 255)) return null;
  const by = typeof separator === 'number' ? String.fromCharCode(separator) : separator;
  return text.split(by === '' ? /\s/ : by)[index] ?? null;
}

/** The empty text has no parts. */
function split(text: string, separator: string): string[] {
  if (text === '') return [];
  return separator === '' ? Array.from(text) : text.split(separator);
}

function pick(index: number | null, ...values: Value[]): Value {
  return index === null ? null : (values[index - 1] ?? null);
}

function concatenateWith(separator: string | null, ...texts: (string | null)[]): string | null {
  return separator === null ? null : texts.filter((text) => text !== null).join(separator);
}

/** A test that is FALSE for a NULL text; of what is no text its type decides, NULL or not, as in Flink. */
function textTest(test: (text: string) => boolean, passes: (type: DataType) => boolean): FunctionCompiler {
  return (site) => {
    const [arg] = compileArguments(site);
    const type = site.call.args[0]?.type;
    if (arg === undefined || type === undefined) return { code: 'false', nullable: false };
    if (!isText(type)) return { code: String(passes(type)), nullable: false };
    const call = `${site.scope.writer.bind(test.name, test)}(${arg.code})`;
    return assign(site.scope, 'test', arg.nullable ? `${arg.code} !== null && ${call}` : call, false);
  };
}

export const textFunctions = {
  UPPER: upper,
  LOWER: lower,
  INITCAP: strictCall(capitalizeWords),
  CHAR_LENGTH: strictCall(codePointLength),
  CONCAT: joined,
  TEXT_SUM: joined,
  CONCAT_WS: nullAwareCall(concatenateWith, { nullableResult: true }),
  SUBSTRING: partialCall(substring),
  LEFT: strictCall(left),
  RIGHT: strictCall(right),
  BTRIM: strictCall(trimmer(true, true)),
  TRIM: strictCall(trimmer(true, true)),
  LTRIM: strictCall(trimmer(true, false)),
  RTRIM: strictCall(trimmer(false, true)),
  LPAD: partialCall(padStart),
  RPAD: partialCall(padEnd),
  REPLACE: strictCall(replaceAll),
  REPEAT: strictCall(repeat),
  REVERSE: strictCall(reverse),
  TRANSLATE: nullAwareCall(translate, { nullableResult: true }),
  OVERLAY: strictCall(overlay),
  POSITION: strictCall(position),
  INSTR: strictCall(occurrence),
  LOCATE: strictCall(position),
  ASCII: strictCall(ascii),
  CHR: strictCall(characterOf),
  SPLIT_INDEX: partialCall(splitIndex),
  SPLIT: strictCall(split),
  STARTSWITH: edgeTest('startsWith', (bytes, edge) => bytes.subarray(0, edge.length)),
  ENDSWITH: edgeTest('endsWith', (bytes, edge) => bytes.subarray(Math.max(bytes.length - edge.length, 0))),
  ELT: nullAwareCall(pick, { nullableResult: true }),
  IS_ALPHA: textTest(isAlphabetic, () => false),
  IS_DIGIT: textTest(isNumericText, isInteger),
  IS_DECIMAL: textTest(isDecimalText, (type) => isInteger(type) || isApproximate(type)),
} satisfies Partial<Record<ScalarFunctionName, FunctionCompiler>>;

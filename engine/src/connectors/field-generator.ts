/**
 * Values for the `datagen` connector. The value of a row is computed from the seed and the row's number alone, so that
 * a replay, or a restart in the middle, makes the same rows.
 */
import type { OptionReader } from '../formats/option-reader.ts';
import type { DataType, DecimalType, Field, TimeType } from '../row/data-type.ts';
import { normalizeDecimal, powerOfTen } from '../row/decimal.ts';
import type { Value } from '../row/row.ts';

/** What one row's values depend on. */
export interface RowMoment {
  readonly row: number;
  /** When the row is due, in epoch milliseconds. */
  readonly dueMs: number;
}

export type Generator = (moment: RowMoment) => Value;

export interface FieldGenerator {
  readonly generate: Generator;
  /** How many values there are; infinity for random ones. */
  readonly count: number;
}

const DEFAULT_TEXT_LENGTH = 100;
const DEFAULT_COLLECTION_LENGTH = 3;

/** Reads `fields.<name>.*` and makes the column's generator. */
export function fieldGenerator({ name, type }: Field, reader: OptionReader, seed: number): FieldGenerator {
  const option = `fields.${name}`;
  const fieldSeed = mix(reader.integer(`${option}.seed`) ?? mix(seed, hashText(name)), 0);
  const kind = reader.choice(`${option}.kind`, ['random', 'sequence'], 'random');
  if (kind === 'sequence') return sequence(option, type, reader);
  return {
    generate: withNulls(option, random(option, type, reader), { reader, seed: fieldSeed }),
    count: Number.POSITIVE_INFINITY,
  };
}

function sequence(option: string, type: DataType, reader: OptionReader): FieldGenerator {
  const start =
    reader.integer(`${option}.start`) ??
    reader.refuse(`'${option}.start' is missing`, 'a sequence needs start and end');
  const end =
    reader.integer(`${option}.end`, start) ??
    reader.refuse(`'${option}.end' is missing`, 'a sequence needs start and end');
  const convert = sequenceValue(option, type, reader);
  return { generate: ({ row }) => convert(start + row), count: end - start + 1 };
}

function sequenceValue(option: string, type: DataType, reader: OptionReader): (number: number) => Value {
  switch (type.kind) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
    case 'FLOAT':
    case 'DOUBLE':
      return (number) => number;
    case 'DECIMAL':
      return (number) => normalizeDecimal(BigInt(number) * powerOfTen(type.scale));
    case 'CHAR':
    case 'VARCHAR':
      return String;
    default:
      return reader.refuse(`'${option}.kind': there are no sequences of ${type.kind}`);
  }
}

/** Makes a value from a number of the field's own random stream. */
type RandomValue = (bits: number, moment: RowMoment) => Value;

function withNulls(
  option: string,
  value: RandomValue,
  { reader, seed }: { reader: OptionReader; seed: number },
): Generator {
  const rate = Number(reader.text(`${option}.null-rate`) ?? 0);
  if (!(rate >= 0 && rate <= 1)) reader.refuse(`'${option}.null-rate' must lie between 0 and 1`);
  return (moment) => {
    const bits = mix(seed, moment.row);
    return rate > 0 && unit(mix(bits, 1)) < rate ? null : value(bits, moment);
  };
}

function random(option: string, type: DataType, reader: OptionReader): RandomValue {
  switch (type.kind) {
    case 'BOOLEAN':
      return (bits) => (bits & 1) === 1;
    case 'TINYINT':
      return randomInteger(option, reader, { min: -128, max: 127 });
    case 'SMALLINT':
      return randomInteger(option, reader, { min: -32_768, max: 32_767 });
    case 'INT':
      return randomInteger(option, reader, { min: -2_147_483_648, max: 2_147_483_647 });
    case 'BIGINT':
      return randomInteger(option, reader, { min: -(2 ** 52), max: 2 ** 52 });
    case 'FLOAT': {
      const double = randomDouble(option, reader);
      return (bits) => Math.fround(double(bits));
    }
    case 'DOUBLE':
      return randomDouble(option, reader);
    case 'DECIMAL':
      return randomDecimal(option, type, reader);
    case 'CHAR':
      return (bits) => randomText(bits, type.length);
    case 'VARCHAR': {
      const length = reader.integer(`${option}.length`, 0) ?? Math.min(type.length, DEFAULT_TEXT_LENGTH);
      const varies = reader.boolean(`${option}.var-len`, false);
      return (bits) => randomText(bits, varies ? 1 + Math.floor(unit(mix(bits, 2)) * length) : length);
    }
    case 'DATE':
      return (_bits, { dueMs }) => Math.floor(dueMs / 86_400_000);
    case 'TIME':
      return (_bits, { dueMs }) => dueMs % 86_400_000;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return randomTimestamp(option, type, reader);
    case 'ARRAY': {
      const length = reader.integer(`${option}.length`, 0) ?? DEFAULT_COLLECTION_LENGTH;
      const element = random(`${option}.element`, type.element, reader);
      return (bits, moment) => Array.from({ length }, (_, index) => element(mix(bits, index + 3), moment));
    }
    case 'ROW': {
      const fields = type.fields.map((field) => random(`${option}.${field.name}`, field.type, reader));
      return (bits, moment) => fields.map((field, index) => field(mix(bits, index + 3), moment));
    }
    default:
      return reader.refuse(`'${option}': datagen makes no values of ${type.kind}`);
  }
}

function randomInteger(option: string, reader: OptionReader, range: { min: number; max: number }): RandomValue {
  const min = reader.integer(`${option}.min`) ?? range.min;
  const max = reader.integer(`${option}.max`, min) ?? range.max;
  return (bits) => min + Math.floor(unit(bits) * (max - min + 1));
}

function randomDouble(option: string, reader: OptionReader): (bits: number) => number {
  const min = readNumber(option, 'min', reader) ?? 0;
  const max = readNumber(option, 'max', reader) ?? 1;
  if (max < min) reader.refuse(`'${option}.max' is less than '${option}.min'`);
  return (bits) => min + unit(bits) * (max - min);
}

function randomDecimal(option: string, { precision, scale }: DecimalType, reader: OptionReader): RandomValue {
  const limit = Number(powerOfTen(Math.min(precision, 15))) - 1;
  const factor = 10 ** scale;
  const clamp = (unscaled: number) => Math.max(-limit, Math.min(limit, Math.round(unscaled)));
  const min = clamp((readNumber(option, 'min', reader) ?? 0) * factor);
  const max = clamp((readNumber(option, 'max', reader) ?? limit / factor) * factor);
  return (bits) => min + Math.floor(unit(bits) * (max - min + 1));
}

/** Up to `max-past` before the moment at which the row is due. */
function randomTimestamp(option: string, _type: TimeType, reader: OptionReader): RandomValue {
  const maxPastMs = reader.duration(`${option}.max-past`, 0);
  return (bits, { dueMs }) => dueMs - Math.floor(unit(bits) * maxPastMs);
}

function readNumber(option: string, name: string, reader: OptionReader): number | undefined {
  const text = reader.text(`${option}.${name}`);
  if (text === undefined) return undefined;
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number)
    ? reader.refuse(`'${option}.${name}' = '${text}' is not a number`)
    : number;
}

/** Hexadecimal digits, as Flink makes them. */
function randomText(bits: number, length: number): string {
  let text = '';
  for (let word = 0; text.length < length; word++)
    text += mix(bits, word + 11)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, length);
}

/** A 32-bit hash of two numbers (the finalizer of MurmurHash3, twice): a random stream that can start anywhere. */
function mix(seed: number, index: number): number {
  const high = Math.floor(index / 2 ** 32);
  return scramble(scramble((seed ^ scramble(high)) >>> 0) + (index >>> 0));
}

function scramble(value: number): number {
  let hash = value >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number in [0, 1) with 53 random bits. */
function unit(bits: number): number {
  return ((scramble(bits) >>> 5) * 2 ** 26 + (scramble(bits ^ 0x9e3779b9) >>> 6)) / 2 ** 53;
}

function hashText(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

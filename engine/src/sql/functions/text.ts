/** Signatures of the functions on text. */
import type { DataType } from '../../row/data-type.ts';
import { STRING } from '../../row/data-type.ts';
import { commonType } from './common-type.ts';
import type { ScalarFunctionName } from './names.ts';
import type { Parameter, ScalarSignature, SignatureParts } from './signature.ts';
import { any, anyInteger, bigint, binary, int, signature, text, textOrBytes } from './signature.ts';
import { BOOLEAN, BYTES, INT, isAtomic, isBinary, isText } from './type-build.ts';

type Rest = Partial<Omit<SignatureParts, 'name' | 'parameters'>>;

const textFunction = (name: ScalarFunctionName, parameters: readonly Parameter[], rest: Rest = {}): ScalarSignature =>
  signature({ name, parameters, usage: usageOf(name, parameters, rest), result: STRING, ...rest });

/** `LPAD(text, INT, text)`, with the optional ones in brackets. */
function usageOf(name: string, parameters: readonly Parameter[], rest: Rest): string {
  const names = parameters.map((parameter) => PARAMETER_NAMES.get(parameter) ?? 'value');
  const required = names.slice(0, names.length - (rest.optional ?? 0)).join(', ');
  const optional = names.slice(names.length - (rest.optional ?? 0)).map((each) => `[, ${each}]`);
  return `${name}(${required}${optional.join('')}${rest.variadic ? ', …' : ''})`;
}

const PARAMETER_NAMES = new Map<Parameter, string>([
  [text, 'text'],
  [int, 'INT'],
  [bigint, 'BIGINT'],
  [binary, 'BYTES'],
]);

const always = { nullability: 'always' } as const;
const never = { nullability: 'never' } as const;
/** Functions of Flink's newer kind, which take a bare NULL. */
const bareNull = { takesBareNull: true } as const;
const TEXT_ARRAY: DataType = { kind: 'ARRAY', element: STRING, nullable: true };
const TEXT_MAP: DataType = { kind: 'MAP', key: STRING, value: STRING, nullable: true };

/** `a || b` of texts with known lengths has the length of both, and is a CHAR when both are. */
function concatenated(types: readonly DataType[]): DataType {
  const length = types.reduce((sum, type) => sum + ('length' in type ? type.length : 0), 0);
  if (types.every((type) => type.kind === 'CHAR')) return { kind: 'CHAR', length, nullable: true };
  return { kind: 'VARCHAR', length: Math.min(STRING.length, length), nullable: true };
}

/** A part of the first argument: a text of its length at most. */
function partOf([type]: readonly DataType[]): DataType | undefined {
  return type && isText(type) ? { kind: 'VARCHAR', length: type.length, nullable: type.nullable } : undefined;
}

/** OVERLAY: both together at most. */
function bothOf([first, second]: readonly DataType[]): DataType | undefined {
  if (first === undefined || second === undefined || !isText(first) || !isText(second)) return undefined;
  return { kind: 'VARCHAR', length: Math.min(STRING.length, first.length + second.length), nullable: true };
}

const separator: Parameter = (argument) => (isText(argument.type) ? argument.type : int(argument));

/** ELT gives one of its texts or byte strings: of their kind, as long as the longest. */
function chosen([, ...types]: readonly DataType[]): DataType | undefined {
  return types.every((type) => isText(type)) || types.every((type) => isBinary(type)) ? commonType(types) : undefined;
}

/** What IS_DIGIT and its like test: anything plain. */
const plain: Parameter = ({ type }) => (isAtomic(type) && !isBinary(type) ? type : undefined);

/** (text, text) or (bytes, bytes). */
const bothTextOrBytes: Rest = {
  usage: 'STARTSWITH(text, text)',
  result: ([first, second]) => (first && second && isText(first) === isText(second) ? BOOLEAN : undefined),
  ...bareNull,
};

export const textSignatures = {
  UPPER: textFunction('UPPER', [text], { result: ([type]) => type }),
  LOWER: textFunction('LOWER', [text], { result: ([type]) => type }),
  INITCAP: textFunction('INITCAP', [text], { result: ([type]) => type }),
  CHAR_LENGTH: textFunction('CHAR_LENGTH', [text], { spellings: ['CHAR_LENGTH', 'CHARACTER_LENGTH'], result: INT }),
  CONCAT: textFunction('CONCAT', [text], { variadic: true }),
  TEXT_SUM: textFunction('TEXT_SUM', [text, text], { spellings: [], usage: 'text || text', result: concatenated }),
  CONCAT_WS: textFunction('CONCAT_WS', [text, text], { variadic: true, optional: 1 }),
  SUBSTRING: textFunction('SUBSTRING', [text, int, int], {
    optional: 1,
    spellings: ['SUBSTRING', 'SUBSTR'],
    result: partOf,
    ...always,
  }),
  LEFT: textFunction('LEFT', [text, int], { result: partOf, ...always }),
  RIGHT: textFunction('RIGHT', [text, int], { result: partOf, ...always }),
  BTRIM: textFunction('BTRIM', [text, text], { optional: 1, ...bareNull }),
  TRIM: textFunction('TRIM', [text, text], {
    spellings: [],
    usage: 'TRIM([characters FROM] text)',
    optional: 1,
    result: partOf,
  }),
  LTRIM: textFunction('LTRIM', [text, text], { optional: 1, result: partOf }),
  RTRIM: textFunction('RTRIM', [text, text], { optional: 1, result: partOf }),
  LPAD: textFunction('LPAD', [text, int, text], always),
  RPAD: textFunction('RPAD', [text, int, text], always),
  REPLACE: textFunction('REPLACE', [text, text, text]),
  REPEAT: textFunction('REPEAT', [text, int]),
  REVERSE: textFunction('REVERSE', [text], always),
  TRANSLATE: textFunction('TRANSLATE', [text, text, text], {
    spellings: ['TRANSLATE', 'TRANSLATE3'],
    result: ([type]) => ({ ...STRING, nullable: type?.nullable ?? true }),
    nullability: 'own',
  }),
  OVERLAY: textFunction('OVERLAY', [text, text, anyInteger, anyInteger], {
    usage: 'OVERLAY(text PLACING text FROM start [FOR length])',
    optional: 1,
    result: bothOf,
  }),
  POSITION: textFunction('POSITION', [text, text, int], {
    usage: 'POSITION(text IN text [FROM start])',
    optional: 1,
    result: INT,
  }),
  INSTR: textFunction('INSTR', [text, text, int, int], { optional: 2, result: INT }),
  LOCATE: textFunction('LOCATE', [text, text, int], { optional: 1, result: INT }),
  ASCII: textFunction('ASCII', [text], { result: INT }),
  CHR: textFunction('CHR', [bigint], always),
  SPLIT_INDEX: textFunction('SPLIT_INDEX', [text, separator, int], always),
  SPLIT: textFunction('SPLIT', [text, text], { result: TEXT_ARRAY, ...bareNull }),
  STR_TO_MAP: textFunction('STR_TO_MAP', [text, text, text], { optional: 2, result: TEXT_MAP }),
  STARTSWITH: textFunction('STARTSWITH', [textOrBytes, textOrBytes], bothTextOrBytes),
  ENDSWITH: textFunction('ENDSWITH', [textOrBytes, textOrBytes], {
    ...bothTextOrBytes,
    usage: 'ENDSWITH(text, text)',
  }),
  ELT: textFunction('ELT', [int, textOrBytes], {
    usage: 'ELT(INT, text, …)',
    variadic: true,
    result: chosen,
    ...always,
    ...bareNull,
  }),
  PRINTF: textFunction('PRINTF', [text, any], {
    usage: 'PRINTF(format, value, …)',
    optional: 1,
    variadic: true,
    ...always,
    ...bareNull,
  }),
  IS_ALPHA: textFunction('IS_ALPHA', [plain], { result: BOOLEAN, ...never }),
  IS_DIGIT: textFunction('IS_DIGIT', [plain], { result: BOOLEAN, ...never }),
  IS_DECIMAL: textFunction('IS_DECIMAL', [plain], { result: BOOLEAN, ...never }),
  TO_BASE64: textFunction('TO_BASE64', [textOrBytes], { usage: 'TO_BASE64(text or bytes)' }),
  FROM_BASE64: textFunction('FROM_BASE64', [textOrBytes], { usage: 'FROM_BASE64(text or bytes)' }),
  ENCODE: textFunction('ENCODE', [text, text], { result: BYTES }),
  DECODE: textFunction('DECODE', [binary, text]),
  URL_ENCODE: textFunction('URL_ENCODE', [text], { ...always, ...bareNull }),
  URL_DECODE: textFunction('URL_DECODE', [text], { ...always, ...bareNull }),
  PARSE_URL: textFunction('PARSE_URL', [text, text, text], { optional: 1, ...always }),
  LIKE: textFunction('LIKE', [text, text, text], {
    optional: 1,
    spellings: [],
    usage: 'text LIKE text',
    result: BOOLEAN,
  }),
  SIMILAR: textFunction('SIMILAR', [text, text, text], {
    optional: 1,
    spellings: [],
    usage: 'text SIMILAR TO text',
    result: BOOLEAN,
  }),
} as const;

/** Signatures of the functions on text. */
import type { DataType } from '../../row/data-type.ts';
import { STRING } from '../../row/data-type.ts';
import type { ScalarFunctionName } from './names.ts';
import type { Parameter, ScalarSignature, SignatureParts } from './signature.ts';
import { bigint, binary, int, signature, text } from './signature.ts';
import { BOOLEAN, BYTES, INT, isText } from './type-build.ts';

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
const TEXT_ARRAY: DataType = { kind: 'ARRAY', element: STRING, nullable: true };
const TEXT_MAP: DataType = { kind: 'MAP', key: STRING, value: STRING, nullable: true };

/** `a || b` of texts with known lengths has the length of both. */
function concatenated(types: readonly DataType[]): DataType {
  const lengths = types.map((type) => ('length' in type ? type.length : STRING.length));
  const length = Math.min(
    STRING.length,
    lengths.reduce((sum, each) => sum + each, 0),
  );
  return { kind: 'VARCHAR', length, nullable: true };
}

const separator: Parameter = (argument) => (isText(argument.type) ? argument.type : int(argument));

export const textSignatures = {
  UPPER: textFunction('UPPER', [text], { result: ([type]) => type }),
  LOWER: textFunction('LOWER', [text], { result: ([type]) => type }),
  INITCAP: textFunction('INITCAP', [text], { result: ([type]) => type }),
  CHAR_LENGTH: textFunction('CHAR_LENGTH', [text], { spellings: ['CHAR_LENGTH', 'CHARACTER_LENGTH'], result: INT }),
  CONCAT: textFunction('CONCAT', [text], { variadic: true, result: concatenated }),
  CONCAT_WS: textFunction('CONCAT_WS', [text, text], { variadic: true }),
  SUBSTRING: textFunction('SUBSTRING', [text, int, int], { optional: 1, spellings: ['SUBSTRING', 'SUBSTR'] }),
  LEFT: textFunction('LEFT', [text, int]),
  RIGHT: textFunction('RIGHT', [text, int]),
  BTRIM: textFunction('BTRIM', [text, text], { optional: 1 }),
  LTRIM: textFunction('LTRIM', [text, text], { optional: 1 }),
  RTRIM: textFunction('RTRIM', [text, text], { optional: 1 }),
  LPAD: textFunction('LPAD', [text, int, text], always),
  RPAD: textFunction('RPAD', [text, int, text], always),
  REPLACE: textFunction('REPLACE', [text, text, text]),
  REPEAT: textFunction('REPEAT', [text, int]),
  REVERSE: textFunction('REVERSE', [text]),
  TRANSLATE: textFunction('TRANSLATE', [text, text, text], { spellings: ['TRANSLATE', 'TRANSLATE3'] }),
  OVERLAY: textFunction('OVERLAY', [text, text, int, int], { optional: 1 }),
  POSITION: textFunction('POSITION', [text, text], { result: INT }),
  INSTR: textFunction('INSTR', [text, text, int, int], { optional: 2, result: INT }),
  LOCATE: textFunction('LOCATE', [text, text, int], { optional: 1, result: INT }),
  ASCII: textFunction('ASCII', [text], { result: INT }),
  CHR: textFunction('CHR', [bigint]),
  SPLIT_INDEX: textFunction('SPLIT_INDEX', [text, separator, int], always),
  SPLIT: textFunction('SPLIT', [text, text], { result: TEXT_ARRAY }),
  STR_TO_MAP: textFunction('STR_TO_MAP', [text, text, text], { optional: 2, result: TEXT_MAP }),
  STARTSWITH: textFunction('STARTSWITH', [text, text], { result: BOOLEAN }),
  ENDSWITH: textFunction('ENDSWITH', [text, text], { result: BOOLEAN }),
  ELT: textFunction('ELT', [int, text], { variadic: true, ...always }),
  IS_ALPHA: textFunction('IS_ALPHA', [text], { result: BOOLEAN, ...never }),
  IS_DIGIT: textFunction('IS_DIGIT', [text], { result: BOOLEAN, ...never }),
  IS_DECIMAL: textFunction('IS_DECIMAL', [text], { result: BOOLEAN, ...never }),
  TO_BASE64: textFunction('TO_BASE64', [text]),
  FROM_BASE64: textFunction('FROM_BASE64', [text]),
  ENCODE: textFunction('ENCODE', [text, text], { result: BYTES }),
  DECODE: textFunction('DECODE', [binary, text]),
  URL_ENCODE: textFunction('URL_ENCODE', [text], always),
  URL_DECODE: textFunction('URL_DECODE', [text], always),
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

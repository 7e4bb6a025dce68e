/**
 * What a function takes and gives. A signature looks at the types of the arguments, and at the values of those that
 * are literals, and answers with the types that the arguments must be cast to and the type of the result.
 */
import type { DataType } from '../../row/data-type.ts';
import { STRING } from '../../row/data-type.ts';
import type { Value } from '../../row/row.ts';
import type { ScalarFunctionName } from './names.ts';
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  INT,
  isBinary,
  isDatetime,
  isInteger,
  isInterval,
  isNumeric,
  isText,
  withNullable,
  withoutAttribute,
} from './type-build.ts';

export interface ArgumentInfo {
  readonly type: DataType;
  /** The value when the argument is a literal. */
  readonly literal?: Value;
}

export interface Resolution {
  /** One for each argument: what the binder casts it to. */
  readonly argumentTypes: readonly DataType[];
  readonly type: DataType;
}

export interface ScalarSignature {
  readonly name: ScalarFunctionName;
  /** Names in SQL, besides the canonical one when `callable`. */
  readonly spellings: readonly string[];
  readonly minimum: number;
  readonly maximum: number;
  /** For messages: `SUBSTRING(text, INT[, INT])`. */
  readonly usage: string;
  readonly deterministic: boolean;
  /** Whether a bare NULL may stand for an argument; Flink wants a type for it everywhere else. */
  readonly takesBareNull?: boolean;
  /** undefined when the types do not fit. */
  resolve(args: readonly ArgumentInfo[]): Resolution | undefined;
}

/** What one parameter accepts, and what it casts the argument to; undefined when it does not accept. */
export type Parameter = (argument: ArgumentInfo) => DataType | undefined;

const to =
  (target: DataType, accepts: (type: DataType) => boolean): Parameter =>
  ({ type }) =>
    type.kind === 'NULL' || accepts(type) ? withNullable(target, type.nullable) : undefined;

const kept =
  (accepts: (type: DataType) => boolean, whenNull: DataType): Parameter =>
  ({ type }) => {
    if (type.kind === 'NULL') return whenNull;
    return accepts(type) ? withoutAttribute(type) : undefined;
  };

/** Text as it is, and nothing else: what is no text needs a CAST, as in Flink. */
export const text: Parameter = kept(isText, STRING);
/** Text, or bytes as they are. */
export const textOrBytes: Parameter = kept((type) => isText(type) || isBinary(type), STRING);
/** A count or a position: Flink's code for these takes no BIGINT. */
export const int = to(INT, (type) => isInteger(type) && type.kind !== 'BIGINT');
/** The same where Flink takes a BIGINT, too. */
export const anyInteger = to(INT, (type) => isInteger(type));
export const bigint = to(BIGINT, (type) => isInteger(type));
export const double = to(DOUBLE, (type) => isNumeric(type));
export const boolean = to(BOOLEAN, (type) => type.kind === 'BOOLEAN');
export const number = kept(isNumeric, INT);
export const binary = kept(isBinary, { kind: 'VARBINARY', length: 1, nullable: true });
export const time = kept(isDatetime, { kind: 'TIMESTAMP', precision: 3, nullable: true });
export const interval = kept(isInterval, { kind: 'INTERVAL_DAY', nullable: true });
export const any = kept(() => true, STRING);
export const array = kept((type) => type.kind === 'ARRAY', { kind: 'ARRAY', element: STRING, nullable: true });
export const map = kept((type) => type.kind === 'MAP', { kind: 'MAP', key: STRING, value: STRING, nullable: true });

export interface SignatureParts {
  readonly name: ScalarFunctionName;
  readonly spellings?: readonly string[];
  readonly usage: string;
  readonly parameters: readonly Parameter[];
  /** How many of the last parameters may be missing. */
  readonly optional?: number;
  /** The last parameter may be repeated. */
  readonly variadic?: boolean;
  readonly deterministic?: boolean;
  readonly takesBareNull?: boolean;
  /** The result over the cast types; made nullable when an argument is, unless `nullability` says otherwise. */
  readonly result: DataType | ((types: readonly DataType[], args: readonly ArgumentInfo[]) => DataType | undefined);
  /** `arguments`: NULL when an argument may be. `always`, `never`; `own`: as `result` says. */
  readonly nullability?: 'arguments' | 'always' | 'never' | 'own';
}

/** A signature whose parameters are independent of each other, from a table of its parts. */
export function signature(parts: SignatureParts): ScalarSignature {
  const { parameters, optional = 0, variadic = false } = parts;
  const last = parameters.at(-1);
  return {
    name: parts.name,
    spellings: parts.spellings ?? [parts.name],
    minimum: parameters.length - optional,
    maximum: variadic ? Number.POSITIVE_INFINITY : parameters.length,
    usage: parts.usage,
    deterministic: parts.deterministic ?? true,
    takesBareNull: parts.takesBareNull ?? false,
    resolve(args) {
      const types: DataType[] = [];
      for (const [index, argument] of args.entries()) {
        const type = (parameters[index] ?? last)?.(argument);
        if (type === undefined) return undefined;
        types.push(type);
      }
      const type = typeof parts.result === 'function' ? parts.result(types, args) : parts.result;
      return type && { argumentTypes: types, type: resultNullability(parts, type, types) };
    },
  };
}

function resultNullability(parts: SignatureParts, type: DataType, types: readonly DataType[]): DataType {
  switch (parts.nullability ?? 'arguments') {
    case 'arguments':
      return withNullable(
        type,
        types.some((argument) => argument.nullable),
      );
    case 'always':
      return withNullable(type, true);
    case 'never':
      return withNullable(type, false);
    case 'own':
      return type;
  }
}

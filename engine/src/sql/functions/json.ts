/** Signatures of the JSON functions. Behaviours come as literal text, put there by the binder. */
import { STRING } from '../../row/data-type.ts';
import type { Parameter, ScalarSignature } from './signature.ts';
import { any, signature, text } from './signature.ts';
import { BOOLEAN } from './type-build.ts';

/** What Flink writes as JSON: anything but a DATE or a TIME. */
const jsonValue: Parameter = (argument) => (['DATE', 'TIME'].includes(argument.type.kind) ? undefined : any(argument));

const ofText = (name: 'JSON_QUOTE' | 'JSON_UNQUOTE'): ScalarSignature =>
  signature({ name, usage: `${name}(text)`, parameters: [text], result: STRING, takesBareNull: true });

export const jsonSignatures = {
  JSON_EXISTS: signature({
    name: 'JSON_EXISTS',
    spellings: [],
    usage: 'JSON_EXISTS(json, path)',
    parameters: [text, text, text],
    result: BOOLEAN,
    nullability: 'always',
  }),
  JSON_VALUE: signature({
    name: 'JSON_VALUE',
    spellings: [],
    usage: 'JSON_VALUE(json, path)',
    parameters: [text, text, text, any, text, any],
    result: STRING,
    nullability: 'always',
  }),
  JSON_QUERY: signature({
    name: 'JSON_QUERY',
    spellings: [],
    usage: 'JSON_QUERY(json, path)',
    parameters: [text, text, text, text, text],
    result: STRING,
    nullability: 'always',
  }),
  JSON_OBJECT: signature({
    name: 'JSON_OBJECT',
    spellings: [],
    usage: "JSON_OBJECT('key' VALUE value, …)",
    parameters: [text, jsonValue],
    optional: 1,
    variadic: true,
    result: STRING,
    nullability: 'never',
  }),
  JSON_ARRAY: signature({
    name: 'JSON_ARRAY',
    spellings: [],
    usage: 'JSON_ARRAY(value, …)',
    parameters: [text, jsonValue],
    optional: 1,
    variadic: true,
    result: STRING,
    nullability: 'never',
  }),
  JSON_STRING: signature({
    name: 'JSON_STRING',
    usage: 'JSON_STRING(value)',
    parameters: [jsonValue],
    result: STRING,
    takesBareNull: true,
  }),
  JSON_QUOTE: ofText('JSON_QUOTE'),
  JSON_UNQUOTE: ofText('JSON_UNQUOTE'),
  JSON: signature({ name: 'JSON', usage: 'JSON(text)', parameters: [text], result: STRING }),
  IS_JSON: signature({
    name: 'IS_JSON',
    spellings: [],
    usage: 'text IS JSON',
    parameters: [text, text],
    result: BOOLEAN,
    nullability: 'never',
  }),
} as const;

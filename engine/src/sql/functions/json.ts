/** Signatures of the JSON functions. Behaviours come as literal text, put there by the binder. */
import { STRING } from '../../row/data-type.ts';
import { any, signature, text } from './signature.ts';
import { BOOLEAN } from './type-build.ts';

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
    parameters: [text, any],
    optional: 1,
    variadic: true,
    result: STRING,
    nullability: 'never',
  }),
  JSON_ARRAY: signature({
    name: 'JSON_ARRAY',
    spellings: [],
    usage: 'JSON_ARRAY(value, …)',
    parameters: [text, any],
    optional: 1,
    variadic: true,
    result: STRING,
    nullability: 'never',
  }),
  JSON_STRING: signature({ name: 'JSON_STRING', usage: 'JSON_STRING(value)', parameters: [any], result: STRING }),
  JSON_QUOTE: signature({ name: 'JSON_QUOTE', usage: 'JSON_QUOTE(text)', parameters: [text], result: STRING }),
  JSON_UNQUOTE: signature({ name: 'JSON_UNQUOTE', usage: 'JSON_UNQUOTE(text)', parameters: [text], result: STRING }),
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

/** Signatures of the functions that take a regular expression. */
import type { DataType } from '../../row/data-type.ts';
import { STRING } from '../../row/data-type.ts';
import { anyInteger, signature, text } from './signature.ts';
import { BOOLEAN, INT } from './type-build.ts';

const TEXT_ARRAY: DataType = { kind: 'ARRAY', element: STRING, nullable: true };

export const regexSignatures = {
  REGEXP: signature({ name: 'REGEXP', usage: 'REGEXP(text, regex)', parameters: [text, text], result: BOOLEAN }),
  REGEXP_EXTRACT: signature({
    name: 'REGEXP_EXTRACT',
    usage: 'REGEXP_EXTRACT(text, regex[, group INT])',
    parameters: [text, text, anyInteger],
    optional: 1,
    result: STRING,
    nullability: 'always',
  }),
  REGEXP_EXTRACT_ALL: signature({
    name: 'REGEXP_EXTRACT_ALL',
    usage: 'REGEXP_EXTRACT_ALL(text, regex[, group INT])',
    parameters: [text, text, anyInteger],
    optional: 1,
    result: TEXT_ARRAY,
    nullability: 'always',
    takesBareNull: true,
  }),
  REGEXP_REPLACE: signature({
    name: 'REGEXP_REPLACE',
    usage: 'REGEXP_REPLACE(text, regex, replacement)',
    parameters: [text, text, text],
    result: STRING,
  }),
  REGEXP_COUNT: signature({
    name: 'REGEXP_COUNT',
    usage: 'REGEXP_COUNT(text, regex)',
    parameters: [text, text],
    result: INT,
    nullability: 'always',
    takesBareNull: true,
  }),
  REGEXP_INSTR: signature({
    name: 'REGEXP_INSTR',
    usage: 'REGEXP_INSTR(text, regex)',
    parameters: [text, text],
    result: INT,
    nullability: 'always',
    takesBareNull: true,
  }),
  REGEXP_SUBSTR: signature({
    name: 'REGEXP_SUBSTR',
    usage: 'REGEXP_SUBSTR(text, regex)',
    parameters: [text, text],
    result: STRING,
    nullability: 'always',
    takesBareNull: true,
  }),
} as const;

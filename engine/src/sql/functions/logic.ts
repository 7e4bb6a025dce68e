/** Signatures of three-valued logic. */
import type { ScalarFunctionName } from './names.ts';
import type { ScalarSignature } from './signature.ts';
import { boolean, signature } from './signature.ts';
import { BOOLEAN } from './type-build.ts';

const connective = (name: 'AND' | 'OR'): ScalarSignature =>
  signature({
    name,
    spellings: [],
    usage: `BOOLEAN ${name} BOOLEAN`,
    parameters: [boolean, boolean],
    variadic: true,
    result: BOOLEAN,
  });

const test = (name: ScalarFunctionName, text: string): ScalarSignature =>
  signature({
    name,
    spellings: [],
    usage: `BOOLEAN ${text}`,
    parameters: [boolean],
    result: BOOLEAN,
    nullability: 'never',
  });

export const logicSignatures = {
  AND: connective('AND'),
  OR: connective('OR'),
  NOT: signature({ name: 'NOT', spellings: [], usage: 'NOT BOOLEAN', parameters: [boolean], result: BOOLEAN }),
  IS_TRUE: test('IS_TRUE', 'IS TRUE'),
  IS_NOT_TRUE: test('IS_NOT_TRUE', 'IS NOT TRUE'),
  IS_FALSE: test('IS_FALSE', 'IS FALSE'),
  IS_NOT_FALSE: test('IS_NOT_FALSE', 'IS NOT FALSE'),
} as const;

/** Signatures of the hash functions: text in, hexadecimal text out. */
import { STRING } from '../../row/data-type.ts';
import type { ScalarFunctionName } from './names.ts';
import type { ScalarSignature } from './signature.ts';
import { int, signature, text } from './signature.ts';

const hash = (name: ScalarFunctionName): ScalarSignature =>
  signature({ name, usage: `${name}(text)`, parameters: [text], result: STRING });

export const hashSignatures = {
  MD5: hash('MD5'),
  SHA1: hash('SHA1'),
  SHA224: hash('SHA224'),
  SHA256: hash('SHA256'),
  SHA384: hash('SHA384'),
  SHA512: hash('SHA512'),
  SHA2: signature({ name: 'SHA2', usage: 'SHA2(text, bits INT)', parameters: [text, int], result: STRING }),
} as const;

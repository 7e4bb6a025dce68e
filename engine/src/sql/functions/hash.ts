/** Signatures of the hash functions: text or bytes in, hexadecimal text out. */
import type { ScalarFunctionName } from './names.ts';
import type { ScalarSignature } from './signature.ts';
import { anyInteger, signature, textOrBytes } from './signature.ts';

/** `digits`: how long the result is. */
const hash = (name: ScalarFunctionName, digits: number): ScalarSignature =>
  signature({
    name,
    usage: `${name}(text or bytes)`,
    parameters: [textOrBytes],
    result: { kind: 'CHAR', length: digits, nullable: true },
  });

export const hashSignatures = {
  MD5: hash('MD5', 32),
  SHA1: hash('SHA1', 40),
  SHA224: hash('SHA224', 56),
  SHA256: hash('SHA256', 64),
  SHA384: hash('SHA384', 96),
  SHA512: hash('SHA512', 128),
  SHA2: signature({
    name: 'SHA2',
    usage: 'SHA2(text or bytes, bits INT)',
    parameters: [textOrBytes, anyInteger],
    result: { kind: 'VARCHAR', length: 128, nullable: true },
  }),
} as const;

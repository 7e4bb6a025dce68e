/** COALESCE. The other conditional functions become CASE in the binder. */
import { commonType } from './common-type.ts';
import type { ScalarSignature } from './signature.ts';
import { withNullable } from './type-build.ts';

/** NULL only when every argument may be. */
const coalesce: ScalarSignature = {
  name: 'COALESCE',
  spellings: ['COALESCE'],
  minimum: 1,
  maximum: Number.POSITIVE_INFINITY,
  usage: 'COALESCE(value, …)',
  deterministic: true,
  takesBareNull: true,
  resolve(args) {
    const type = commonType(args.map((argument) => argument.type));
    if (type?.kind === 'NULL') return undefined;
    return (
      type && {
        argumentTypes: args.map((argument) => withNullable(type, argument.type.nullable)),
        type: withNullable(
          type,
          args.every((argument) => argument.type.nullable),
        ),
      }
    );
  },
};

export const conditionalSignatures = {
  COALESCE: coalesce,
} as const;

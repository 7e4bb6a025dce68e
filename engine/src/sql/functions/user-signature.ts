/** The one built-in name under which calls of user functions stand in plans: its first argument says which. */
import { any, signature, text } from './signature.ts';

export const userSignatures = {
  USER_CALL: signature({
    name: 'USER_CALL',
    spellings: [],
    usage: 'function(value, …)',
    parameters: [text, any],
    optional: 1,
    variadic: true,
    result: ([type]) => type,
    takesBareNull: true,
  }),
} as const;

/** Valkey behind a circuit breaker. An error that the server itself answered with does not count as its absence. */
import { ReplyError } from 'iovalkey';
import type { OutsideCalls } from './outside-calls.ts';
import type { Valkey } from './valkey-script.ts';

export function guardedValkey(valkey: Valkey, calls: OutsideCalls): Valkey {
  return {
    async call(command, ...args) {
      const outcome = await calls.call(async () => {
        try {
          return { value: await valkey.call(command, ...args) };
        } catch (error) {
          if (error instanceof ReplyError) return { error };
          throw error;
        }
      });
      if ('error' in outcome) throw outcome.error;
      return outcome.value;
    },
  };
}

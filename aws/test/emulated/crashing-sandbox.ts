/** An environment whose process may end in the middle of an invocation, at any moment of it. */
import type { Faults } from './faults.ts';
import type { Sandbox } from './lambda-function.ts';

export interface CrashRates {
  /** Of all invocations, the share that crashes, if it has not ended before. */
  readonly invocations: number;
  /** At the latest, after the beginning of the invocation. */
  readonly withinMs: number;
}

export function crashing(load: () => Promise<Sandbox>, faults: Faults, rates: CrashRates): () => Promise<Sandbox> {
  return async () => {
    const sandbox = await load();
    return {
      kill: () => sandbox.kill(),
      invoke: async (event, invocation) => {
        const crashes = faults.rates.calls > 0 && faults.chance(rates.invocations);
        const crash = crashes ? setTimeout(() => void sandbox.kill(), faults.below(rates.withinMs)) : undefined;
        try {
          return await sandbox.invoke(event, invocation);
        } finally {
          clearTimeout(crash);
        }
      },
    };
  };
}

/**
 * The smallest function whose state and outputs show every loss, repeat and disorder: of each user, how many events came and
 * which was last, and a digest over all of them in their order.
 */
import { createHash } from 'node:crypto';
import type { BucketFunction, StreamOutput } from '../../src/state/bucket-function.ts';
import { eventsOf } from '../../src/stream/event-array.ts';

export interface CountInput {
  readonly user: string;
  /** 1, 2, 3 … of each user; 0 cannot be counted. */
  readonly n: number;
}

export interface UserCount {
  readonly count: number;
  readonly last: number;
  /** Of the digest before and the event. */
  readonly digest: string;
}

export interface CountOutput extends UserCount {
  readonly user: string;
}

export const NEW_USER: UserCount = { count: 0, last: 0, digest: '' };

export function counted(before: UserCount, { user, n }: CountInput): UserCount {
  const digest = createHash('sha1').update(`${before.digest} ${user} ${n}`).digest('hex').slice(0, 12);
  return { count: before.count + 1, last: n, digest };
}

export function countingFunction(
  deliver: (outputs: readonly StreamOutput<CountOutput>[]) => Promise<void>,
): BucketFunction<CountInput, CountOutput> {
  return {
    name: 'counting',
    stateVersion: '1',
    decode: ({ data }) => eventsOf(data) as CountInput[],
    open: (tables, emit) => {
      const users = tables.table<UserCount>('users');
      return {
        apply: (input) => {
          if (input.n === 0) throw new RangeError('the first event is number 1');
          const after = counted(users.get(input.user) ?? NEW_USER, input);
          users.put(input.user, after);
          emit({ user: input.user, ...after });
        },
      };
    },
    deliver,
  };
}

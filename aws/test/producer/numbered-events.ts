/** Events that say whose they are and where they stand, so that what is stored can be held to what was put. */

import { bucketOf } from '../../src/stream/bucket.ts';
import type { StreamEvent } from '../../src/stream/stream-event.ts';

const USERS = 40;

export function numbered(index: number, filler?: string): StreamEvent {
  const user = `user-${index % USERS}`;
  return { bucket: bucketOf(user), json: JSON.stringify({ user, index, filler }) };
}

/** The numbers of each user's events, of the first `count` of all. */
export function numbersByUser(count: number): ReadonlyMap<string, readonly number[]> {
  const byUser = new Map<string, number[]>();
  for (let index = 0; index < count; index++) append(byUser, `user-${index % USERS}`, index);
  return byUser;
}

/** The numbers of each user's events as they were stored. */
export function userNumbers(byBucket: ReadonlyMap<number, readonly unknown[]>): ReadonlyMap<string, readonly number[]> {
  const byUser = new Map<string, number[]>();
  const users = [...byBucket.values()].flat() as readonly { readonly user: string; readonly index: number }[];
  for (const { user, index } of users) append(byUser, user, index);
  return new Map([...byUser].sort(([one], [other]) => Number(one.slice(5)) - Number(other.slice(5))));
}

function append(byUser: Map<string, number[]>, user: string, index: number): void {
  const numbers = byUser.get(user);
  if (numbers === undefined) byUser.set(user, [index]);
  else numbers.push(index);
}

/** Numbers from 0 to 1 by a seed: the same ones each time. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

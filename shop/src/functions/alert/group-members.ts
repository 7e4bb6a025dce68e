/** The alerts of a group, by fingerprint: how many there are, and which began first. */
import type { Member } from './alert-state.ts';

export function countMembers(members: Readonly<Record<string, Member>>): number {
  let size = 0;
  for (const _fingerprint in members) size++;
  return size;
}

/** Undefined when there is none. */
export function oldestMember(members: Readonly<Record<string, Member>>): string | undefined {
  let oldest: string | undefined;
  let leastMs = Number.POSITIVE_INFINITY;
  for (const fingerprint in members) {
    const startsMs = members[fingerprint]?.startsMs ?? leastMs;
    if (startsMs < leastMs) [oldest, leastMs] = [fingerprint, startsMs];
  }
  return oldest;
}

/**
 * Wrong keys at the sign-in, by address: each is answered later than the one before, and after ten within five minutes the
 * address waits. A right key has to wait, too, else the answer would tell which one it is.
 */
import { isIPv6 } from 'node:net';

const WINDOW_MS = 5 * 60 * 1000;
const MOST_FAILURES = 10;
const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 3_200;
/** Whoever has more addresses than this drives out the oldest ones; the keys are too long to be guessed so. */
const MOST_ADDRESSES = 10_000;

export class SignInLimit {
  readonly #now: () => number;
  /** Times of failures by address, the address that failed last at the end. */
  readonly #failures = new Map<string, readonly number[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** How long the address has to wait before it may try again: 0 when it need not. */
  waitMs(ip: string): number {
    const [oldest, ...others] = this.#recent(networkOf(ip));
    return oldest === undefined || others.length + 1 < MOST_FAILURES ? 0 : oldest + WINDOW_MS - this.#now();
  }

  /** Notes a wrong key. Returns after how long it is to be answered. */
  noteFailure(ip: string): number {
    const network = networkOf(ip);
    const times = [...this.#recent(network), this.#now()];
    this.#failures.delete(network);
    this.#failures.set(network, times);
    const [longestAgo] = this.#failures.keys();
    if (this.#failures.size > MOST_ADDRESSES && longestAgo !== undefined) this.#failures.delete(longestAgo);
    return Math.min(FIRST_DELAY_MS * 2 ** (times.length - 1), LONGEST_DELAY_MS);
  }

  #recent(network: string): readonly number[] {
    return (this.#failures.get(network) ?? []).filter((timeMs) => timeMs > this.#now() - WINDOW_MS);
  }
}

/** Whoever has one IPv6 address has the 2^64 beside it. */
export function networkOf(ip: string): string {
  if (!isIPv6(ip) || ip.startsWith('::ffff:')) return ip;
  const [head = '', tail] = ip.split('%', 1)[0]?.split('::') ?? [];
  const before = head.split(':').filter((part) => part !== '');
  const after = tail === undefined ? [] : tail.split(':').filter((part) => part !== '');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':');
}

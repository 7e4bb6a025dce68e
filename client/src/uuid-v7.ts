/**
 * UUIDs of version 7 (RFC 9562): they begin with the time, so that ids of one process rise. Within a millisecond a counter
 * takes the place of the first random bits, which keeps them rising.
 */
import { randomFillSync } from 'node:crypto';

const RANDOM_BYTES = 8;
const pool = Buffer.alloc(RANDOM_BYTES * 512);
let used = pool.length;

const MOST_IN_A_MILLISECOND = 0x1000;
let lastMs = 0;
let counter = 0;

/** @param nowMs epoch milliseconds; a clock that is set back does not make ids fall. */
export function uuidV7(nowMs: number): string {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = 0;
  } else if (++counter === MOST_IN_A_MILLISECOND) {
    lastMs += 1;
    counter = 0;
  }
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  pool[used] = ((pool[used] ?? 0) & 0x3f) | 0x80;
  const random = pool.toString('hex', used, used + RANDOM_BYTES);
  used += RANDOM_BYTES;
  const time = lastMs.toString(16).padStart(12, '0');
  const count = counter.toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${random.slice(0, 4)}-${random.slice(4)}`;
}

/**
 * Which transactions a snapshot has seen, in the form of `pg_current_snapshot()`: `xmin:xmax:xip,xip…`. What it has seen
 * is in the rows that it gave, so the stream must not tell it again; what it has not seen the stream must tell.
 */

export interface Visibility {
  readonly xmin: bigint;
  readonly xmax: bigint;
  /** In between, those that were still running. */
  readonly running: ReadonlySet<bigint>;
}

const EPOCH = 2n ** 32n;
const HALF = 2n ** 31n;

/** @throws RangeError for a text that is none. */
export function parseVisibility(text: string): Visibility {
  const [, xmin, xmax, running = ''] = /^(\d+):(\d+):([\d,]*)$/.exec(text) ?? [];
  if (xmin === undefined || xmax === undefined) throw new RangeError(`'${text}' is no snapshot`);
  const ids = running.split(',').filter((id) => id !== '');
  return { xmin: BigInt(xmin), xmax: BigInt(xmax), running: new Set(ids.map(BigInt)) };
}

/**
 * @param xid the 32 bits of a transaction's id that the stream tells; the snapshot has 64, and no transaction of its time is
 * more than 2^31 away.
 */
export function hasSeen({ xmin, xmax, running }: Visibility, xid: number): boolean {
  const whole = widened(BigInt(xid), xmax);
  if (whole < xmin) return true;
  return whole < xmax && !running.has(whole);
}

function widened(xid: bigint, near: bigint): bigint {
  const candidate = (near / EPOCH) * EPOCH + xid;
  if (candidate - near > HALF) return candidate - EPOCH;
  return near - candidate > HALF ? candidate + EPOCH : candidate;
}

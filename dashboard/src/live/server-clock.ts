/** What time it is at the server: the reader's clock may be wrong, and “now” on a page is the shop's. */

let offsetMs: number | undefined;

/** @param serverMs what the server said just now, in epoch milliseconds. */
export function tellServerTime(serverMs: number): void {
  if (Number.isFinite(serverMs)) offsetMs = serverMs - performance.now();
}

/** Epoch milliseconds; the reader's own clock until the server has said anything. */
export function serverNow(): number {
  return offsetMs === undefined ? Date.now() : performance.now() + offsetMs;
}

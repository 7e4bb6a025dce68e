/**
 * When the last events of a shopper arrived: enough to find them in the log without going through everybody else's. Kept as
 * the newest time and the distances between them, which are short to write.
 */
export interface Arrivals {
  /** Of the newest, in epoch milliseconds; 0 before the first. */
  arrivedMs: number;
  /** From each to the next one, oldest first. */
  readonly gapsMs: number[];
}

/** Events of a shopper that can be found. */
export const MOST_ARRIVALS = 24;

export function noteArrival(arrivals: Arrivals, receivedMs: number): void {
  if (arrivals.arrivedMs > 0) {
    arrivals.gapsMs.push(receivedMs - arrivals.arrivedMs);
    if (arrivals.gapsMs.length >= MOST_ARRIVALS) arrivals.gapsMs.shift();
  }
  arrivals.arrivedMs = receivedMs;
}

/** Oldest first. */
export function arrivalTimes({ arrivedMs, gapsMs }: Arrivals): readonly number[] {
  if (arrivedMs === 0) return [];
  const times = [arrivedMs];
  for (let place = gapsMs.length - 1, timeMs = arrivedMs; place >= 0; place--) {
    timeMs -= gapsMs[place] ?? 0;
    times.push(timeMs);
  }
  return times.reverse();
}

/** Adds those of `other`, in place. */
export function joinArrivals(arrivals: Arrivals, other: Arrivals): void {
  const times = [...arrivalTimes(arrivals), ...arrivalTimes(other)].sort((one, next) => one - next);
  arrivals.arrivedMs = 0;
  arrivals.gapsMs.length = 0;
  for (const timeMs of times) noteArrival(arrivals, timeMs);
}

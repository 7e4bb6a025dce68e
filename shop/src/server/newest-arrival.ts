/** Where a log's time stands when it is opened. */
import type { LogReader } from '@millrace/engine/log/log.ts';

/** The arrival time of the log's newest batch in epoch milliseconds; 0 for an empty log. */
export function newestArrivalMs(log: LogReader): number {
  const { first, next } = log.bounds();
  if (next <= first) return 0;
  return log.read(next - 1, 1).at(-1)?.arrivalMs ?? 0;
}

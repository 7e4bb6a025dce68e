/** All batches that a log holds: one read ends after some megabytes, and after ten thousand batches. */
import type { LogBatch, LogReader } from '@millrace/engine/log/log.ts';

const READ_BYTES = 4 * 1024 * 1024;

export function* logBatches(reader: LogReader): Generator<LogBatch> {
  let next = 1;
  for (let batches = reader.read(next, READ_BYTES); batches.length > 0; batches = reader.read(next, READ_BYTES)) {
    yield* batches;
    next = (batches.at(-1)?.sequence ?? 0) + 1;
  }
}

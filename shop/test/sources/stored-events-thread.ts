/** Reads a data folder's whole log in a thread of its own, and hands over its records. */
import { parentPort, workerData } from 'node:worker_threads';
import { openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';

const reader = openLogReader(workerData);
const events = reader.read(1, Number.MAX_SAFE_INTEGER).flatMap(({ slices }) =>
  slices.flatMap(({ partition, bytes, ends }) =>
    [...ends].map((end, index) => ({
      partition,
      ...JSON.parse(Buffer.from(bytes.subarray(ends[index - 1] ?? 0, end)).toString()),
    })),
  ),
);
await reader.close();
parentPort?.postMessage(events);

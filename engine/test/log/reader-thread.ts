/** Reads a log in a thread of its own, without ever giving way to its event loop, until it has seen every record. */
import { parentPort, workerData } from 'node:worker_threads';
import { openLogReader } from '../../src/log/lmdb-log-reader.ts';
import { textsOf } from './log-fixture.ts';

const { folder, records } = workerData;
const log = openLogReader(folder);
const seen: string[] = [];
let next = 1;
while (seen.length < records) {
  const batches = log.read(next, 100_000);
  seen.push(...textsOf(batches));
  next = (batches.at(-1)?.sequence ?? next - 1) + 1;
}
await log.close();
parentPort?.postMessage(seen);

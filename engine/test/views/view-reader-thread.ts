/** Reads a view in a thread of its own: follows the feed to its end, and looks for torn commits on the way. */
import { parentPort, workerData } from 'node:worker_threads';
import { openStateEnvironment } from '../../src/state/environment-state-store.ts';
import { openViewReader } from '../../src/views/environment-view.ts';

const { folder, changes } = workerData;
const environment = openStateEnvironment(folder);
const view = openViewReader(environment, 'pairs');
const numbers: number[] = [];
let torn = 0;
while (view && numbers.length < changes) {
  for (const { number } of view.changes(numbers.at(-1) ?? 0, 50)) numbers.push(number);
  const [left, right] = view.range({ limit: 2 });
  if (left?.row.value !== right?.row.value) torn++;
}
await environment.close();
parentPort?.postMessage({ numbers, torn });

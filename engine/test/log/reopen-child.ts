/** Opens and closes readers in the thread of a writer that never rests, and prints how many records the last one saw. */
import { setImmediate as turn } from 'node:timers/promises';
import { openLogReader } from '../../src/log/lmdb-log-reader.ts';
import { openLogWriter } from '../../src/log/lmdb-log-writer.ts';
import { freshFolder, recordsOf, textsOf } from './log-fixture.ts';

const APPENDS = 200;
const folder = freshFolder();
const log = openLogWriter(folder, 1);
let isWriting = true;
const writing = (async () => {
  for (let index = 0; index < APPENDS; index++) await log.append(index, [recordsOf(0, `${index}`)]);
  isWriting = false;
})();
while (isWriting) {
  const reader = openLogReader(folder);
  reader.read(1, 1e9);
  await reader.close();
  await turn();
}
await writing;
await log.close();
const reader = openLogReader(folder);
console.log(textsOf(reader.read(1, 1e9)).length);
await reader.close();

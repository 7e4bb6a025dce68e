import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { openLogWriter } from '../../src/log/lmdb-log-writer.ts';
import { freshFolder, recordsOf } from './log-fixture.ts';

const readerThread = new URL('reader-thread.ts', import.meta.url);

test('readers in other threads see every record once and in order, while the writer appends', async () => {
  const folder = freshFolder();
  const log = openLogWriter(folder, 1);
  const texts = Array.from({ length: 2000 }, (_, index) => `${index}`.padEnd(1 + (index % 900), 'y'));
  const workerData = { folder, records: texts.length };
  const readers = [1, 2].map(() => new Worker(readerThread, { workerData }));
  const answers = readers.map((reader) => once(reader, 'message'));
  for (let index = 0; index < texts.length; index += 4) {
    await Promise.all(texts.slice(index, index + 4).map((text) => log.append(index, [recordsOf(0, text)])));
  }
  const expected = texts.map((text, index) => `0:${index}:${text}`);
  for (const answer of answers) expect((await answer)[0]).toEqual(expected);
  await log.close();
});

test('readers come and go in the thread of the writer, which goes on', async () => {
  const child = new URL('reopen-child.ts', import.meta.url).pathname;
  // A process of its own: a thread that waits for a lock of its own cannot be interrupted.
  const { stdout } = await promisify(execFile)(process.execPath, [child], { timeout: 50_000, killSignal: 'SIGKILL' });
  expect(stdout).toBe('200\n');
});

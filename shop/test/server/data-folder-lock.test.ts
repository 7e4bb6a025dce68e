/** Two processes never work on one data folder, and a crash leaves nothing to clear away by hand. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockDataFolder } from '../../src/server/data-folder-lock.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-lock-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function withOtherProcess(work: (processId: number) => void): Promise<number> {
  const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  const processId = other.pid ?? 0;
  try {
    work(processId);
  } finally {
    other.kill('SIGKILL');
    await once(other, 'exit');
  }
  return processId;
}

it('refuses a folder that another process holds, and names it', async () => {
  await withOtherProcess((processId) => {
    writeFileSync(join(folder, 'process.id'), String(processId));
    expect(() => lockDataFolder(folder)).toThrow(
      expect.objectContaining({ code: 'DATA_FOLDER_IN_USE', message: expect.stringContaining(String(processId)) }),
    );
  });
});

it('takes over the lock of a process that was killed', async () => {
  const gone = await withOtherProcess(() => undefined);
  writeFileSync(join(folder, 'process.id'), String(gone));
  expect(() => lockDataFolder(folder)).not.toThrow();
});

it('waits for a process that is about to be gone', () => {
  const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 700)']);
  writeFileSync(join(folder, 'process.id'), String(other.pid));
  expect(() => lockDataFolder(folder)).not.toThrow();
});

it.each(['', 'not a number', '-1', '0'])('takes over a lock that says %j', (text) => {
  writeFileSync(join(folder, 'process.id'), text);
  expect(() => lockDataFolder(folder)).not.toThrow();
});

it('gives the folder back', () => {
  lockDataFolder(folder)();
  expect(() => lockDataFolder(folder)()).not.toThrow();
});

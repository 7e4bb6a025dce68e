import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { freshFolder } from './log-fixture.ts';

const child = fileURLToPath(new URL('full-disk-child.ts', import.meta.url));

/** A folder on a disk of 8 MB; undefined where this user may not mount one. */
function mountTinyDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]);
  return status === 0 ? folder : undefined;
}

function runChild(command: string, args: readonly string[]) {
  const { stdout, status } = spawnSync(command, args, { encoding: 'utf8' });
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

const everythingHolds = {
  intactWhenFull: true,
  readableAfterTrim: true,
  again: 5,
  intactInTheEnd: true,
};

test('when a write is refused nothing is half-appended, and after a trim appending goes on', () => {
  // A limit on the file's size, in blocks of 512 or 1,024 bytes, needs no rights and ends writes as a full disk does.
  const result = runChild('sh', ['-c', 'ulimit -f 8192; exec "$0" "$@"', process.execPath, child, freshFolder()]);
  expect(result).toMatchObject(everythingHolds);
  expect(result.fullAfter).toBeGreaterThan(10);
  expect(result.stored).toBe(result.kept);
  for (const failure of result.failures) expect(failure).toMatch(/^STORAGE_\w+ backoff$/);
});

const disk = mountTinyDisk();

test.runIf(disk)('on a disk that is really full the error says so', () => {
  try {
    const result = runChild(process.execPath, [child, disk ?? '']);
    expect(result).toMatchObject({ ...everythingHolds, failures: ['STORAGE_FULL backoff'] });
    expect(result.stored).toBe(result.kept);
  } finally {
    spawnSync('umount', [disk ?? '']);
  }
});

/** Where tests of pages put a server's data: what they try is not the disk, and a past of many commits waits for each. */
import { existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const IN_MEMORY = '/dev/shm';
/** A world has some 100 MB; a container may have given its memory folder as little as 64. */
const ROOM_BYTES = 2e9;

/** @returns a folder in memory where the machine has one with room, else that of temporary files. */
export function quickFolder(): string {
  if (!existsSync(IN_MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(IN_MEMORY);
  return bavail * bsize >= ROOM_BYTES ? IN_MEMORY : tmpdir();
}

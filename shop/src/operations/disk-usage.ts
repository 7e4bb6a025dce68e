/** What each part of the data folder takes on the disk, and what is free: looked at now and then, off the main thread. */
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';

export interface DiskUsage {
  /** Bytes that files take, by part of the data folder. */
  readonly parts: Readonly<Record<string, number>>;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Folders whose own folders are parts of their own. */
const DIVIDED: ReadonlySet<string> = new Set(['state']);
/** What lies beside the folders. */
const REST = 'other';
const BLOCK_BYTES = 512;

/** Files may come and go meanwhile. @throws what the file system throws when the folder itself cannot be read. */
export async function diskUsage(dataFolder: string): Promise<DiskUsage> {
  const { bavail, blocks, bsize } = await statfs(dataFolder);
  const parts: Record<string, number> = {};
  for (const [name, path] of await partsOf(dataFolder)) parts[name] = (parts[name] ?? 0) + (await bytesBelow(path));
  return { parts, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** What lies beside the folders, such as the lock, is one part. */
async function partsOf(dataFolder: string): Promise<readonly (readonly [name: string, path: string])[]> {
  const parts: (readonly [string, string])[] = [];
  for (const entry of await readdir(dataFolder, { withFileTypes: true })) {
    const path = join(dataFolder, entry.name);
    if (!entry.isDirectory()) parts.push([REST, path]);
    else if (DIVIDED.has(entry.name)) {
      for (const name of await readdir(path)) parts.push([`${entry.name}/${name}`, join(path, name)]);
    } else parts.push([entry.name, path]);
  }
  return parts;
}

/** What a file, or everything below a folder, really takes: LMDB's files are longer than that. */
async function bytesBelow(path: string): Promise<number> {
  const own = await stat(path).catch(() => undefined);
  if (own === undefined) return 0;
  if (!own.isDirectory()) return own.blocks * BLOCK_BYTES;
  let bytes = 0;
  for (const name of await readdir(path).catch(() => [])) bytes += await bytesBelow(join(path, name));
  return bytes;
}

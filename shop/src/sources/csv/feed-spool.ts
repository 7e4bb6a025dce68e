/** Brings an upload to disk as it comes in, never whole in memory, and takes the hash of its bytes on the way. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Problem } from '../http/problem.ts';

export interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
}

export interface SpoolOptions {
  /** `<data>/feeds` */
  readonly folder: string;
  /** Of one file, as it comes in. */
  readonly maxFileBytes: number;
  /** Of all files that wait. */
  readonly maxBytes: number;
}

export class FeedSpool {
  readonly #options: SpoolOptions;
  /** Bytes of files that are here, those that are coming in included, by path. */
  readonly #sizes = new Map<string, number>();

  constructor(options: SpoolOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true });
  }

  pathOf(name: string): string {
    return join(this.#options.folder, name);
  }

  /** Deletes what no upload needs any more: what was coming in when the process ended. */
  sweep(needed: ReadonlySet<string>): void {
    for (const file of readdirSync(this.#options.folder)) {
      const path = this.pathOf(file);
      if (needed.has(path)) this.#sizes.set(path, statSync(path).size);
      else rmSync(path, { force: true });
    }
  }

  /**
   * Resolves when the file is on disk, synced.
   * @throws Problem 413 FEED_TOO_LARGE, 429 FEEDS_FULL; what the stream throws when its sender leaves.
   */
  async receive(path: string, body: Readable): Promise<FileDigest> {
    const file = await open(path, 'wx');
    const digest = createHash('sha256');
    let bytes = 0;
    try {
      // Whoever is refused in the middle is to get an answer: the connection must not be torn down before it.
      for await (const chunk of body.iterator({ destroyOnReturn: false })) {
        bytes += chunk.length;
        this.#sizes.set(path, bytes);
        this.#check(bytes);
        digest.update(chunk);
        await writeAll(file, chunk);
      }
      await file.sync();
    } catch (cause) {
      await file.close();
      await this.remove(path);
      throw cause;
    }
    await file.close();
    return { bytes, sha256: digest.digest('hex') };
  }

  async remove(path: string): Promise<void> {
    this.#sizes.delete(path);
    if (path.startsWith(this.#options.folder)) await rm(path, { force: true });
  }

  #check(fileBytes: number): void {
    const { maxFileBytes, maxBytes } = this.#options;
    if (fileBytes > maxFileBytes) throw tooLarge(maxFileBytes);
    const all = [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
    if (all > maxBytes) throw SPOOL_FULL;
  }
}

async function writeAll(file: { write(chunk: Uint8Array): Promise<{ bytesWritten: number }> }, chunk: Buffer) {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk.subarray(at))).bytesWritten;
}

/** The hash of a file that lies somewhere already. Reads `bytes` of it at most. */
export async function digestOf(path: string, bytes: number): Promise<FileDigest> {
  const digest: Hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { end: Math.max(0, bytes - 1), highWaterMark: 1 << 20 }))
    digest.update(chunk);
  return { bytes, sha256: digest.digest('hex') };
}

/** A place in a folder under the name that a file has, or one like it where there is one of that name. */
export function freePath(folder: string, file: string): string {
  mkdirSync(folder, { recursive: true });
  const name = basename(file);
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? name : `${number}-${name}`);
    if (!existsSync(path)) return path;
  }
}

function tooLarge(maxBytes: number): Problem {
  const detail = `A feed has at most ${maxBytes} bytes as it is sent; send it gzipped, or in parts with a header each.`;
  return new Problem({ status: 413, code: 'FEED_TOO_LARGE', detail });
}

const SPOOL_FULL = new Problem({
  status: 429,
  code: 'FEEDS_FULL',
  detail: 'More feeds are waiting than the server keeps; send this one again when some are done: see /v1/feeds.',
  retryAfterSeconds: 60,
});

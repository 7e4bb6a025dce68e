/**
 * One part file in the making. Until it is published its name begins with a dot, so that no reader sees it; publishing
 * renames it. Bytes are forced to disk by `sync`, so that a position that was committed later never promises more.
 */
import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface PartName {
  /** The partition's folder within the table, such as `day=2024-01-15`; empty without partitions. */
  readonly folder: string;
  /** The name when published. */
  readonly name: string;
}

const HIDDEN_SUFFIX = '.inprogress';

/** The name of a part file before it is published. */
function hiddenName(name: string): string {
  return `.${name}${HIDDEN_SUFFIX}`;
}

/** The name of a part file once it is published, from either of its names. */
export function visibleName(name: string): string {
  return name.startsWith('.') && name.endsWith(HIDDEN_SUFFIX) ? name.slice(1, -HIDDEN_SUFFIX.length) : name;
}

/**
 * Use: write, sync as often as there is a commit, then publish once. A part that was not published is nobody’s output.
 */
export class PartFile {
  readonly part: PartName;
  readonly openedAtMs: number;
  readonly #hidden: string;
  readonly #visible: string;
  readonly #file: number;
  #bytes: number;

  private constructor(root: string, part: PartName, openedAtMs: number, keptBytes: number) {
    this.part = part;
    this.openedAtMs = openedAtMs;
    this.#visible = join(root, part.folder, part.name);
    this.#hidden = join(root, part.folder, hiddenName(part.name));
    mkdirSync(dirname(this.#hidden), { recursive: true });
    this.#file = openSync(this.#hidden, keptBytes === 0 ? 'w' : 'r+');
    ftruncateSync(this.#file, keptBytes);
    this.#bytes = keptBytes;
  }

  static create(root: string, part: PartName, nowMs: number): PartFile {
    return new PartFile(root, part, nowMs, 0);
  }

  /** Goes on with a file of which `bytes` were committed, even if it has been published since. */
  static reopen(root: string, part: PartName, openedAtMs: number, bytes: number): PartFile {
    const visible = join(root, part.folder, part.name);
    if (existsSync(visible)) renameSync(visible, join(root, part.folder, hiddenName(part.name)));
    return new PartFile(root, part, openedAtMs, bytes);
  }

  get bytes(): number {
    return this.#bytes;
  }

  append(text: string): void {
    const bytes = Buffer.from(text);
    let written = 0;
    while (written < bytes.length) {
      written += writeSync(this.#file, bytes, written, bytes.length - written, this.#bytes + written);
    }
    this.#bytes += bytes.length;
  }

  sync(): void {
    fsyncSync(this.#file);
  }

  publish(): void {
    closeSync(this.#file);
    renameSync(this.#hidden, this.#visible);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Memory and disk of the server and of what it has started, looked at now and then. */
import { getHeapStatistics } from 'node:v8';
import { type ChildMemory, childMemory } from './child-memory.ts';
import { type DiskUsage, diskUsage } from './disk-usage.ts';

export interface MemoryFigures {
  /** Resident memory of the server's process, threads included. */
  readonly residentBytes: number;
  /** Objects of the main thread and of each worker. */
  readonly heaps: readonly ChildMemory[];
  /** Buffers outside of these. */
  readonly buffersBytes: number;
  /** Processes that the server has started; only Linux tells. */
  readonly processes: readonly ChildMemory[];
}

const MEMORY_EVERY_MS = 5_000;
const DISK_EVERY_MS = 30_000;

export class ResourceGauge {
  readonly #dataFolder: string;
  readonly #workerHeaps: () => readonly ChildMemory[];
  #processes: readonly ChildMemory[] = [];
  #memoryMs = Number.NEGATIVE_INFINITY;
  #diskMs = Number.NEGATIVE_INFINITY;
  /** Undefined until it has been looked at, and when the folder cannot be read. */
  disk: DiskUsage | undefined;

  constructor(dataFolder: string, workerHeaps: () => readonly ChildMemory[]) {
    this.#dataFolder = dataFolder;
    this.#workerHeaps = workerHeaps;
  }

  look(atMs: number): void {
    if (atMs - this.#memoryMs >= MEMORY_EVERY_MS) {
      this.#memoryMs = atMs;
      void childMemory().then((processes) => {
        this.#processes = processes;
      });
    }
    if (atMs - this.#diskMs < DISK_EVERY_MS) return;
    this.#diskMs = atMs;
    void diskUsage(this.#dataFolder)
      .catch(() => undefined)
      .then((disk) => {
        this.disk = disk;
      });
  }

  memory(): MemoryFigures {
    const { rss, external } = process.memoryUsage();
    const main = { name: 'main', bytes: getHeapStatistics().used_heap_size };
    return {
      residentBytes: rss,
      heaps: [main, ...this.#workerHeaps()],
      buffersBytes: external,
      processes: this.#processes,
    };
  }
}

/**
 * Group commit: jobs that wait together share one transaction and one disk sync.
 *
 * G1. Jobs run in the order in which they were submitted, each once, in one transaction at a time.
 * G2. A job's promise resolves when its transaction is on disk. When the transaction fails, none of its jobs has left
 *     anything, and all of their promises are rejected; the next group starts afresh.
 * G3. A job that is submitted while a commit is on its way goes into the next one, so that a slower disk makes larger
 *     groups, not a longer queue.
 */
import type { Environment } from './environment.ts';

export interface CommitJob {
  /** About how much it writes: groups are bounded by it. */
  readonly bytes: number;
  /** Wants a transaction of its own, so that it succeeds where the jobs around it fail. */
  readonly alone?: boolean;
  /** Runs inside the transaction. What it throws fails the whole group: check before submitting. */
  run(): void;
}

interface WaitingJob {
  readonly job: CommitJob;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** What goes with every group. */
export interface GroupHooks {
  /** Before the first job, inside the transaction. */
  begin(): void;
  /** After the last job, inside the transaction. */
  finish(): void;
  /** The group is on disk. */
  committed(): void;
}

const MAX_GROUP_BYTES = 16 * 1024 * 1024;

export class GroupCommit {
  readonly #environment: Environment;
  readonly #hooks: GroupHooks;
  #waiting: WaitingJob[] = [];
  #loop: Promise<void> | undefined;

  constructor(environment: Environment, hooks: GroupHooks) {
    this.#environment = environment;
    this.#hooks = hooks;
  }

  /** Resolves when what the job wrote is on disk. @throws MillraceError STORAGE_FULL or STORAGE_FAILED. */
  submit(job: CommitJob): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      this.#loop ??= this.#run();
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#commitGroup();
    this.#loop = undefined;
  }

  async #commitGroup(): Promise<void> {
    let group: readonly WaitingJob[] = [];
    try {
      await this.#environment.transactionAsync(() => {
        group = this.#takeGroup();
        this.#hooks.begin();
        for (const { job } of group) job.run();
        this.#hooks.finish();
      });
      this.#hooks.committed();
      for (const { resolve } of group) resolve();
    } catch (reason) {
      const failed = group.length > 0 ? group : this.#takeGroup();
      for (const { reject } of failed) reject(reason);
    }
  }

  #takeGroup(): readonly WaitingJob[] {
    let count = 0;
    let bytes = 0;
    for (const { job } of this.#waiting) {
      bytes += job.bytes;
      if (count > 0 && (job.alone === true || bytes > MAX_GROUP_BYTES)) break;
      count++;
      if (job.alone === true) break;
    }
    return this.#waiting.splice(0, count);
  }
}

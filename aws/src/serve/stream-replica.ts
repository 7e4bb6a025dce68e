/**
 * Follows a stream into a state, and keeps checkpoints of it, from which a process that comes after it goes on.
 *
 * R1. State and position change in one commit, and a checkpoint is a copy of what was committed. So whatever the process
 *     had not checkpointed when it died is read again, once, by the next.
 * R2. Who begins reads the checkpoint that is furthest along. Without one it begins with what arrived in the last hours;
 *     but never because the checkpoints could not be read.
 * R3. It is ready when it has once come to where the stream was. A stream that stops answering later makes no process ill: to
 *     replace it would change nothing.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { CheckpointBucket } from './checkpoint-bucket.ts';
import { type ReplicaState, STATE_FILE } from './replica-state.ts';
import type { TailPace } from './shard-tail.ts';
import { StreamFollower } from './stream-follower.ts';

export interface ReplicaOptions<State extends ReplicaState> {
  readonly kinesis: Pick<KinesisClient, 'send'>;
  readonly streamName: string;
  readonly pace: TailPace;
  readonly checkpoints: Pick<CheckpointBucket, 'restore' | 'save'>;
  /** Of its own: what is in it is deleted. */
  readonly folder: string;
  /** Opens what lies in the folder. */
  readonly openState: (folder: string) => State;
  readonly checkpointEveryMs: number;
  readonly commitEveryMs: number;
  /** How far back to begin without a checkpoint. */
  readonly replayMs: number;
  /** Told of what went wrong and goes on by itself. */
  readonly onProblem: (what: string, error: unknown) => void;
}

/** How it gets on. */
export interface ReplicaStatus {
  readonly isReady: boolean;
  readonly lagMs: number;
  /** Records that nothing could be made of, since the start. */
  readonly poison: number;
  readonly records: number;
  /** Since the last checkpoint, or the start. */
  readonly checkpointAgeMs: number;
  readonly checkpointBytes: number;
}

/** As long as other things that this thread has to do may wait. */
const SLICE_MS = 5;
const LONGEST_SLEEP_MS = 1_000;

export class StreamReplica<State extends ReplicaState> {
  readonly state: State;
  readonly #options: ReplicaOptions<State>;
  readonly #follower: StreamFollower;
  readonly #listeners = new Set<() => void>();
  readonly #stop = new AbortController();
  readonly #failure = Promise.withResolvers<never>();
  #following: Promise<void> = Promise.resolve();
  #checkpointing: Promise<void> = Promise.resolve();
  #committing: Promise<void> | undefined;
  /** Records that have been taken; those that are in the last commit, and in the last checkpoint. */
  #records = 0;
  #committed = 0;
  #saved = 0;
  /** When the newest of the committed ones arrived. */
  #committedMs = 0;
  #savedAtMs = Date.now();
  #nextCommitMs = 0;
  #isReady = false;
  #poison = 0;
  #checkpointBytes = 0;

  private constructor(options: ReplicaOptions<State>, state: State) {
    this.#options = options;
    this.state = state;
    const { kinesis, streamName, pace, replayMs, onProblem } = options;
    this.#follower = new StreamFollower({
      ...{ kinesis, streamName, pace, position: state.position },
      sinceMs: Date.now() - replayMs,
      onFailure: (error) => onProblem(`${streamName} cannot be read`, error),
    });
  }

  /** Restores the newest checkpoint, and begins to follow. @throws what reading it does. */
  static async start<State extends ReplicaState>(options: ReplicaOptions<State>): Promise<StreamReplica<State>> {
    const folder = join(options.folder, 'state');
    await rm(options.folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await options.checkpoints.restore(join(folder, STATE_FILE));
    const replica = new StreamReplica(options, options.openState(folder));
    replica.#follower.start();
    replica.#following = replica.#follow().catch((error: unknown) => replica.#fail(error));
    replica.#checkpointing = replica.#keepCheckpoints();
    return replica;
  }

  /** Rejects when it cannot go on: the process has to end. */
  get failed(): Promise<never> {
    return this.#failure.promise;
  }

  /** Calls `listener` after each commit. Returns the way to stop that. */
  onCommitted(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  status(): ReplicaStatus {
    const nowMs = Date.now();
    return {
      isReady: this.#isReady,
      lagMs: this.#follower.lagMs(nowMs),
      poison: this.#poison,
      records: this.#records,
      checkpointAgeMs: nowMs - this.#savedAtMs,
      checkpointBytes: this.#checkpointBytes,
    };
  }

  /** Stops following, and leaves a checkpoint of all that was taken. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#follower.close();
    await Promise.all([this.#following, this.#checkpointing]);
    await this.#committing;
    if (this.#records > this.#committed) await this.#commit();
    await this.checkpoint().catch((error: unknown) => this.#options.onProblem('the last checkpoint failed', error));
    await this.state.close();
  }

  /** Copies what was last committed to where the next process finds it; nothing when that is there already. */
  async checkpoint(): Promise<void> {
    const { folder, checkpoints } = this.#options;
    const committed = this.#committed;
    if (committed > this.#saved) {
      const copy = join(folder, 'copy');
      await rm(copy, { recursive: true, force: true });
      const streamMs = this.#committedMs;
      await this.state.copyTo(copy);
      this.#checkpointBytes = await checkpoints.save(join(copy, STATE_FILE), streamMs);
      await rm(copy, { recursive: true, force: true });
      this.#saved = committed;
    }
    this.#savedAtMs = Date.now();
  }

  async #follow(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const moved = this.#takeSome();
      this.#isReady ||= this.#follower.isLevel;
      this.#commitIfDue();
      if (moved) await nextTurn();
      else await Promise.race([this.#follower.news(this.#sleepMs()), ...(this.#committing ? [this.#committing] : [])]);
    }
  }

  #takeSome(): boolean {
    const untilMs = performance.now() + SLICE_MS;
    for (let taken = 0; ; taken++) {
      if (taken > 0 && performance.now() >= untilMs) return true;
      const record = this.#follower.next();
      if (record === undefined) return taken > 0;
      this.#records++;
      try {
        this.state.apply(record);
      } catch (error) {
        this.#poison++;
        this.#options.onProblem(`record ${record.sequence} of ${record.shardId} is left out`, error);
      }
    }
  }

  #commitIfDue(): void {
    const isDue = performance.now() >= this.#nextCommitMs;
    if (this.#committing || !isDue || this.#records === this.#committed) return;
    this.#committing = this.#commit().catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    this.#stop.abort();
    this.#failure.reject(error);
  }

  async #commit(): Promise<void> {
    let records = 0;
    let streamMs = 0;
    await this.state.commit(() => {
      records = this.#records;
      streamMs = this.#follower.newestMs;
      return this.#follower.position;
    });
    this.#committed = records;
    this.#committedMs = streamMs;
    this.#committing = undefined;
    this.#nextCommitMs = performance.now() + this.#options.commitEveryMs;
    for (const listener of this.#listeners) listener();
  }

  #sleepMs(): number {
    if (this.#records === this.#committed || this.#committing) return LONGEST_SLEEP_MS;
    return Math.max(1, Math.min(LONGEST_SLEEP_MS, this.#nextCommitMs - performance.now()));
  }

  async #keepCheckpoints(): Promise<void> {
    const { signal } = this.#stop;
    for (;;) {
      await pause(this.#options.checkpointEveryMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.checkpoint().catch((error: unknown) => this.#options.onProblem('a checkpoint failed', error));
    }
  }
}

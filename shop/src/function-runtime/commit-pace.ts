/**
 * When the functions commit. One commit at a time, and not much more often than anybody needs: each has a price of its
 * own beside what is in it, and a state that changes again and again is written once. Who may be waiting for a commit hastens it.
 */
import type { FunctionPipeline } from './function-pipeline.ts';
import type { SettledAnswers } from './settled-answers.ts';

/** From the beginning of one commit to that of the next, while nobody waits. */
const COMMIT_EVERY_MS = 50;
/** Changed states that may wait for a commit. */
const MOST_CHANGED = 50_000;

export class CommitPace {
  readonly #pipeline: FunctionPipeline;
  readonly #answers: SettledAnswers;
  readonly #commit: (sendAnswers: () => void) => Promise<void>;
  #underWay: Promise<void> | undefined;
  #begunMs = Number.NEGATIVE_INFINITY;

  /** @param commit commits what there is, and then calls what it is given. */
  constructor(
    { pipeline, answers }: { readonly pipeline: FunctionPipeline; readonly answers: SettledAnswers },
    commit: (sendAnswers: () => void) => Promise<void>,
  ) {
    this.#pipeline = pipeline;
    this.#answers = answers;
    this.#commit = commit;
  }

  /** The commit that is on its way to disk. */
  get underWay(): Promise<void> | undefined {
    return this.#underWay;
  }

  /** A disk that is slower than the log holds up the reading, not the memory. */
  get holdsUp(): boolean {
    return this.#underWay !== undefined && this.#isFull;
  }

  /** In how many milliseconds a commit is due; Infinity while there is nothing to commit, or one is under way. */
  dueInMs(hurry: boolean): number {
    if (this.#underWay || !this.#pipeline.hasNews) return Number.POSITIVE_INFINITY;
    if (hurry || this.#pipeline.isUrgent || this.#answers.waiting || this.#isFull) return 0;
    return Math.max(0, this.#begunMs + COMMIT_EVERY_MS - performance.now());
  }

  /** Begins a commit if one is due. */
  step(hurry: boolean): void {
    if (this.dueInMs(hurry) === 0) this.#begin();
    // What is asked for while there is nothing to commit is committed.
    else if (!this.#underWay && !this.#pipeline.hasNews) this.#answers.begin()();
  }

  #begin(): void {
    this.#begunMs = performance.now();
    this.#underWay = this.#commit(this.#answers.begin()).finally(() => {
      this.#underWay = undefined;
    });
  }

  get #isFull(): boolean {
    return this.#pipeline.store.tables.changedCount > MOST_CHANGED;
  }
}

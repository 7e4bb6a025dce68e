/**
 * Recommendations with the views that they write and their position in the stream, in an environment on the process's own
 * disk, where all of it changes in one transaction.
 */
import type { Environment } from '@millrace/engine/storage/environment.ts';
import { LmdbEnvironment } from '@millrace/engine/storage/lmdb-environment.ts';
import { FunctionStore } from '@millrace/shop/function-runtime/function-store.ts';
import type { ViewOutput } from '@millrace/shop/functions/view-output.ts';
import type { StreamRecord } from '../stream/stream-record.ts';
import { type ReplicaState, STREAM_INPUT } from './replica-state.ts';
import { RECOMMENDATION_SET, StreamRecommendations } from './stream-recommendations.ts';

export class RecommendationState implements ReplicaState {
  readonly recommendations: StreamRecommendations;
  readonly #environment: LmdbEnvironment;
  readonly #store: FunctionStore;
  #outputs: ViewOutput[] = [];

  /** @param folder empty, or with the file of a checkpoint. @throws MillraceError PIPELINE_CHANGED, STORAGE_FAILED. */
  constructor(folder: string) {
    this.#environment = LmdbEnvironment.open({ folder, durability: 'consistent' });
    this.#store = new FunctionStore(this.#environment, RECOMMENDATION_SET);
    this.recommendations = new StreamRecommendations(this.#store.tables, (output) => this.#outputs.push(output));
  }

  /** Holds the rows of the views. */
  get environment(): Environment {
    return this.#environment;
  }

  get position(): string | undefined {
    return this.#store.positionText(STREAM_INPUT);
  }

  apply(record: StreamRecord): void {
    this.recommendations.apply(record);
  }

  commit(position: () => string): Promise<void> {
    return this.#store.commitAsync(() => {
      const outputs = this.#outputs;
      this.#outputs = [];
      return { outputs, positions: new Map([[STREAM_INPUT, position()]]) };
    });
  }

  copyTo(folder: string): Promise<void> {
    return this.#environment.copyTo(folder);
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

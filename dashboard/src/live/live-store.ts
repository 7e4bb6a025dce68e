/** Holds what the live stream has told, and tells its listeners at most once a frame, however many messages come. */
import { followLiveFeed } from './live-feed.ts';
import { INITIAL_STATE, type LiveState, reduce } from './live-state.ts';
import type { FeedMessage } from './messages.ts';
import { tellServerTime } from './server-clock.ts';

type Listener = (state: LiveState) => void;

export class LiveStore {
  #state = INITIAL_STATE;
  #isDrawing = false;
  readonly #listeners = new Set<Listener>();

  get state(): LiveState {
    return this.#state;
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What other topics have told stays, so that going back to a page shows it at once. Returns the way to stop. */
  follow(topics: readonly string[]): () => void {
    return followLiveFeed(topics, (message) => this.#take(message));
  }

  #take(message: FeedMessage): void {
    if (message.kind === 'ops') tellServerTime(Date.parse(message.ops.at));
    this.#state = reduce(this.#state, message);
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    onNextFrame(() => {
      this.#isDrawing = false;
      for (const listener of this.#listeners) listener(this.#state);
    });
  }
}

/** A hidden page draws no frames; it must take in messages all the same. */
function onNextFrame(draw: () => void): void {
  if (document.hidden) setTimeout(draw, 250);
  else requestAnimationFrame(draw);
}

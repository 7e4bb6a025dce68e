/**
 * One connected client. It first catches up at its own pace, from its id or with a snapshot, and then joins those who
 * hear every push at the same time.
 */

import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { ViewReader } from '@millrace/engine/views/view-store.ts';
import { type FeedStep, feedStep, snapshotStep } from './feed-step.ts';
import { encodePositions, type Positions } from './positions.ts';
import { eventText } from './server-sent-event.ts';

export interface ClientParts {
  readonly response: ServerResponse;
  /** The views that the client listens to, in the hub's order. */
  readonly views: readonly ViewReader[];
  /** From Last-Event-ID; views that it does not name begin with a snapshot. */
  readonly known: Positions;
  /** See positions.ts. */
  readonly origin?: string | undefined;
  /** A client that leaves more than this unread is dropped: it resumes by its id. */
  readonly maxBufferedBytes: number;
}

export class LiveClient {
  readonly #parts: ClientParts;
  readonly #positions = new Map<string, number>();

  constructor(parts: ClientParts) {
    this.#parts = parts;
    for (const [view, number] of parts.known) {
      if (parts.views.some((reader) => reader.definition.name === view)) this.#positions.set(view, number);
    }
  }

  get closed(): boolean {
    return this.#parts.response.destroyed || this.#parts.response.writableEnded;
  }

  /** Sends the same text to this client as to others, or drops it when it reads too slowly. */
  send(text: string | Buffer): void {
    const { response, maxBufferedBytes } = this.#parts;
    if (this.closed) return;
    if (response.writableLength > maxBufferedBytes) response.destroy();
    else response.write(text);
  }

  /** A client that does not read cannot be waited for: it resumes by its id elsewhere, or later. */
  end(): void {
    const { response } = this.#parts;
    if (response.writableNeedDrain) response.destroy();
    else response.end();
  }

  /**
   * Tells what the client has missed until nothing lies between it and `present()`, waiting whenever its connection
   * is full. When this resolves, no other code has run since the client was level with the positions it returned.
   */
  async catchUp<Level extends Positions>(present: () => Level, onLevel: (level: Level) => void): Promise<void> {
    while (!this.closed) {
      const level = present();
      const moved = this.#parts.views.map((view) => this.#step(view, level.get(view.definition.name) ?? 0));
      if (!moved.includes(true)) return onLevel(level);
      if (this.#parts.response.writableNeedDrain) await drained(this.#parts.response);
    }
  }

  #step(view: ViewReader, upTo: number): boolean {
    const after = this.#positions.get(view.definition.name);
    const step = after === undefined ? snapshotStep(view, upTo) : feedStep(view, after, upTo);
    if (step) this.#tell(view.definition.name, step);
    return step !== undefined;
  }

  #tell(view: string, step: FeedStep): void {
    this.#positions.set(view, step.position);
    const id = encodePositions(this.#positions, this.#parts.origin);
    const last = step.messages.length - 1;
    step.messages.forEach((message, index) => {
      this.#parts.response.write(eventText(index === last ? { ...message, id } : message));
    });
  }
}

async function drained(response: ServerResponse): Promise<void> {
  const closed = new AbortController();
  const onClose = () => closed.abort();
  response.once('close', onClose);
  try {
    await once(response, 'drain', { signal: closed.signal });
  } catch {
    // The connection has closed: the caller sees that by itself.
  } finally {
    response.off('close', onClose);
  }
}

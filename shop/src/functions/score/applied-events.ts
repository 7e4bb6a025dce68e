/** How the newest control events ended: applied, or refused by the state that they met. For who waits for them. */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';

type Applied = readonly [eventId: string, done: boolean];

const MOST_APPLIED = 200;

export class AppliedEvents {
  readonly #events: FoldTable<readonly Applied[]>;

  constructor(tables: FoldTables) {
    this.#events = tables.table('score.applied');
  }

  note(eventId: string, done: boolean): void {
    this.#events.put('events', [...this.#all(), [eventId, done] as const].slice(-MOST_APPLIED));
  }

  /** Undefined while it has not been read, or is long past. */
  get(eventId: string): boolean | undefined {
    return this.#all().find(([id]) => id === eventId)?.[1];
  }

  #all(): readonly Applied[] {
    return this.#events.get('events') ?? [];
  }
}
